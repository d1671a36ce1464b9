#include "engine/transform.h"

#include <array>

#include "expr/function.h"
#include "model/event_types.h"

namespace vedette::engine {

bool is_cloudtrail_walk(std::string_view expression) {
  std::string plain;
  for (char c : expression) {
    if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
      continue;
    }
    plain += c == '\'' || c == '`' ? '"' : c;
  }
  return plain == R"(map(JsonExtractSlice(evt.Line.Raw,"Records"),ToJsonString(#)))" ||
         plain == R"(map(JsonExtractSlice(evt.Line.Raw,"Records"),{ToJsonString(#)}))";
}

std::unique_ptr<Transform> Transform::compile(const SourceText& text, Diagnostics& diagnostics) {
  auto program = expr::Program::compile(text, model::event_environment(), diagnostics);
  if (!program) {
    return nullptr;
  }
  auto out = std::make_unique<Transform>();
  out->program_ = std::move(program);
  return out;
}

void Transform::apply(const model::Event& event, expr::Machine& machine, expr::Services& services, Time now, Arena& arena, Counts& counts,
                      std::vector<std::string_view>& lines) const {
  expr::CallContext context(arena);
  context.services = &services;
  context.now = now;
  const std::array<expr::Value, 1> variables = {model::event_value(event)};
  expr::Outcome outcome = program_->run(machine, context, variables);
  // crowdsec: pkg/acquisition/acquisition.go, transform: what gives no lines is sent as it is.
  auto as_is = [&](std::string_view why) {
    ++counts.failed;
    if (counts.first_message.empty()) {
      counts.first_message = why;
    }
    lines.push_back(event.line.raw);
  };
  if (outcome.failed) {
    as_is(outcome.message);
    return;
  }
  const expr::Value& value = outcome.value;
  if (value.is_string()) {
    lines.push_back(value.as_string());
  } else if (value.kind() == expr::Kind::kSlice && !value.is_null()) {
    for (std::uint32_t i = 0; i < value.size(); ++i) {
      const expr::Value& line = value.slice_data()[i];
      if (line.is_string()) {
        lines.push_back(line.as_string());
      } else {
        as_is("an element of the list is not a string");
      }
    }
  } else {
    as_is("the result is neither a string nor a list of strings");
  }
}

}  // namespace vedette::engine
