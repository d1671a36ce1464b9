// What the checker knows of a value before it exists (expr: checker/nature).
#pragma once

#include <string>

#include "expr/type.h"

namespace vedette::expr {

struct Builtin;

struct Nature {
  const Type* type = nullptr;         // null: unknown, unless `nil`
  bool nil = false;                   // the value is `nil`
  const Nature* element = nullptr;    // of a list literal and of what builtins make: the elements, where the type says []interface {}
  const Builtin* function = nullptr;  // a function of the table or a method

  /// Unknown, or Go's interface {}: everything is left to the machine.
  [[nodiscard]] bool is_unknown() const { return (type == nullptr && !nil) || is(Kind::kAny); }
  [[nodiscard]] bool is(Kind kind) const { return type != nullptr && type->kind == kind; }
  [[nodiscard]] bool is_bool() const { return is(Kind::kBool); }
  [[nodiscard]] bool is_string() const { return is(Kind::kString); }
  [[nodiscard]] bool is_list() const { return is(Kind::kSlice); }
  [[nodiscard]] bool is_map() const { return is(Kind::kMap); }
  [[nodiscard]] bool is_struct() const { return is(Kind::kStruct); }
  [[nodiscard]] bool is_pointer() const { return is(Kind::kPointer); }
  [[nodiscard]] bool is_integer() const { return type != nullptr && type->is_builtin_integer(); }
  [[nodiscard]] bool is_float() const { return type != nullptr && type->is_builtin_float(); }
  [[nodiscard]] bool is_number() const { return is_integer() || is_float(); }
  [[nodiscard]] bool is_time() const { return type != nullptr && type->id == type_id::kTime; }
  [[nodiscard]] bool is_duration() const { return type != nullptr && type->id == type_id::kDuration; }
  [[nodiscard]] bool is_bytes() const { return type != nullptr && type->id == type_id::kByteSlice; }
  /// reflect.Kind: unknown and nil are Invalid, which is kNil here; the interface `error` is an interface like kAny.
  [[nodiscard]] Kind go_kind() const;
  /// As messages name it: Go's spelling, with `any` for interface {}.
  [[nodiscard]] std::string name() const;
};

[[nodiscard]] Nature nature_of(const Type* type);
[[nodiscard]] Nature nature_of(TypeId type);
/// Follows pointers.
[[nodiscard]] Nature dereferenced(const Nature& nature);
[[nodiscard]] Nature element_of(const Nature& nature);
[[nodiscard]] bool is_assignable(const Nature& from, const Nature& to);
/// Whether == between the two can be true.
[[nodiscard]] bool is_comparable(const Nature& left, const Nature& right);
/// What arithmetic on two numbers gives.
[[nodiscard]] Nature promoted(const Nature& left, const Nature& right);

/// Go's spelling of a type with `any` for interface {}.
[[nodiscard]] std::string in_words(std::string spelling);
/// The spelling of a function's type, from its first signature.
[[nodiscard]] std::string spell_function(const Builtin& function);

}  // namespace vedette::expr
