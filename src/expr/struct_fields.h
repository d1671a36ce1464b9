// Getters for the fields of Go structs, for those who define such types.
#pragma once

#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "expr/function.h"
#include "expr/type.h"
#include "expr/value.h"

namespace vedette::expr {

template <class T>
struct MemberOf;
template <class Object_, class Part_>
struct MemberOf<Part_ Object_::*> {
  using Object = Object_;
};

template <auto Member>
[[nodiscard]] const auto& part_of(const void* object) {
  return static_cast<const typename MemberOf<std::remove_cv_t<decltype(Member)>>::Object*>(object)->*Member;
}

template <auto Member>
Value text_field(const void* object, Arena& /*arena*/) {
  return Value::string(part_of<Member>(object));
}
template <auto Member>
Value bool_field(const void* object, Arena& /*arena*/) {
  return Value::boolean(part_of<Member>(object));
}
template <auto Member, TypeId Id = type_id::kInt>
Value integer_field(const void* object, Arena& /*arena*/) {
  return Value::integer(static_cast<std::int64_t>(part_of<Member>(object)), Id);
}
template <auto Member>
Value float_field(const void* object, Arena& /*arena*/) {
  return Value::floating(part_of<Member>(object));
}

[[nodiscard]] inline Field struct_field(std::string name, const Type* type, Value (*get)(const void*, Arena&), std::string_view json = {}) {
  return {.name = std::move(name), .type = type, .get = get, .json_name = json};
}

/// A method's row, for Type::methods.
[[nodiscard]] inline Builtin struct_method(std::string_view name, std::vector<const Type*> parameters, const Type* result, NativeFunction call,
                                           std::string_view description) {
  return {.name = name, .signatures = {{std::move(parameters), false, result}}, .call = call, .description = description, .pointer_receiver = true};
}

}  // namespace vedette::expr
