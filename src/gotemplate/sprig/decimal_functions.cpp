// Sprig's numeric.go: execDecimalOp: sums over decimals, so that 0.1 + 0.2 is 0.3.
#include <array>

#include "gotemplate/function.h"
#include "gotemplate/sprig/cast.h"
#include "gotemplate/sprig/decimal.h"

namespace vedette::gotemplate {

namespace {

using Operation = std::optional<Decimal> (Decimal::*)(const Decimal&) const;

Value fold(Runtime& runtime, double first, Arguments others, Operation operation, std::string_view failure) {
  std::optional<Decimal> result = Decimal::from(first);
  for (const Value& other : others) {
    const std::optional<Decimal> operand = Decimal::from(to_float(other));
    if (!result || !operand) {
      break;
    }
    if (!runtime.step(10)) {
      return Value();
    }
    result = ((*result).*operation)(*operand);
    if (!result) {
      return runtime.fail(std::string(failure));
    }
  }
  for (const Value& other : others) {
    if (!Decimal::from(to_float(other))) {
      result.reset();
    }
  }
  return result ? Value::floating(result->to_double()) : runtime.fail("Cannot create a Decimal from NaN or an infinity");
}

Value add1f(Runtime& runtime, Arguments arguments) {
  const Value one = Value::integer(1);
  return fold(runtime, to_float(arguments[0]), {&one, 1}, &Decimal::add, "");
}

Value addf(Runtime& runtime, Arguments arguments) {
  return fold(runtime, 0, arguments, &Decimal::add, "");
}

Value subf(Runtime& runtime, Arguments arguments) {
  return fold(runtime, to_float(arguments[0]), arguments.subspan(1), &Decimal::subtract, "");
}

Value mulf(Runtime& runtime, Arguments arguments) {
  return fold(runtime, to_float(arguments[0]), arguments.subspan(1), &Decimal::multiply, "the product is too long a decimal");
}

Value divf(Runtime& runtime, Arguments arguments) {
  return fold(runtime, to_float(arguments[0]), arguments.subspan(1), &Decimal::divide, "decimal division by 0");
}

}  // namespace

std::span<const Row> decimal_functions() {
  static constexpr std::array kRows = {
      Row{"add1f", "(any) float64", add1f},       Row{"addf", "(...any) float64", addf},      Row{"divf", "(any, ...any) float64", divf},
      Row{"mulf", "(any, ...any) float64", mulf}, Row{"subf", "(any, ...any) float64", subf},
  };
  return kRows;
}

}  // namespace vedette::gotemplate
