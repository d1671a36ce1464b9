// Arithmetic: Go's operators over interface values, as runtime/helpers generates them.
#include <limits>

#include "expr/runtime.h"

namespace vedette::expr {

namespace {

std::int64_t wrapping_add(std::int64_t a, std::int64_t b) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) + static_cast<std::uint64_t>(b));
}
std::int64_t wrapping_subtract(std::int64_t a, std::int64_t b) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) - static_cast<std::uint64_t>(b));
}
std::int64_t wrapping_multiply(std::int64_t a, std::int64_t b) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) * static_cast<std::uint64_t>(b));
}

bool either_floating(const Value& a, const Value& b) {
  return is_floating(a.type_id()) || is_floating(b.type_id());
}
bool both_numbers(const Value& a, const Value& b) {
  return is_number(a.type_id()) && is_number(b.type_id());
}

Value new_time(Time time, Arena& arena) {
  return Value::time(arena.make<Time>(time));
}

constexpr std::size_t kMaxString = 64 * 1024 * 1024;

}  // namespace

std::int64_t truncate(double number) {
  constexpr double kLimit = 9223372036854775808.0;  // 2^63
  if (number >= -kLimit && number < kLimit) {
    return static_cast<std::int64_t>(number);
  }
  return std::numeric_limits<std::int64_t>::min();
}

bool add(const Value& a, const Value& b, Arena& arena, Value& out, Fault& fault) {
  if (both_numbers(a, b)) {
    out = either_floating(a, b) ? Value::floating(number_of(a) + number_of(b)) : Value::integer(wrapping_add(a.as_int(), b.as_int()));
    return true;
  }
  const TypeId x = a.type_id();
  const TypeId y = b.type_id();
  if (x == type_id::kString && y == type_id::kString) {
    const std::string_view left = a.as_string();
    const std::string_view right = b.as_string();
    if (left.size() + right.size() > kMaxString) {
      return fault.set(FaultKind::kMemory);
    }
    if (left.empty() || right.empty()) {
      out = left.empty() ? b : a;
      return true;
    }
    char* text = static_cast<char*>(arena.allocate(left.size() + right.size(), 1));
    std::memcpy(text, left.data(), left.size());
    std::memcpy(text + left.size(), right.data(), right.size());
    out = Value::string({text, left.size() + right.size()});
    return true;
  }
  if (x == type_id::kTime && y == type_id::kDuration) {
    out = new_time(vedette::add(a.as_time(), b.as_int()), arena);
    return true;
  }
  if (x == type_id::kDuration && y == type_id::kTime) {
    out = new_time(vedette::add(b.as_time(), a.as_int()), arena);
    return true;
  }
  if (x == type_id::kDuration && y == type_id::kDuration) {
    out = Value::duration(wrapping_add(a.as_int(), b.as_int()));
    return true;
  }
  return fault.set(FaultKind::kOperation, a, b, "+");
}

bool subtract(const Value& a, const Value& b, Arena& arena, Value& out, Fault& fault) {
  if (both_numbers(a, b)) {
    out = either_floating(a, b) ? Value::floating(number_of(a) - number_of(b)) : Value::integer(wrapping_subtract(a.as_int(), b.as_int()));
    return true;
  }
  const TypeId x = a.type_id();
  const TypeId y = b.type_id();
  if (x == type_id::kTime && y == type_id::kTime) {
    out = Value::duration(vedette::subtract(a.as_time(), b.as_time()));
    return true;
  }
  if (x == type_id::kTime && y == type_id::kDuration) {
    out = new_time(vedette::add(a.as_time(), wrapping_subtract(0, b.as_int())), arena);
    return true;
  }
  if (x == type_id::kDuration && y == type_id::kDuration) {
    out = Value::duration(wrapping_subtract(a.as_int(), b.as_int()));
    return true;
  }
  return fault.set(FaultKind::kOperation, a, b, "-");
}

bool multiply(const Value& a, const Value& b, Value& out, Fault& fault) {
  if (both_numbers(a, b)) {
    out = either_floating(a, b) ? Value::floating(number_of(a) * number_of(b)) : Value::integer(wrapping_multiply(a.as_int(), b.as_int()));
    return true;
  }
  // expr: cases_with_duration: an integer with a duration is a duration, a float with one a float64.
  const bool x = a.type_id() == type_id::kDuration;
  const bool y = b.type_id() == type_id::kDuration;
  if ((x && (y || is_number(b.type_id()))) || (y && is_number(a.type_id()))) {
    out = either_floating(a, b) ? Value::floating(number_of(a) * number_of(b)) : Value::duration(wrapping_multiply(a.as_int(), b.as_int()));
    return true;
  }
  return fault.set(FaultKind::kOperation, a, b, "*");
}

bool divide(const Value& a, const Value& b, Value& out, Fault& fault) {
  if (!both_numbers(a, b)) {
    return fault.set(FaultKind::kOperation, a, b, "/");
  }
  out = Value::floating(number_of(a) / number_of(b));
  return true;
}

bool modulo(const Value& a, const Value& b, Value& out, Fault& fault) {
  if (!is_integer(a.type_id()) || !is_integer(b.type_id())) {
    return fault.set(FaultKind::kOperation, a, b, "%");
  }
  if (b.as_int() == 0) {
    return fault.set(FaultKind::kDivideByZero);
  }
  out = Value::integer(b.as_int() == -1 ? 0 : a.as_int() % b.as_int());
  return true;
}

bool exponent(const Value& a, const Value& b, Value& out, Fault& fault) {
  double base = 0;
  double by = 0;
  if (!to_float(a, base, fault) || !to_float(b, by, fault)) {
    return false;
  }
  out = Value::floating(power(base, by));
  return true;
}

bool negate(const Value& a, Value& out, Fault& fault) {
  switch (a.type_id()) {
    case type_id::kFloat32:
    case type_id::kFloat64:
      out = Value::floating(-a.as_float(), a.type_id());
      return true;
    case type_id::kInt:
    case type_id::kInt64:
    case type_id::kUint:
    case type_id::kUint64:
      out = Value::integer(wrapping_subtract(0, a.as_int()), a.type_id());
      return true;
    case type_id::kInt8:
      out = Value::integer(static_cast<std::int8_t>(-a.as_int()), a.type_id());
      return true;
    case type_id::kInt16:
      out = Value::integer(static_cast<std::int16_t>(-a.as_int()), a.type_id());
      return true;
    case type_id::kInt32:
      out = Value::integer(static_cast<std::int32_t>(-a.as_int()), a.type_id());
      return true;
    case type_id::kUint8:
      out = Value::integer(static_cast<std::uint8_t>(-a.as_int()), a.type_id());
      return true;
    case type_id::kUint16:
      out = Value::integer(static_cast<std::uint16_t>(-a.as_int()), a.type_id());
      return true;
    case type_id::kUint32:
      out = Value::integer(static_cast<std::uint32_t>(-a.as_int()), a.type_id());
      return true;
    default:
      return fault.set(FaultKind::kUnary, a, Value(), "-");
  }
}

bool to_int(const Value& value, std::int64_t& out, Fault& fault) {
  if (is_integer(value.type_id())) {
    out = value.as_int();
    return true;
  }
  if (is_floating(value.type_id())) {
    out = truncate(value.as_float());
    return true;
  }
  return fault.set(FaultKind::kConversion, value, Value(), "int");
}

bool to_float(const Value& value, double& out, Fault& fault) {
  if (!is_number(value.type_id())) {
    return fault.set(FaultKind::kConversion, value, Value(), "float");
  }
  out = number_of(value);
  return true;
}

}  // namespace vedette::expr
