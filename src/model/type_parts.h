// Getters for the fields of Go structs. Private to model/*_type.cpp.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "expr/function.h"
#include "expr/struct_fields.h"
#include "expr/type.h"
#include "expr/value.h"

namespace vedette::model {

using expr::bool_field;
using expr::integer_field;
using expr::part_of;
using expr::text_field;

template <auto Member>
expr::Value float32_field(const void* object, Arena& /*arena*/) {
  return expr::Value::floating(part_of<Member>(object), expr::type_id::kFloat32);
}
template <auto Member>
expr::Value time_field(const void* object, Arena& /*arena*/) {
  return expr::Value::time(&part_of<Member>(object));
}

/// A field of one of the fixed types, named in JSON as given.
[[nodiscard]] inline expr::Field field(std::string name, expr::TypeId type, expr::Value (*get)(const void*, Arena&), std::string_view json = {},
                                       bool omit_empty = false) {
  return {.name = std::move(name), .type = expr::type_of(type), .get = get, .json_name = json, .json_omit_empty = omit_empty};
}
[[nodiscard]] inline expr::Field field(std::string name, const expr::Type* type, expr::Value (*get)(const void*, Arena&), std::string_view json = {},
                                       bool omit_empty = false) {
  return {.name = std::move(name), .type = type, .get = get, .json_name = json, .json_omit_empty = omit_empty};
}

/// Go's pointer to a string, number or bool: what it points to lies in the arena.
[[nodiscard]] inline expr::Value pointer_value(const expr::Value& target, const expr::Type* pointer_type, Arena& arena) {
  return expr::Value::object(arena.make<expr::Value>(target), pointer_type->id);
}

/// []string, nil when `items` is to be nil.
[[nodiscard]] expr::Value string_slice(const std::vector<std::string>& items, bool nil, Arena& arena);

/// A method's signature; the receiver is not among the parameters.
[[nodiscard]] inline expr::Signature method_signature(std::vector<const expr::Type*> parameters, const expr::Type* result) {
  return {std::move(parameters), false, result};
}

/// The object a method is called on. Null, and the call failed, for a nil pointer; null for a zero struct: see `failed()` of the context.
template <class T>
[[nodiscard]] const T* receiver(expr::CallContext& context, std::span<const expr::Value> arguments) {
  const expr::Value& value = arguments[0];
  if (value.as_object() == nullptr && value.kind() != expr::Kind::kStruct) {
    context.fail("runtime error: invalid memory address or nil pointer dereference");
    return nullptr;
  }
  return static_cast<const T*>(value.as_object());
}

/// A row for `Type::methods`.
[[nodiscard]] expr::Builtin method(std::string_view name, std::vector<const expr::Type*> parameters, const expr::Type* result,
                                   expr::NativeFunction call, std::string_view description);
[[nodiscard]] expr::Builtin pointer_method(std::string_view name, std::vector<const expr::Type*> parameters, const expr::Type* result,
                                           expr::NativeFunction call, std::string_view description);
void add_methods(expr::Type& type, const std::vector<expr::Builtin>& rows);

// The structs behind event_types.h.
[[nodiscard]] const expr::Type* event_struct();          // pipeline.Event
[[nodiscard]] const expr::Type* line_struct();           // pipeline.Line; its object is the Event
[[nodiscard]] const expr::Type* runtime_alert_struct();  // pipeline.RuntimeAlert
[[nodiscard]] const expr::Type* appsec_struct();         // pipeline.AppsecEvent; always the zero struct
[[nodiscard]] const expr::Type* alert_struct();          // models.Alert
[[nodiscard]] const expr::Type* source_struct();         // models.Source
[[nodiscard]] const expr::Type* address_struct();        // netip.Addr; its object is an Ip

}  // namespace vedette::model
