#include "gotemplate/operand.h"

#include "expr/runtime.h"
#include "expr/struct_fields.h"

namespace vedette::gotemplate {

Operand indirect(Operand operand, bool& is_nil, Value& pointer) {
  is_nil = false;
  while (operand.is_valid() && (operand.form == Operand::Form::kInterface || operand.value.kind() == Kind::kPointer)) {
    if (operand.value.is_null() && (operand.form == Operand::Form::kInterface || operand.value.kind() == Kind::kPointer) &&
        (operand.value.is_nil() || operand.value.kind() == Kind::kPointer)) {
      is_nil = true;
      return operand;
    }
    if (operand.form == Operand::Form::kInterface) {
      operand.form = Operand::Form::kConcrete;
      continue;
    }
    if (operand.value.type_id() == type_id::kLocation) {
      break;  // opaque here
    }
    pointer = operand.value;
    const Type* target = operand.value.type()->element;
    operand.value =
        target->kind == Kind::kStruct ? Value::object(operand.value.as_object(), target->id) : *static_cast<const Value*>(operand.value.as_object());
  }
  return operand;
}

Operand indirect(const Operand& operand, bool& is_nil) {
  Value pointer;
  return indirect(operand, is_nil, pointer);
}

bool is_true(const Operand& operand) {
  if (!operand.is_valid()) {
    return false;
  }
  const Value& value = operand.value;
  switch (value.kind()) {
    case Kind::kNil:
    case Kind::kAny:
      return false;
    case Kind::kBool:
      return value.as_bool();
    case Kind::kFloat32:
    case Kind::kFloat64:
      return value.as_float() != 0;
    case Kind::kString:
    case Kind::kSlice:
      return value.size() > 0;
    case Kind::kMap:
      return value.as_map() != nullptr && value.as_map()->size() > 0;
    case Kind::kStruct:
      if (value.type_id() == complex_type()->id) {
        const auto& complex = *static_cast<const Complex*>(value.as_object());
        return complex.real != 0 || complex.imaginary != 0;
      }
      return true;
    case Kind::kPointer:
    case Kind::kFunction:
    case Kind::kError:
      return !value.is_null();
    default:
      return value.as_int() != 0;
  }
}

std::string_view type_name_of(const Operand& operand) {
  return operand.form == Operand::Form::kInterface ? std::string_view("interface {}") : expr::type_name(operand.value);
}

const Type* complex_type() {
  static const Type* type = [] {
    Type* made = expr::define_struct("complex128");
    // As expr prints complex numbers; no template can name the fields.
    made->fields = {expr::struct_field("real", expr::type_of(type_id::kFloat64), expr::float_field<&Complex::real>),
                    expr::struct_field("imag", expr::type_of(type_id::kFloat64), expr::float_field<&Complex::imaginary>)};
    return made;
  }();
  return type;
}

}  // namespace vedette::gotemplate
