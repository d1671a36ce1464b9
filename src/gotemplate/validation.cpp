#include "gotemplate/validation.h"

#include <array>
#include <string>

#include "expr/json_value.h"
#include "expr/runtime.h"
#include "model/event_types.h"

namespace vedette::gotemplate {

namespace {

/// swagger: "required": a pointer, or a slice, that is nil. What is missing, as "scenario" or "events.0.timestamp".
void find_missing(Runtime& runtime, const Value& object, const std::string& path, std::vector<std::string>& out) {
  const Value target = expr::dereference(object);
  for (const expr::Field& field : target.type()->fields) {
    const Value value = expr::read_field(field, target.as_object(), runtime.arena());
    const std::string name = path + std::string(field.json_name);
    const bool optional = field.json_omit_empty || field.json_name == "decisions" || field.json_name == "labels";
    if (!optional && value.is_null()) {
      out.push_back(name + " in body is required");
      continue;
    }
    if (value.kind() == Kind::kPointer && value.type()->element->kind == Kind::kStruct && !value.is_null()) {
      find_missing(runtime, value, name + ".", out);
    }
    for (std::uint32_t i = 0; value.kind() == Kind::kSlice && i < value.size(); ++i) {
      const Value& element = value.slice_data()[i];
      if (element.kind() == Kind::kPointer && !element.is_null()) {
        find_missing(runtime, element, name + "." + std::to_string(i) + ".", out);
      }
    }
  }
}

Value validate(Runtime& runtime, Arguments arguments) {
  if (arguments[0].is_null()) {
    return runtime.fail("runtime error: invalid memory address or nil pointer dereference");
  }
  std::vector<std::string> missing;
  find_missing(runtime, arguments[0], "", missing);
  if (missing.empty()) {
    return Value();
  }
  std::string text = "validation failure list:";
  for (const std::string& line : missing) {
    text += "\n" + line;
  }
  return runtime.text(text);
}

Value marshal_binary(Runtime& runtime, Arguments arguments) {
  if (arguments[0].is_null()) {
    return Value::typed_nil(type_id::kByteSlice);
  }
  std::string json;
  std::string error;
  if (!expr::append_go_json(json, arguments[0], runtime.arena(), error)) {
    return runtime.fail(std::move(error));
  }
  Value* bytes = runtime.elements(json.size());
  for (std::size_t i = 0; bytes != nullptr && i < json.size(); ++i) {
    bytes[i] = Value::integer(static_cast<unsigned char>(json[i]), type_id::kUint8);
  }
  return bytes == nullptr ? Value() : Value::slice(bytes, json.size(), type_id::kByteSlice);
}

}  // namespace

std::vector<const Type*> validated_types() {
  const Type* alert = model::alert_type()->element;
  return {alert, alert->field("Source")->type->element, alert->field("Events")->type->element->element,
          alert->field("Decisions")->type->element->element};
}

std::span<const Row> validation_methods() {
  static constexpr std::array kRows = {
      // The registry of formats is of no consequence; its result, an error, is a text or a nil one.
      Row{"Validate", "(any) error", validate},
      Row{"MarshalBinary", "() bytes", marshal_binary},
  };
  return kRows;
}

}  // namespace vedette::gotemplate
