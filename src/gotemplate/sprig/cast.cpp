#include "gotemplate/sprig/cast.h"

#include "expr/runtime.h"
#include "gotemplate/go_literal.h"

namespace vedette::gotemplate {

namespace {

/// number.go: trimDecimal: `^([-+]?\d*)(\.\d*)?$`
std::string_view trim_decimal(std::string_view text) {
  const std::size_t point = text.find('.');
  if (point == std::string_view::npos) {
    return text;
  }
  std::string_view whole = text.substr(0, point);
  std::string_view digits = whole;
  if (!digits.empty() && (digits[0] == '-' || digits[0] == '+')) {
    digits.remove_prefix(1);
  }
  constexpr std::string_view kDigits = "0123456789";
  if (digits.find_first_not_of(kDigits) != std::string_view::npos || text.substr(point + 1).find_first_not_of(kDigits) != std::string_view::npos) {
    return text;
  }
  return digits.empty() ? "0" : whole;
}

bool is_unsigned(const Value& value) {
  return value.kind() >= Kind::kUint && value.kind() <= Kind::kUint64;
}

}  // namespace

std::int64_t to_integer(const Value& given) {
  const Value value = expr::dereference(given);
  switch (value.kind()) {
    case Kind::kBool:
      return value.as_bool() ? 1 : 0;
    case Kind::kFloat32:
    case Kind::kFloat64:
      return expr::truncate(value.as_float());
    case Kind::kString: {
      std::int64_t out = 0;
      return parse_integer(trim_decimal(value.as_string()), 0, out) == expr::NumberError::kNone ? out : 0;
    }
    default:
      return value.kind() >= Kind::kInt && value.kind() <= Kind::kUint64 ? value.as_int() : 0;
  }
}

double to_float(const Value& given) {
  const Value value = expr::dereference(given);
  switch (value.kind()) {
    case Kind::kBool:
      return value.as_bool() ? 1 : 0;
    case Kind::kFloat32:
    case Kind::kFloat64:
      return value.as_float();
    case Kind::kString: {
      double out = 0;
      return expr::parse_go_float(value.as_string(), out) == expr::NumberError::kNone ? out : 0;
    }
    default:
      if (value.kind() < Kind::kInt || value.kind() > Kind::kUint64) {
        return 0;
      }
      return is_unsigned(value) ? static_cast<double>(static_cast<std::uint64_t>(value.as_int())) : static_cast<double>(value.as_int());
  }
}

}  // namespace vedette::gotemplate
