#include "expr/nature.h"

#include <string_view>

#include "expr/function.h"

namespace vedette::expr {

Kind Nature::go_kind() const {
  if (type == nullptr) {
    return Kind::kNil;
  }
  return type->kind == Kind::kError ? Kind::kAny : type->kind;
}

std::string in_words(std::string spelling) {
  constexpr std::string_view kInterface = "interface {}";
  for (std::size_t at = spelling.find(kInterface); at != std::string::npos; at = spelling.find(kInterface, at)) {
    spelling.replace(at, kInterface.size(), "any");
  }
  return spelling;
}

std::string Nature::name() const {
  if (type != nullptr) {
    return in_words(type->name);
  }
  return nil ? "nil" : "any";
}

Nature nature_of(const Type* type) {
  Nature nature;
  if (type != nullptr && type->kind == Kind::kNil) {
    nature.nil = true;
  } else {
    nature.type = type;
  }
  return nature;
}

Nature nature_of(TypeId type) {
  return nature_of(type_of(type));
}

Nature dereferenced(const Nature& nature) {
  if (!nature.is_pointer()) {
    return nature;
  }
  const Type* type = nature.type;
  while (type->kind == Kind::kPointer) {
    type = type->element;
  }
  return nature_of(type);
}

Nature element_of(const Nature& nature) {
  if (nature.type == nullptr) {
    return {};
  }
  switch (nature.type->kind) {
    case Kind::kSlice:
      return nature.element != nullptr ? *nature.element : nature_of(nature.type->element);
    case Kind::kMap:
    case Kind::kPointer:
      return nature_of(nature.type->element);
    default:
      return {};
  }
}

// expr: nature.go, AssignableTo; Go: assignability. No two types that can meet here differ in name only, so it is identity but for interfaces.
bool is_assignable(const Nature& from, const Nature& to) {
  const Kind to_kind = to.go_kind();
  if (from.nil) {
    return to_kind == Kind::kPointer || to_kind == Kind::kAny || to_kind == Kind::kFunction || to_kind == Kind::kMap || to_kind == Kind::kSlice;
  }
  if (from.type == nullptr || to.type == nullptr) {
    return false;
  }
  if (from.type == to.type || to.type->kind == Kind::kAny) {
    return true;
  }
  return to.type->kind == Kind::kError && from.type->method("Error") != nullptr;
}

// expr: nature.go, ComparableTo
bool is_comparable(const Nature& left, const Nature& right) {
  return left.is_unknown() || right.is_unknown() || left.nil || right.nil || (left.is_number() && right.is_number()) ||
         (left.is_duration() && right.is_duration()) || (left.is_time() && right.is_time()) || (left.is_list() && right.is_list()) ||
         is_assignable(left, right);
}

Nature promoted(const Nature& left, const Nature& right) {
  return nature_of(left.is_float() || right.is_float() ? type_id::kFloat64 : type_id::kInt);
}

std::string spell_function(const Builtin& function) {
  if (function.signatures.empty()) {
    return "func(...interface {}) (interface {}, error)";
  }
  const Signature& signature = function.signatures.front();
  std::string spelling = "func(";
  for (std::size_t i = 0; i < signature.parameters.size(); ++i) {
    if (i > 0) {
      spelling += ", ";
    }
    if (signature.variadic && i + 1 == signature.parameters.size()) {
      spelling += "...";
    }
    spelling += signature.parameters[i]->name;
  }
  spelling += ") ";
  spelling += signature.result != nullptr ? signature.result->name : "interface {}";
  return spelling;
}

}  // namespace vedette::expr
