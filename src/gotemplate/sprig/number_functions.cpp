// Sprig's numeric.go, but for the sums over decimals.
#include <algorithm>
#include <array>
#include <cmath>

#include "expr/runtime.h"
#include "gotemplate/function.h"
#include "gotemplate/go_literal.h"
#include "gotemplate/print.h"
#include "gotemplate/sprig/cast.h"

namespace vedette::gotemplate {

namespace {

Value int64(std::int64_t value) {
  return Value::integer(value, type_id::kInt64);
}

std::int64_t wrapping_add(std::int64_t a, std::int64_t b) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) + static_cast<std::uint64_t>(b));
}

std::int64_t wrapping_multiply(std::int64_t a, std::int64_t b) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) * static_cast<std::uint64_t>(b));
}

Value atoi(Runtime& /*runtime*/, Arguments arguments) {
  std::int64_t out = 0;
  (void)parse_integer(arguments[0].as_string(), 10, out);  // the nearest when out of range
  return Value::integer(out);
}

Value to_int(Runtime& /*runtime*/, Arguments arguments) {
  return Value::integer(to_integer(arguments[0]));
}

Value to_int64(Runtime& /*runtime*/, Arguments arguments) {
  return int64(to_integer(arguments[0]));
}

Value to_float64(Runtime& /*runtime*/, Arguments arguments) {
  return Value::floating(to_float(arguments[0]));
}

/// An octal number, as it happens.
Value to_decimal(Runtime& runtime, Arguments arguments) {
  std::int64_t out = 0;
  return int64(parse_integer(sprint(runtime, arguments), 8, out) == expr::NumberError::kNone ? out : 0);
}

// numeric.go: untilStep
Value count_from(Runtime& runtime, std::int64_t start, std::int64_t stop, std::int64_t step) {
  std::vector<Value> out;
  const bool down = stop < start;
  if (down ? step < 0 : step > 0) {
    for (std::int64_t i = start; down ? i > stop : i < stop;) {
      if (!runtime.step()) {
        return Value();
      }
      out.push_back(Value::integer(i));
      i = wrapping_add(i, step);
    }
  }
  return runtime.list(out, type_id::kIntSlice);
}

Value until(Runtime& runtime, Arguments arguments) {
  const std::int64_t count = arguments[0].as_int();
  return count_from(runtime, 0, count, count < 0 ? -1 : 1);
}

Value until_step(Runtime& runtime, Arguments arguments) {
  return count_from(runtime, arguments[0].as_int(), arguments[1].as_int(), arguments[2].as_int());
}

Value seq(Runtime& runtime, Arguments arguments) {
  if (arguments.empty() || arguments.size() > 3) {
    return Value::string("");
  }
  const std::int64_t start = arguments.size() == 1 ? 1 : arguments[0].as_int();
  const std::int64_t end = arguments.back().as_int();
  const std::int64_t direction = end < start ? -1 : 1;
  std::int64_t step = direction;
  if (arguments.size() == 3) {
    step = arguments[1].as_int();
    if (end < start && step > 0) {
      return Value::string("");
    }
  }
  const Value numbers = count_from(runtime, start, wrapping_add(end, direction), step);
  std::string out;
  for (std::uint32_t i = 0; i < numbers.size(); ++i) {
    out += out.empty() ? "" : " ";
    out += std::to_string(numbers.slice_data()[i].as_int());
  }
  return runtime.text(out);
}

Value add1(Runtime& /*runtime*/, Arguments arguments) {
  return int64(wrapping_add(to_integer(arguments[0]), 1));
}

Value add(Runtime& /*runtime*/, Arguments arguments) {
  std::int64_t sum = 0;
  for (const Value& argument : arguments) {
    sum = wrapping_add(sum, to_integer(argument));
  }
  return int64(sum);
}

Value sub(Runtime& /*runtime*/, Arguments arguments) {
  return int64(
      static_cast<std::int64_t>(static_cast<std::uint64_t>(to_integer(arguments[0])) - static_cast<std::uint64_t>(to_integer(arguments[1]))));
}

Value mul(Runtime& /*runtime*/, Arguments arguments) {
  std::int64_t product = 1;
  for (const Value& argument : arguments) {
    product = wrapping_multiply(product, to_integer(argument));
  }
  return int64(product);
}

