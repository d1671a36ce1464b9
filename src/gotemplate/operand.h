// What a template computes with: Go's reflect.Value, which tells "nothing at all" from an interface that holds nil.
#pragma once

#include <cstdint>
#include <string_view>

#include "expr/type.h"
#include "expr/value.h"

namespace vedette::gotemplate {

using expr::Kind;
using expr::Type;
using expr::Value;
namespace type_id = expr::type_id;

/// Something that was looked up and not there; remembered with what came of it, so that a later error can name it.
struct Miss {
  std::string_view text;  // "no event of the alert has the meta \"region\""
};

struct Operand {
  enum class Form : std::uint8_t {
    kInvalid,    // the zero reflect.Value: printed as <no value>
    kMissing,    // missingVal: no value was piped in
    kConcrete,   // a value of its own type; never untyped nil, but for a nil error
    kInterface,  // an element or result declared as interface{}; may hold nil
  };

  Value value;
  Form form = Form::kInvalid;
  const Miss* miss = nullptr;

  Operand() = default;
  static Operand concrete(const Value& value) { return {value, Form::kConcrete}; }
  static Operand interface(const Value& value) { return {value, Form::kInterface}; }
  static Operand missing() { return {Value(), Form::kMissing}; }
  /// A part (element, field, result) declared as `type`.
  static Operand declared(const Value& value, const Type* type) { return type->kind == Kind::kAny ? interface(value) : concrete(value); }
  /// reflect.ValueOf(x): what an interface{} argument holds.
  static Operand held(const Value& value) { return value.is_nil() ? Operand() : concrete(value); }

  [[nodiscard]] bool is_valid() const { return form != Form::kInvalid; }
  [[nodiscard]] bool is_missing() const { return form == Form::kMissing; }
  [[nodiscard]] bool is_nil_interface() const { return form == Form::kInterface && value.is_nil(); }
  /// What an interface{} holds, or nothing; a nil error stays one.
  [[nodiscard]] Operand opened() const {
    Operand out = *this;
    if (form == Form::kInterface) {
      out.form = value.is_nil() ? Form::kInvalid : Form::kConcrete;
    }
    return out;
  }
  /// indirectInterface: what any interface holds, or nothing.
  [[nodiscard]] Operand inside() const {
    Operand out = opened();
    if (value.is_nil() && form != Form::kMissing) {
      out.form = Form::kInvalid;
    }
    return out;
  }

 private:
  Operand(const Value& value_in, Form form_in) : value(value_in), form(form_in) {}
};

/// exec.go: indirect: through pointers and interfaces; `is_nil` when it ends at a nil one, which is then the result. `pointer` is the last pointer
/// that was followed (nil: none): methods are declared on it.
[[nodiscard]] Operand indirect(Operand operand, bool& is_nil, Value& pointer);
[[nodiscard]] Operand indirect(const Operand& operand, bool& is_nil);

/// exec.go: isTrue(indirectInterface(v)).
[[nodiscard]] bool is_true(const Operand& operand);

/// Go's name of the operand's type: "interface {}" for what is declared so.
[[nodiscard]] std::string_view type_name_of(const Operand& operand);

/// complex128; its objects are pairs of doubles.
[[nodiscard]] const Type* complex_type();
struct Complex {
  double real = 0;
  double imaginary = 0;
};

}  // namespace vedette::gotemplate
