#include "expr/go_number.h"

#include <charconv>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <limits>

namespace vedette::expr {
namespace {

char lower(char c) {
  return static_cast<char>(c | 0x20);
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_hex_digit(char c) {
  return is_digit(c) || (lower(c) >= 'a' && lower(c) <= 'f');
}

bool equals_ignoring_case(std::string_view text, std::string_view lower_case) {
  if (text.size() != lower_case.size()) {
    return false;
  }
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i] >= 'A' && text[i] <= 'Z' ? lower(text[i]) : text[i];
    if (c != lower_case[i]) {
      return false;
    }
  }
  return true;
}

// Go: special().
bool parse_special(std::string_view text, double& out) {
  if (equals_ignoring_case(text, "nan")) {
    out = std::numeric_limits<double>::quiet_NaN();
    return true;
  }
  bool negative = !text.empty() && text[0] == '-';
  if (!text.empty() && (text[0] == '+' || text[0] == '-')) {
    text.remove_prefix(1);
  }
  if (equals_ignoring_case(text, "inf") || equals_ignoring_case(text, "infinity")) {
    out = negative ? -std::numeric_limits<double>::infinity() : std::numeric_limits<double>::infinity();
    return true;
  }
  return false;
}

// Go: underscoreOK(). The sign is gone already.
bool underscores_well_placed(std::string_view text) {
  char saw = '^';
  std::size_t i = 0;
  bool hex = false;
  if (text.size() >= 2 && text[0] == '0' && (lower(text[1]) == 'b' || lower(text[1]) == 'o' || lower(text[1]) == 'x')) {
    i = 2;
    saw = '0';
    hex = lower(text[1]) == 'x';
  }
  for (; i < text.size(); ++i) {
    if (is_digit(text[i]) || (hex && is_hex_digit(text[i]))) {
      saw = '0';
    } else if (text[i] == '_') {
      if (saw != '0') {
        return false;
      }
      saw = '_';
    } else if (saw == '_') {
      return false;
    } else {
      saw = '!';
    }
  }
  return saw != '_';
}

// Go: readFloat(), syntax only. `text` has no sign.
bool float_syntax(std::string_view text, bool& hex, bool& underscores) {
  std::size_t i = 0;
  hex = text.size() > 2 && text[0] == '0' && lower(text[1]) == 'x';
  if (hex) {
    i = 2;
  }
  bool saw_dot = false;
  bool saw_digits = false;
  underscores = false;
  for (; i < text.size(); ++i) {
    char c = text[i];
    if (c == '_') {
      underscores = true;
    } else if (c == '.') {
      if (saw_dot) {
        break;
      }
      saw_dot = true;
    } else if (is_digit(c) || (hex && is_hex_digit(c))) {
      saw_digits = true;
    } else {
      break;
    }
  }
  if (!saw_digits) {
    return false;
  }
  if (i < text.size() && lower(text[i]) == (hex ? 'p' : 'e')) {
    ++i;
    if (i < text.size() && (text[i] == '+' || text[i] == '-')) {
      ++i;
    }
    if (i >= text.size() || !is_digit(text[i])) {
      return false;
    }
    for (; i < text.size() && (is_digit(text[i]) || text[i] == '_'); ++i) {
      underscores = underscores || text[i] == '_';
    }
  } else if (hex) {
    return false;
  }
  return i == text.size() && (!underscores || underscores_well_placed(text));
}

struct Digits {
  char data[800];  // no float64 has more significant digits
  int count = 0;
  int point = 0;  // the value is 0.d1d2d3.. * 10^point
};

/// Reads "d.ddde±xx" as std::to_chars writes it.
void read_scientific(const char* begin, const char* end, Digits& digits) {
  const char* p = begin;
  int exponent = 0;
  for (; p != end && *p != 'e'; ++p) {
    if (*p != '.') {
      digits.data[digits.count++] = *p;
    }
  }
  if (p != end) {
    ++p;
    if (*p == '+') {
      ++p;
    }
    std::from_chars(p, end, exponent);
  }
  digits.point = exponent + 1;
  while (digits.count > 0 && digits.data[digits.count - 1] == '0') {
    --digits.count;  // as Go's decimal: no trailing zeros
  }
  if (digits.count == 0) {
    digits.point = 0;
  }
}

void append_exponent(std::string& out, int exponent) {
  out += exponent < 0 ? '-' : '+';
  if (exponent < 0) {
    exponent = -exponent;
  }
  if (exponent < 10) {
    out += '0';
  }
  out += std::to_string(exponent);
}

// Go: fmtE().
void append_e(std::string& out, const Digits& digits, int precision, char format) {
  out += digits.count > 0 ? digits.data[0] : '0';
  if (precision > 0) {
    out += '.';
    int i = 1;
    for (; i <= precision && i < digits.count; ++i) {
      out += digits.data[i];
    }
    for (; i <= precision; ++i) {
      out += '0';
    }
  }
  out += format;
  append_exponent(out, digits.count == 0 ? 0 : digits.point - 1);
}

// Go: fmtF().
void append_f(std::string& out, const Digits& digits, int precision) {
  if (digits.point > 0) {
    int whole = digits.count < digits.point ? digits.count : digits.point;
    out.append(digits.data, static_cast<std::size_t>(whole));
    out.append(static_cast<std::size_t>(digits.point - whole), '0');
  } else {
    out += '0';
  }
  if (precision > 0) {
    out += '.';
    for (int i = 0; i < precision; ++i) {
      int at = digits.point + i;
      out += at >= 0 && at < digits.count ? digits.data[at] : '0';
    }
  }
}

/// Rounds to `count` significant digits, exactly.
void round_digits(double value, int count, Digits& digits) {
  char buffer[900];
  if (count > 780) {
    count = 780;
  }
  auto result = std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::scientific, count - 1);
  read_scientific(buffer, result.ptr, digits);
}

