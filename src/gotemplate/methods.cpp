#include "gotemplate/methods.h"

#include <array>

#include "expr/runtime.h"
#include "gotemplate/sprig/semver.h"
#include "gotemplate/validation.h"
#include "model/event_types.h"

namespace vedette::gotemplate {

namespace {

Callable callable_of(const expr::Builtin& builtin) {
  Callable out;
  out.name = builtin.name;
  out.result = expr::type_of(type_id::kAny);
  if (!builtin.signatures.empty()) {
    const expr::Signature& signature = builtin.signatures.front();
    out.parameters = signature.parameters;
    out.variadic = signature.variadic;
    out.result = signature.result != nullptr ? signature.result : out.result;
  }
  return out;
}

/// The methods that only templates know of.
const Callable* own_method(const Type* receiver, std::string_view name) {
  struct Family {
    const Type* type;
    std::vector<Callable> methods;
  };
  static const std::vector<Family> kFamilies = [] {
    std::vector<Family> made;
    const auto add = [&made](const Type* type, std::span<const Row> rows) {
      Family& family = made.emplace_back(Family{type, {}});
      for (const Row& row : rows) {
        family.methods.push_back(resolve(row));
      }
    };
    add(version_type()->element, version_methods());
    add(version_type(), version_methods());
    add(version_type(), version_pointer_methods());
    for (const Type* type : validated_types()) {
      add(expr::pointer_to(type), validation_methods());
    }
    return made;
  }();
  for (const Family& family : kFamilies) {
    for (const Callable& method : family.methods) {
      if (family.type == receiver && method.name == name) {
        return &method;
      }
    }
  }
  return nullptr;
}

}  // namespace

std::optional<MethodCall> find_method(const Value& value, const Value& pointer, std::string_view name) {
  if (value.is_nil()) {
    return std::nullopt;
  }
  const bool has_pointer = pointer.kind() == Kind::kPointer;
  const Value& receiver = has_pointer ? pointer : value;
  const Type* type = receiver.type();
  if (type->kind == Kind::kPointer && type->element == nullptr) {
    return std::nullopt;
  }
  if (const Callable* own = own_method(type, name)) {
    MethodCall out{*own, receiver};
    out.own = own->native;
    return out;
  }
  const expr::Builtin* builtin = type->method(name);
  if (builtin == nullptr || builtin->call == nullptr) {
    return std::nullopt;
  }
  MethodCall out{callable_of(*builtin), receiver};
  out.builtin = builtin;
  return out;
}

}  // namespace vedette::gotemplate
