#include "cli/expression_input.h"

#include <simdjson.h>

#include <algorithm>
#include <utility>

#include "model/event_types.h"

namespace vedette::cli {

namespace {

using expr::Value;
using simdjson::dom::element;
using simdjson::dom::element_type;

// The part of `json` that its type says it is.
template <class T>
T get(element json) {
  T part{};
  // Its callers have looked at the type.
  return json.get<T>().get(part) == simdjson::SUCCESS ? part : T{};
}

// simdjson bounds the depth.
Value to_value(element json, Arena& arena) {
  switch (json.type()) {
    case element_type::ARRAY: {
      std::vector<Value> elements;
      for (element child : get<simdjson::dom::array>(json)) {
        elements.push_back(to_value(child, arena));
      }
      Value* data = arena.make_array<Value>(elements.size());
      std::copy(elements.begin(), elements.end(), data);
      return Value::slice(data, elements.size());
    }
    case element_type::OBJECT: {
      using Entry = std::pair<Value, Value>;
      std::vector<Entry> entries;
      for (simdjson::dom::key_value_pair field : get<simdjson::dom::object>(json)) {
        const auto same_key = [&](const Entry& entry) { return entry.first.as_string() == field.key; };
        auto known = std::find_if(entries.begin(), entries.end(), same_key);
        Value value = to_value(field.value, arena);
        if (known != entries.end()) {
          known->second = value;  // Go: the last of two equal keys
        } else {
          entries.emplace_back(Value::string(arena.copy(field.key)), value);
        }
      }
      auto* data = static_cast<Entry*>(arena.allocate(entries.size() * sizeof(Entry), alignof(Entry)));
      std::uninitialized_copy(entries.begin(), entries.end(), data);
      return Value::map(arena.make<expr::ArenaMap>(data, entries.size()));
    }
    case element_type::INT64:
      return Value::integer(get<std::int64_t>(json));
    case element_type::UINT64:
      return Value::floating(static_cast<double>(get<std::uint64_t>(json)));
    case element_type::DOUBLE:
      return Value::floating(get<double>(json));
    case element_type::STRING:
      return Value::string(arena.copy(get<std::string_view>(json)));
    case element_type::BOOL:
      return Value::boolean(get<bool>(json));
    case element_type::NULL_VALUE:
      break;
  }
  return Value();
}

}  // namespace

Result<ExpressionInput> ExpressionInput::from_variables(std::string_view json) {
  simdjson::dom::parser parser;
  element root;
  if (auto error = parser.parse(json.data(), json.size()).get(root)) {
    return fail(ErrorKind::kInvalid, std::string("not JSON: ") + simdjson::error_message(error));
  }
  if (root.type() != element_type::OBJECT) {
    return fail(ErrorKind::kInvalid, "the variables must be a JSON object");
  }
  ExpressionInput input;
  input.own_environment_ = std::make_unique<expr::Environment>();
  input.environment_ = input.own_environment_.get();
  const Value variables = to_value(root, *input.arena_);
  std::vector<std::pair<Value, Value>> entries;
  variables.as_map()->entries(*input.arena_, entries);
  for (const auto& [name, value] : entries) {
    input.own_environment_->variables.push_back({std::string(name.as_string()), value.type()});
    input.values_.push_back(value);
  }
  return input;
}

Result<ExpressionInput> ExpressionInput::from_event(std::string json) {
  ExpressionInput input;
  input.environment_ = &model::event_environment();
  input.event_json_ = std::move(json);
  if (auto restored = input.restore(); !restored) {
    return tl::unexpected(restored.error());
  }
  return input;
}

Result<void> ExpressionInput::restore() {
  if (environment_ == own_environment_.get()) {
    return {};  // no function writes to variables
  }
  auto event = model::read_event(event_json_);
  if (!event) {
    return tl::unexpected(event.error());
  }
  event_ = std::move(*event);
  values_.assign(1, model::event_value(model::event_of(*event_)));
  return {};
}

}  // namespace vedette::cli
