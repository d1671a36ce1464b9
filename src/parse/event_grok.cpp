// What a node's grok does to an event.
#include "parse/event_walk.h"
#include "parse/number_text.h"
#include "parse/observer.h"

namespace vedette::parse {

// crowdsec: pkg/parser/node.go, processGrok
EventWalk::State EventWalk::run_grok(const Node& node) {
  const GrokAction& grok = *node.grok;
  std::optional<std::string_view> text = grok_text(grok);
  std::string_view* values = runner_.captures_.data();
  const bool matched = text && grok.pattern->match(*text, {values, grok.fields.size()});
  if (runner_.observer_ != nullptr) {
    runner_.observer_->read(node.index, text, matched);
  }
  if (!matched) {
    if (traces(node)) {
      trace(node, text ? "grok: no match" : "grok: there is nothing to read");
    }
    return State::kNo;
  }
  for (std::size_t i = 0; i < grok.fields.size(); ++i) {
    event_.parsed.set(grok.fields[i], values[i], *event_.arena);
    if (traces(node)) {
      trace(node, ".Parsed[" + grok.pattern->fields()[i] + "] = " + std::string(values[i]));
    }
  }
  for (const StaticAction& action : grok.statics) {
    if (!apply_static(node, action)) {
      failed_node_ = node.index;
      return State::kFailed;
    }
  }
  return State::kYes;
}

std::optional<std::string_view> EventWalk::grok_text(const GrokAction& grok) {
  switch (grok.source) {
    case GrokAction::Source::kLine:
      return event_.line.raw;
    case GrokAction::Source::kParsed: {
      std::string_view text = event_.parsed.get(grok.field);
      return text.data() != nullptr ? std::optional(text) : std::nullopt;
    }
    case GrokAction::Source::kExpression:
      break;
  }
  std::optional<expr::Value> value = run_rule(grok.expression);
  if (!value) {
    return std::nullopt;
  }
  switch (value->type_id()) {
    case expr::type_id::kString:
      return value->as_string();
    case expr::type_id::kInt:
      return print_int(*event_.arena, value->as_int());
    case expr::type_id::kFloat64:
    case expr::type_id::kFloat32:
      return print_float(*event_.arena, value->as_float());
    default:
      // The reference says so and goes on with an empty text.
      count_failure(grok.expression.index, "a grok reads a text or a number, not " + value->type()->name, {});
      return std::string_view("", 0);
  }
}

}  // namespace vedette::parse
