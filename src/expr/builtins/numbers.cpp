// Numbers: abs, rounding, conversion. expr-lang: builtin/lib.go.
#include <array>
#include <cmath>

#include "expr/builtins/arguments.h"
#include "expr/builtins/builtins.h"
#include "expr/go_number.h"
#include "expr/runtime.h"

namespace vedette::expr {
namespace {

Value invalid_argument(CallContext& context, std::string_view name, const Value& value) {
  return context.fail("invalid argument for " + std::string(name) + " (type " + std::string(type_name(value)) + ")");
}

/// Wraps to the width of `type`, as Go's arithmetic does.
std::int64_t wrap(std::int64_t value, TypeId type) {
  switch (type) {
    case type_id::kInt8:
      return static_cast<std::int8_t>(value);
    case type_id::kInt16:
      return static_cast<std::int16_t>(value);
    case type_id::kInt32:
      return static_cast<std::int32_t>(value);
    default:
      return value;
  }
}

Value abs_of(CallContext& context, std::span<const Value> arguments) {
  const Value& value = arguments[0];
  TypeId type = value.type_id();
  if (is_floating(type)) {
    // x < 0 decides, so -0 stays and so does NaN.
    return value.as_float() < 0 ? Value::floating(-value.as_float(), type) : value;
  }
  if (type >= type_id::kInt && type <= type_id::kInt64) {
    auto negated = static_cast<std::int64_t>(0 - static_cast<std::uint64_t>(value.as_int()));
    return value.as_int() < 0 ? Value::integer(wrap(negated, type), type) : value;
  }
  if (is_integer(type)) {
    return value;
  }
  return invalid_argument(context, "abs", value);
}

template <double (*kRound)(double)>
Value rounded(CallContext& context, std::string_view name, const Value& value) {
  if (is_floating(value.type_id())) {
    return Value::floating(kRound(value.as_float()));
  }
  if (is_integer(value.type_id())) {
    return Value::floating(number_of(value));
  }
  return invalid_argument(context, name, value);
}

Value ceil_of(CallContext& context, std::span<const Value> arguments) {
  return rounded<std::ceil>(context, "ceil", arguments[0]);
}
Value floor_of(CallContext& context, std::span<const Value> arguments) {
  return rounded<std::floor>(context, "floor", arguments[0]);
}
Value round_of(CallContext& context, std::span<const Value> arguments) {
  return rounded<std::round>(context, "round", arguments[0]);
}

Value int_of(CallContext& context, std::span<const Value> arguments) {
  const Value& value = arguments[0];
  if (is_number(value.type_id())) {
    return Value::integer(integer_of(context, value));
  }
  if (value.is_string()) {
    std::int64_t number = 0;
    if (parse_go_integer(value.as_string(), number) != NumberError::kNone) {
      return context.fail("invalid operation: int(" + std::string(value.as_string()) + ")");
    }
    return Value::integer(number);
  }
  // Types defined as numbers convert (reflect.Value.CanConvert): a Weekday, a Duration.
  if (is_integer_kind(value.kind())) {
    return Value::integer(value.as_int());
  }
  return context.fail("invalid operation: int(" + std::string(type_name(value)) + ")");
}

Value float_of(CallContext& context, std::span<const Value> arguments) {
  const Value& value = arguments[0];
  if (is_number(value.type_id())) {
    return Value::floating(number_of(value));
  }
  if (value.is_string()) {
    double number = 0;
    if (parse_go_float(value.as_string(), number) != NumberError::kNone) {
      return context.fail("invalid operation: float(" + std::string(value.as_string()) + ")");
    }
    return Value::floating(number);
  }
  return context.fail("invalid operation: float(" + std::string(type_name(value)) + ")");
}

CheckedCall check_abs(std::span<const Type* const> arguments) {
  if (arguments.size() != 1) {
    return wrong_count("1", arguments.size());
  }
  Kind kind = kind_behind(arguments[0]);
  if (kind == Kind::kAny) {
    return {T(type_id::kAny), {}};
  }
  if (is_number_kind(kind)) {
    return {arguments[0], {}};
  }
  return {nullptr, "invalid argument for abs (type " + std::string(name_of_type(arguments[0])) + ")"};
}

// expr: validateRoundFunc, and int and float which take strings as well.
template <bool kTakesText>
CheckedCall check_number(std::span<const Type* const> arguments, std::string_view name, TypeId result) {
  if (arguments.size() != 1) {
    return wrong_count("1", arguments.size());
  }
  Kind kind = kind_behind(arguments[0]);
  if (kind == Kind::kAny || is_number_kind(kind) || (kTakesText && kind == Kind::kString)) {
    return {T(result), {}};
  }
  return {nullptr, "invalid argument for " + std::string(name) + " (type " + std::string(name_of_type(arguments[0])) + ")"};
}

CheckedCall check_ceil(std::span<const Type* const> arguments) {
  return check_number<false>(arguments, "ceil", type_id::kFloat64);
}
CheckedCall check_floor(std::span<const Type* const> arguments) {
  return check_number<false>(arguments, "floor", type_id::kFloat64);
}
CheckedCall check_round(std::span<const Type* const> arguments) {
  return check_number<false>(arguments, "round", type_id::kFloat64);
}
CheckedCall check_int(std::span<const Type* const> arguments) {
  return check_number<true>(arguments, "int", type_id::kInt);
}
CheckedCall check_float(std::span<const Type* const> arguments) {
  return check_number<true>(arguments, "float", type_id::kFloat64);
}

}  // namespace

std::span<const Builtin> number_functions() {
  static const std::array kRows = {
      Builtin{.name = "abs",
              .check = check_abs,
              .call = abs_of,
              .description = "The absolute value of a number, in its own type.",
              .example = "abs(-5) == 5"},
      Builtin{.name = "ceil",
              .check = check_ceil,
              .call = ceil_of,
              .description = "The least whole number that is not below the argument, as a float.",
              .example = "ceil(1.5) == 2.0"},
      Builtin{.name = "floor",
              .check = check_floor,
              .call = floor_of,
              .description = "The greatest whole number that is not above the argument, as a float.",
              .example = "floor(1.5) == 1.0"},
      Builtin{.name = "round",
              .check = check_round,
              .call = round_of,
              .description = "The nearest whole number, halves away from zero, as a float.",
              .example = "round(2.5) == 3.0"},
      Builtin{.name = "int",
              .check = check_int,
              .call = int_of,
              .description = "Converts a number (cutting the fraction off) or a decimal text to an int.",
              .example = "int(\"42\") == 42"},
      Builtin{.name = "float",
              .check = check_float,
              .call = float_of,
              .description = "Converts a number or a text to a float.",
              .example = "float(\"1.5\") == 1.5"},
  };
  return kRows;
}

}  // namespace vedette::expr