Value div(Runtime& runtime, Arguments arguments) {
  const std::int64_t a = to_integer(arguments[0]);
  const std::int64_t b = to_integer(arguments[1]);
  if (b == 0) {
    return runtime.fail("runtime error: integer divide by zero");
  }
  return int64(b == -1 ? wrapping_multiply(a, -1) : a / b);
}

Value mod(Runtime& runtime, Arguments arguments) {
  const std::int64_t a = to_integer(arguments[0]);
  const std::int64_t b = to_integer(arguments[1]);
  if (b == 0) {
    return runtime.fail("runtime error: integer divide by zero");
  }
  return int64(b == -1 ? 0 : a % b);
}

template <bool kLargest>
Value extreme(Runtime& /*runtime*/, Arguments arguments) {
  std::int64_t out = to_integer(arguments[0]);
  for (const Value& argument : arguments.subspan(1)) {
    const std::int64_t other = to_integer(argument);
    out = kLargest ? std::max(out, other) : std::min(out, other);
  }
  return int64(out);
}

/// math.Max and math.Min: NaN wins but over infinities, and -0 is less than 0.
double extreme_of(double a, double b, bool largest) {
  const double infinity = largest ? HUGE_VAL : -HUGE_VAL;
  if (a == infinity || b == infinity) {
    return infinity;
  }
  if (std::isnan(a) || std::isnan(b)) {
    return std::nan("");
  }
  if (a == 0 && a == b) {
    return std::signbit(a) == largest ? b : a;
  }
  return (a > b) == largest ? a : b;
}

template <bool kLargest>
Value float_extreme(Runtime& /*runtime*/, Arguments arguments) {
  double out = to_float(arguments[0]);
  for (const Value& argument : arguments.subspan(1)) {
    out = extreme_of(out, to_float(argument), kLargest);
  }
  return Value::floating(out);
}

Value floor(Runtime& /*runtime*/, Arguments arguments) {
  return Value::floating(std::floor(to_float(arguments[0])));
}

Value ceil(Runtime& /*runtime*/, Arguments arguments) {
  return Value::floating(std::ceil(to_float(arguments[0])));
}

/// Rounds up from `threshold` on: -2.4 becomes -3.
Value round(Runtime& /*runtime*/, Arguments arguments) {
  const double threshold = arguments.size() > 2 ? arguments[2].as_float() : .5;
  const double scale = expr::power(10, static_cast<double>(arguments[1].as_int()));
  const double digit = scale * to_float(arguments[0]);
  double whole = 0;
  const double fraction = std::modf(digit, &whole);
  return Value::floating((fraction >= threshold ? std::ceil(digit) : std::floor(digit)) / scale);
}

}  // namespace

std::span<const Row> number_functions() {
  static constexpr std::array kRows = {
      Row{"add", "(...any) int64", add},
      Row{"add1", "(any) int64", add1},
      Row{"atoi", "(string) int", atoi},
      Row{"biggest", "(any, ...any) int64", extreme<true>},
      Row{"ceil", "(any) float64", ceil},
      Row{"div", "(any, any) int64", div},
      Row{"float64", "(any) float64", to_float64},
      Row{"floor", "(any) float64", floor},
      Row{"int", "(any) int", to_int},
      Row{"int64", "(any) int64", to_int64},
      Row{"max", "(any, ...any) int64", extreme<true>},
      Row{"maxf", "(any, ...any) float64", float_extreme<true>},
      Row{"min", "(any, ...any) int64", extreme<false>},
      Row{"minf", "(any, ...any) float64", float_extreme<false>},
      Row{"mod", "(any, any) int64", mod},
      Row{"mul", "(any, ...any) int64", mul},
      Row{"round", "(any, int, ...float64) float64", round},
      Row{"seq", "(...int) string", seq},
      Row{"sub", "(any, any) int64", sub},
      Row{"toDecimal", "(any) int64", to_decimal},
      Row{"until", "(int) ints", until},
      Row{"untilStep", "(int, int, int) ints", until_step},
  };
  return kRows;
}

}  // namespace vedette::gotemplate
