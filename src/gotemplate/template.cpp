#include "gotemplate/template.h"

#include <utility>
#include <vector>

#include "base/nearest.h"
#include "gotemplate/execution.h"
#include "gotemplate/parser.h"

namespace vedette::gotemplate {

namespace {

/// "function \"uper\" not defined": which one was meant?
void add_nearest_function(TemplateError& error) {
  if (!error.reason.starts_with("function \"")) {
    return;
  }
  const std::string_view name = std::string_view(error.reason).substr(10, error.reason.find('"', 10) - 10);
  std::vector<std::string_view> known;
  for (const Callable* function : all_functions()) {
    known.push_back(function->name);
  }
  if (const std::string_view nearest = nearest_name(name, known); !nearest.empty()) {
    error.hint = "did you mean `" + std::string(nearest) + "`?";
  }
}

}  // namespace

tl::expected<Template, TemplateError> Template::parse(std::string name, std::string text) {
  Template out;
  out.source_ = std::make_shared<const SourceFile>(std::move(name), std::move(text));
  auto trees = parse_trees(out.source_->name(), out.source_->text(), [](std::string_view function) { return find_function(function) != nullptr; });
  if (!trees) {
    TemplateError error = std::move(trees.error());
    add_nearest_function(error);
    return tl::unexpected(std::move(error));
  }
  out.trees_ = std::make_shared<const TreeSet>(std::move(*trees));
  return out;
}

tl::expected<std::string, TemplateError> Template::render(const expr::Value& dot, Heap& heap, Time now, const RenderLimits& limits,
                                                          expr::Services* services, std::vector<Origin>* origins) const {
  Runtime runtime(heap, limits, now);
  runtime.context.services = services;
  Execution execution(*trees_, source_->name(), runtime, origins);
  if (!execution.run(dot)) {
    TemplateError error = std::move(execution.error());
    // Where the action stands as it is printed, all of it is shown.
    if (std::string_view(source_->text()).substr(error.span.begin).starts_with(error.action)) {
      error.span.end = error.span.begin + static_cast<std::uint32_t>(error.action.size());
    }
    error.at = source_->position(error.span.begin);
    return tl::unexpected(std::move(error));
  }
  return std::move(execution.output());
}

}  // namespace vedette::gotemplate
