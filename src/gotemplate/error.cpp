#include "gotemplate/error.h"

namespace vedette::gotemplate {

std::string TemplateError::message() const {
  std::string out = "template: " + file + ":" + std::to_string(at.line) + ":" + std::to_string(at.column) + ": ";
  if (!action.empty()) {
    if (!template_name.empty()) {
      out += "in \"" + template_name + "\" ";
    }
    out += "at <" + action + ">: ";
  }
  out += reason;
  if (!missing.empty()) {
    out += " (" + missing + ")";
  }
  return out;
}

}  // namespace vedette::gotemplate
