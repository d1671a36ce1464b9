// What is wrong with a template, or with a template over what it was given.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/source.h"

namespace vedette::gotemplate {

/// Who wrote what: from `output` on, an action or a text of the template that begins at `position`. For errors that show in the output only.
struct Origin {
  std::size_t output = 0;
  std::uint32_t position = 0;
};

enum class ErrorStage : std::uint8_t { kParse, kRun };

struct TemplateError {
  ErrorStage stage = ErrorStage::kParse;
  std::string reason;         // "error calling index: index out of range: 0"
  Span span;                  // in the template's text
  LineColumn at;              // of `span.begin`
  std::string file;           // the name of the whole template
  std::string template_name;  // of the {{define}} that was running; empty: the template itself
  std::string action;         // what was evaluated: "index $region 0"; empty while parsing
  /// The key or field that was looked up in vain and whose absence led here, with where from: "GetMeta . \"region\""; empty when there is none.
  std::string missing;
  std::string hint;  // what to write instead; may be empty

  /// All of it on one line, in Go's order.
  [[nodiscard]] std::string message() const;
};

}  // namespace vedette::gotemplate