// Go: fmtB().
void append_b(std::string& out, std::uint64_t mantissa, int exponent, int mantissa_bits) {
  out += std::to_string(mantissa);
  out += 'p';
  exponent -= mantissa_bits;
  if (exponent >= 0) {
    out += '+';
  }
  out += std::to_string(exponent);
}

// Go: fmtX().
void append_x(std::string& out, std::uint64_t mantissa, int exponent, int mantissa_bits, int precision, char format) {
  if (mantissa == 0) {
    exponent = 0;
  }
  mantissa <<= 60 - mantissa_bits;  // the leading digit's bit stands at 60
  while (mantissa != 0 && (mantissa & std::uint64_t{1} << 60) == 0) {
    mantissa <<= 1;
    --exponent;
  }
  if (precision >= 0 && precision < 15) {
    int shift = precision * 4;
    std::uint64_t extra = (mantissa << shift) & ((std::uint64_t{1} << 60) - 1);
    mantissa >>= 60 - shift;
    if ((extra | (mantissa & 1)) > std::uint64_t{1} << 59) {
      ++mantissa;
    }
    mantissa <<= 60 - shift;
    if (mantissa & std::uint64_t{1} << 61) {
      mantissa >>= 1;
      ++exponent;
    }
  }
  const char* hex = format == 'X' ? "0123456789ABCDEF" : "0123456789abcdef";
  out += '0';
  out += format;
  out += static_cast<char>('0' + (mantissa >> 60 & 1));
  mantissa <<= 4;
  if (precision < 0 && mantissa != 0) {
    out += '.';
    while (mantissa != 0) {
      out += hex[mantissa >> 60 & 15];
      mantissa <<= 4;
    }
  } else if (precision > 0) {
    out += '.';
    for (int i = 0; i < precision; ++i) {
      out += hex[mantissa >> 60 & 15];
      mantissa <<= 4;
    }
  }
  out += format == 'X' ? 'P' : 'p';
  append_exponent(out, exponent);
}

}  // namespace

NumberError parse_go_float(std::string_view text, double& out) {
  out = 0;
  if (parse_special(text, out)) {
    return NumberError::kNone;
  }
  bool negative = !text.empty() && text[0] == '-';
  if (!text.empty() && (text[0] == '+' || text[0] == '-')) {
    text.remove_prefix(1);
  }
  bool hex = false;
  bool underscores = false;
  if (text.empty() || !float_syntax(text, hex, underscores)) {
    return NumberError::kSyntax;
  }
  std::string stripped;
  if (underscores) {
    for (char c : text) {
      if (c != '_') {
        stripped += c;
      }
    }
    text = stripped;
  }
  double value = 0;
  std::errc error = std::errc::result_out_of_range;
  if (!hex) {
    error = std::from_chars(text.data(), text.data() + text.size(), value).ec;
  }
  if (error != std::errc{}) {
    // from_chars says neither which way a number is out of range, nor rounds hexadecimal ones to even.
    value = std::strtod(std::string(text).c_str(), nullptr);
  }
  out = negative ? -value : value;
  return std::isinf(value) ? NumberError::kRange : NumberError::kNone;
}

