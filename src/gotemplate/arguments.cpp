// Arguments against the types of parameters: exec.go, evalArg and validateType.
#include "expr/runtime.h"
#include "gotemplate/execution.h"

namespace vedette::gotemplate {

namespace {

bool can_be_nil(const Type* type) {
  switch (type->kind) {
    case Kind::kAny:
    case Kind::kSlice:
    case Kind::kMap:
    case Kind::kPointer:
    case Kind::kFunction:
    case Kind::kError:
      return true;
    default:
      return type == reflect_value_type();
  }
}

/// reflect's AssignableTo, for types that are no interface: alike, or one of them a plain spelling of the other.
bool is_assignable(const Type* from, const Type* to) {
  if (from == to) {
    return true;
  }
  return from->kind == to->kind && (from->kind == Kind::kSlice || from->kind == Kind::kMap) && from->named != to->named &&
         from->element == to->element && from->key == to->key && !from->array && !to->array;
}

Operand zero_of(const Type* type) {
  if (type == reflect_value_type()) {
    return {};
  }
  return type->kind == Kind::kAny ? Operand::interface(Value()) : Operand::concrete(Value::typed_nil(type->id));
}

}  // namespace

Operand Execution::validate(const Operand& operand, const Type* type) {
  if (!operand.is_valid()) {
    if (type == nullptr) {
      return operand;
    }
    if (can_be_nil(type)) {
      Operand zero = zero_of(type);
      zero.miss = operand.miss;
      return zero;
    }
    return fail("invalid value; expected " + type->name, operand.miss);
  }
  if (type == nullptr || type->kind == Kind::kAny || type == reflect_value_type()) {
    return operand;
  }
  Operand out = operand;
  if (out.form == Operand::Form::kInterface) {
    if (out.value.is_nil()) {
      return fail("wrong type for value; expected " + type->name + "; got interface {}", operand.miss);
    }
    out.form = Operand::Form::kConcrete;
  }
  if (out.value.is_nil()) {
    return fail("wrong type for value; expected " + type->name + "; got error", operand.miss);
  }
  const Type* from = out.value.type();
  if (is_assignable(from, type)) {
    return out;
  }
  if (from->kind == Kind::kPointer && from->element != nullptr && is_assignable(from->element, type)) {
    if (out.value.is_null()) {
      return fail("dereference of nil pointer of type " + type->name, operand.miss);
    }
    out.value = from->element->kind == Kind::kStruct ? Value::object(out.value.as_object(), from->element->id)
                                                     : *static_cast<const Value*>(out.value.as_object());
    return out;
  }
  return fail("wrong type for value; expected " + type->name + "; got " + std::string(type_name_of(Operand::concrete(out.value))), operand.miss);
}

Operand Execution::argument(const Operand& dot, const Type* type, const Node& node) {
  at(node);
  Operand value;
  switch (node.kind) {
    case NodeKind::kDot:
      return validate(dot, type);
    case NodeKind::kNil:
      if (type != nullptr && can_be_nil(type)) {
        return zero_of(type);
      }
      return fail("cannot assign nil to " + (type != nullptr ? type->name : "nothing"));
    case NodeKind::kField:
      value = field_chain(dot, dot, node, 0, nullptr, Operand::missing());
      break;
    case NodeKind::kVariable:
      value = variable(dot, node, nullptr, Operand::missing());
      break;
    case NodeKind::kPipe:
      value = pipeline(dot, &node);
      break;
    case NodeKind::kIdentifier:
      value = function(dot, node, node, nullptr, Operand::missing());
      break;
    case NodeKind::kChain:
      value = chain(dot, node, nullptr, Operand::missing());
      break;
    default:
      return literal_argument(dot, type, node);
  }
  return failed() ? Operand() : validate(value, type);
}

Operand Execution::literal_argument(const Operand& /*dot*/, const Type* type, const Node& node) {
  at(node);
  if (type == nullptr) {
    return fail("can't handle " + to_string(node) + " here");
  }
  const Number& number = node.number;
  const bool is_number = node.kind == NodeKind::kNumber;
  if (type->kind == Kind::kAny || type == reflect_value_type()) {
    switch (node.kind) {
      case NodeKind::kBool:
        return Operand::concrete(Value::boolean(node.truth));
      case NodeKind::kNumber:
        return constant(node);
      default:
        return Operand::concrete(Value::string(node.text));
    }
  }
  switch (type->kind) {
    case Kind::kBool:
      return node.kind == NodeKind::kBool ? Operand::concrete(Value::boolean(node.truth)) : fail("expected bool; found " + to_string(node));
    case Kind::kString:
      return node.kind == NodeKind::kString ? Operand::concrete(Value::string(node.text)) : fail("expected string; found " + to_string(node));
    case Kind::kFloat32:
    case Kind::kFloat64:
      return is_number && number.is_float ? Operand::concrete(Value::floating(number.floating, type->id))
                                          : fail("expected float; found " + to_string(node));
    case Kind::kInt:
    case Kind::kInt8:
    case Kind::kInt16:
    case Kind::kInt32:
    case Kind::kInt64:
      return is_number && number.is_integer ? Operand::concrete(Value::integer(number.integer, type->id))
                                            : fail("expected integer; found " + to_string(node));
    case Kind::kUint:
    case Kind::kUint8:
    case Kind::kUint16:
    case Kind::kUint32:
    case Kind::kUint64: {
      if (!is_number || !number.is_unsigned) {
        return fail("expected unsigned integer; found " + to_string(node));
      }
      const auto bits = static_cast<std::int64_t>(number.unsigned_integer);
      return Operand::concrete(
          Value::integer(type->kind == Kind::kUint32 ? static_cast<std::int64_t>(static_cast<std::uint32_t>(bits)) : bits, type->id));
    }
    default:
      return fail("can't handle " + to_string(node) + " for arg of type " + type->name);
  }
}

}  // namespace vedette::gotemplate
