#include "gotemplate/validation.h"

#include <array>
#include <string>

#include "expr/json_value.h"
#include "expr/runtime.h"
#include "model/event_types.h"

namespace vedette::gotemplate {

namespace {

/// What is missing in an object (swagger: "required"; a pointer, or a slice, that is nil), each on a line: "scenario in body is required". Lists in
/// lists have their own headings. Empty when all is there.
std::string missing_in(Runtime& runtime, const Value& object, const std::string& path) {
  std::string out;
  const auto add = [&out](const std::string& lines) {
    if (!lines.empty()) {
      out += (out.empty() ? "validation failure list:\n" : "\n") + lines;
    }
  };
  const Value target = expr::dereference(object);
  for (const expr::Field& field : target.type()->fields) {
    const Value value = expr::read_field(field, target.as_object(), runtime.arena());
    const std::string name = path + std::string(field.json_name);
    const bool optional = field.json_omit_empty || field.json_name == "decisions" || field.json_name == "labels";
    if (value.is_null()) {
      add(optional ? "" : name + " in body is required");
      continue;
    }
    if (value.kind() == Kind::kPointer && value.type()->element->kind == Kind::kStruct) {
      add(missing_in(runtime, value, name + "."));
    }
    for (std::uint32_t i = 0; value.kind() == Kind::kSlice && i < value.size() && runtime.step(); ++i) {
      const Value& element = value.slice_data()[i];
      if (element.kind() == Kind::kPointer && !element.is_null()) {
        add(missing_in(runtime, element, name + "." + std::to_string(i) + "."));
      }
    }
  }
  return out;
}

/// An error that is not nil: prints itself, and is no text to anything that takes one.
const Type* failure_type() {
  static const Type* type = [] {
    expr::Type* made = expr::define_struct("errors.CompositeError");
    made->to_text = [](const void* object) { return object != nullptr ? std::string(*static_cast<const std::string_view*>(object)) : std::string(); };
    return made;
  }();
  return type;
}

Value validate(Runtime& runtime, Arguments arguments) {
  if (arguments[0].is_null()) {
    return runtime.fail("runtime error: invalid memory address or nil pointer dereference");
  }
  const std::string missing = missing_in(runtime, arguments[0], "");
  if (missing.empty() || !runtime.take(missing.size())) {
    return Value();
  }
  return Value::object(runtime.arena().make<std::string_view>(runtime.arena().copy(missing)), failure_type()->id);
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
      // Its registry of formats can only be nil in a template; the error is a text or a nil one.
      Row{"Validate", "(error) error", validate},
      Row{"MarshalBinary", "() bytes", marshal_binary},
  };
  return kRows;
}

}  // namespace vedette::gotemplate