NumberError parse_go_integer(std::string_view text, std::int64_t& out) {
  out = 0;
  bool negative = !text.empty() && text[0] == '-';
  if (!text.empty() && (text[0] == '+' || text[0] == '-')) {
    text.remove_prefix(1);
  }
  if (text.empty()) {
    return NumberError::kSyntax;
  }
  std::uint64_t limit = std::uint64_t{1} << 63;
  std::uint64_t value = 0;
  bool overflow = false;
  for (char c : text) {
    if (!is_digit(c)) {
      return NumberError::kSyntax;
    }
    if (value > (limit - static_cast<std::uint64_t>(c - '0')) / 10) {
      overflow = true;
    } else {
      value = value * 10 + static_cast<std::uint64_t>(c - '0');
    }
  }
  if (overflow || (!negative && value == limit)) {
    out = negative ? std::numeric_limits<std::int64_t>::min() : std::numeric_limits<std::int64_t>::max();
    return NumberError::kRange;
  }
  out = static_cast<std::int64_t>(negative ? 0 - value : value);
  return NumberError::kNone;
}

void append_go_float(std::string& out, double value, char format, int precision, int bits) {
  if (std::isnan(value)) {
    out += "NaN";
    return;
  }
  if (std::isinf(value)) {
    out += value > 0 ? "+Inf" : "-Inf";
    return;
  }
  if (std::signbit(value)) {
    out += '-';
    value = -value;
  }
  if (format == 'b' || format == 'x' || format == 'X') {
    std::uint64_t mantissa = 0;
    int exponent = 0;
    int mantissa_bits = bits == 32 ? 23 : 52;
    if (bits == 32) {
      auto narrow = static_cast<float>(value);
      std::uint32_t raw = 0;
      std::memcpy(&raw, &narrow, sizeof raw);
      exponent = static_cast<int>(raw >> 23 & 0xFF);
      mantissa = raw & 0x7FFFFF;
    } else {
      std::uint64_t raw = 0;
      std::memcpy(&raw, &value, sizeof raw);
      exponent = static_cast<int>(raw >> 52 & 0x7FF);
      mantissa = raw & 0xFFFFFFFFFFFFF;
    }
    if (exponent == 0) {
      exponent = 1;
    } else {
      mantissa |= std::uint64_t{1} << mantissa_bits;
    }
    exponent -= bits == 32 ? 127 : 1023;
    if (format == 'b') {
      append_b(out, mantissa, exponent, mantissa_bits);
    } else {
      append_x(out, mantissa, exponent, mantissa_bits, precision, format);
    }
    return;
  }

  Digits digits;
  bool shortest = precision < 0;
  if (shortest) {
    char buffer[64];
    auto result = bits == 32 ? std::to_chars(buffer, buffer + sizeof buffer, static_cast<float>(value), std::chars_format::scientific)
                             : std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::scientific);
    read_scientific(buffer, result.ptr, digits);
    switch (format) {
      case 'e':
      case 'E':
        precision = digits.count - 1;
        break;
      case 'f':
        precision = digits.count > digits.point ? digits.count - digits.point : 0;
        break;
      default:
        precision = digits.count;
    }
  } else if (format == 'f') {
    if (precision > 1080) {
      // Exact digits end at 1074 places; the rest are zeros.
      append_go_float(out, value, 'f', 1080, bits);
      out.append(static_cast<std::size_t>(precision - 1080), '0');
      return;
    }
    char buffer[1500];
    auto result = std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::fixed, precision);
    out.append(buffer, static_cast<std::size_t>(result.ptr - buffer));
    return;
  } else {
    if ((format == 'g' || format == 'G') && precision == 0) {
      precision = 1;
    }
    round_digits(value, format == 'e' || format == 'E' ? precision + 1 : precision, digits);
  }

  switch (format) {
    case 'e':
    case 'E':
      append_e(out, digits, precision, format);
      return;
    case 'f':
      append_f(out, digits, precision);
      return;
    default: {
      int threshold = precision;
      if (threshold > digits.count && digits.count >= digits.point) {
        threshold = digits.count;
      }
      if (shortest) {
        threshold = 6;
      }
      int exponent = digits.point - 1;
      if (exponent < -4 || exponent >= threshold) {
        if (precision > digits.count) {
          precision = digits.count;
        }
        append_e(out, digits, precision - 1, static_cast<char>(format + 'e' - 'g'));
        return;
      }
      append_f(out, digits, digits.count > digits.point ? digits.count - digits.point : 0);
      return;
    }
  }
}

}  // namespace vedette::expr
