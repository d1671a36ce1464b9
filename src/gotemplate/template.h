// Go's text/template with the functions that notification templates of CrowdSec have.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "base/source.h"
#include "base/time.h"
#include "gotemplate/error.h"
#include "gotemplate/heap.h"
#include "gotemplate/node.h"
#include "gotemplate/runtime.h"

namespace vedette::gotemplate {

/// A parsed template. Immutable: several threads may render it at once.
class Template {
 public:
  /// `name` is what errors call it: a file's, or "slack_default".
  [[nodiscard]] static tl::expected<Template, TemplateError> parse(std::string name, std::string text);

  /// The text that it makes of `dot`, whose parts live in `heap`, as will what the template makes. `now` is the present for the functions that ask.
  /// `origins`, when not null, is filled with who wrote what.
  [[nodiscard]] tl::expected<std::string, TemplateError> render(const expr::Value& dot, Heap& heap, Time now, const RenderLimits& limits = {},
                                                                expr::Services* services = nullptr, std::vector<Origin>* origins = nullptr) const;

  [[nodiscard]] const std::shared_ptr<const SourceFile>& source() const { return source_; }

 private:
  Template() = default;
  std::shared_ptr<const SourceFile> source_;  // diagnostics keep it, too
  std::shared_ptr<const TreeSet> trees_;      // shared by copies: it points into the source
};

}  // namespace vedette::gotemplate
