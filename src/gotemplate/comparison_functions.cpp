// eq, ne, lt, le, gt, ge: funcs.go. Strict: only values of one kind compare, integers of any size are one kind.
#include <array>

#include "expr/runtime.h"
#include "gotemplate/function.h"

namespace vedette::gotemplate {

namespace {

enum class Basic { kInvalid, kBool, kComplex, kInteger, kFloat, kText, kUnsigned };

Basic basic_kind(const Operand& operand) {
  if (!operand.is_valid()) {
    return Basic::kInvalid;
  }
  switch (operand.value.kind()) {
    case Kind::kBool:
      return Basic::kBool;
    case Kind::kInt:
    case Kind::kInt8:
    case Kind::kInt16:
    case Kind::kInt32:
    case Kind::kInt64:
      return Basic::kInteger;
    case Kind::kUint:
    case Kind::kUint8:
    case Kind::kUint16:
    case Kind::kUint32:
    case Kind::kUint64:
      return Basic::kUnsigned;
    case Kind::kFloat32:
    case Kind::kFloat64:
      return Basic::kFloat;
    case Kind::kString:
      return Basic::kText;
    case Kind::kStruct:
      return operand.value.type_id() == complex_type()->id ? Basic::kComplex : Basic::kInvalid;
    default:
      return Basic::kInvalid;
  }
}

bool is_nil(const Operand& operand) {
  return !operand.is_valid() || operand.value.is_null();
}

std::string_view kind_of(const Operand& operand) {
  return operand.is_valid() ? type_name_of(operand) : "<nil>";
}

void incompatible(Runtime& runtime, const Operand& a, const Operand& b) {
  runtime.fail("incompatible types for comparison: " + std::string(kind_of(a)) + " and " + std::string(kind_of(b)));
}

/// eq of operands that are of no basic kind.
bool equal_others(Runtime& runtime, const Operand& a, const Operand& b) {
  const Kind kind_a = a.is_valid() ? a.value.kind() : Kind::kNil;
  const Kind kind_b = b.is_valid() ? b.value.kind() : Kind::kNil;
  if (kind_a != kind_b && a.is_valid() && b.is_valid()) {
    runtime.fail("non-comparable types " + std::string(kind_of(a)) + ", " + std::string(kind_of(b)));
    return false;
  }
  if (is_nil(a) || is_nil(b)) {
    return is_nil(a) == is_nil(b);
  }
  if (!expr::is_hashable(b.value)) {
    runtime.fail("non-comparable type " + std::string(kind_of(b)));
    return false;
  }
  if (kind_a == Kind::kPointer) {
    return a.value.type_id() == b.value.type_id() && a.value.as_object() == b.value.as_object();
  }
  return runtime.visit(a.value) && runtime.visit(b.value) && expr::deep_equal(a.value, b.value, runtime.arena());
}

bool equal(Runtime& runtime, const Operand& a, const Operand& b) {
  const Basic kind_a = basic_kind(a);
  const Basic kind_b = basic_kind(b);
  if (kind_a != kind_b) {
    if (kind_a == Basic::kInteger && kind_b == Basic::kUnsigned) {
      return a.value.as_int() >= 0 && a.value.as_int() == b.value.as_int();
    }
    if (kind_a == Basic::kUnsigned && kind_b == Basic::kInteger) {
      return b.value.as_int() >= 0 && a.value.as_int() == b.value.as_int();
    }
    if (a.is_valid() && b.is_valid()) {
      incompatible(runtime, a, b);
    }
    return false;
  }
  switch (kind_a) {
    case Basic::kBool:
      return a.value.as_bool() == b.value.as_bool();
    case Basic::kFloat:
      return a.value.as_float() == b.value.as_float();
    case Basic::kInteger:
    case Basic::kUnsigned:
      return a.value.as_int() == b.value.as_int();
    case Basic::kText:
      return a.value.as_string() == b.value.as_string();
    case Basic::kComplex: {
      const auto& x = *static_cast<const Complex*>(a.value.as_object());
      const auto& y = *static_cast<const Complex*>(b.value.as_object());
      return x.real == y.real && x.imaginary == y.imaginary;
    }
    case Basic::kInvalid:
      return equal_others(runtime, a, b);
  }
  return false;
}

bool equal_to_any(Runtime& runtime, Operands operands) {
  if (operands.size() < 2) {
    runtime.fail("missing argument for comparison");
    return false;
  }
  const Operand first = operands[0].inside();
  for (const Operand& other : operands.subspan(1)) {
    if (equal(runtime, first, other.inside()) || runtime.failed()) {
      return true;
    }
  }
  return false;
}

bool less(Runtime& runtime, const Operand& given_a, const Operand& given_b) {
  const Operand a = given_a.inside();
  const Operand b = given_b.inside();
  const Basic kind_a = basic_kind(a);
  const Basic kind_b = basic_kind(b);
  if (kind_a == Basic::kInvalid || kind_b == Basic::kInvalid) {
    runtime.fail("invalid type for comparison");
    return false;
  }
  const std::int64_t x = a.value.as_int();
  const std::int64_t y = b.value.as_int();
  if (kind_a != kind_b) {
    if (kind_a == Basic::kInteger && kind_b == Basic::kUnsigned) {
      return x < 0 || static_cast<std::uint64_t>(x) < static_cast<std::uint64_t>(y);
    }
    if (kind_a == Basic::kUnsigned && kind_b == Basic::kInteger) {
      return y >= 0 && static_cast<std::uint64_t>(x) < static_cast<std::uint64_t>(y);
    }
    incompatible(runtime, a, b);
    return false;
  }
  switch (kind_a) {
    case Basic::kFloat:
      return a.value.as_float() < b.value.as_float();
    case Basic::kInteger:
      return x < y;
    case Basic::kUnsigned:
      return static_cast<std::uint64_t>(x) < static_cast<std::uint64_t>(y);
    case Basic::kText:
      return a.value.as_string() < b.value.as_string();
    default:
      runtime.fail("invalid type for comparison");
      return false;
  }
}

Operand truth(bool value) {
  return Operand::concrete(Value::boolean(value));
}

Operand eq(Runtime& runtime, Operands operands) {
  return truth(equal_to_any(runtime, operands));
}

Operand ne(Runtime& runtime, Operands operands) {
  return truth(!equal_to_any(runtime, operands));
}

Operand lt(Runtime& runtime, Operands operands) {
  return truth(less(runtime, operands[0], operands[1]));
}

bool less_or_equal(Runtime& runtime, Operands operands) {
  return less(runtime, operands[0], operands[1]) || (!runtime.failed() && equal_to_any(runtime, operands));
}

Operand le(Runtime& runtime, Operands operands) {
  return truth(less_or_equal(runtime, operands));
}

Operand gt(Runtime& runtime, Operands operands) {
  return truth(!less_or_equal(runtime, operands));
}

Operand ge(Runtime& runtime, Operands operands) {
  return truth(!less(runtime, operands[0], operands[1]));
}

}  // namespace

std::span<const Row> comparison_functions() {
  static constexpr std::array kRows = {
      Row{"eq", "(value, ...value) bool", nullptr, eq}, Row{"ge", "(value, value) bool", nullptr, ge}, Row{"gt", "(value, value) bool", nullptr, gt},
      Row{"le", "(value, value) bool", nullptr, le},    Row{"lt", "(value, value) bool", nullptr, lt}, Row{"ne", "(value, value) bool", nullptr, ne},
  };
  return kRows;
}

}  // namespace vedette::gotemplate
