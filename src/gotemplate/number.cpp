#include "gotemplate/number.h"

#include "expr/go_format.h"
#include "expr/go_number.h"
#include "expr/runtime.h"
#include "gotemplate/go_literal.h"

namespace vedette::gotemplate {

namespace {

using expr::NumberError;

std::string quoted(std::string_view text) {
  std::string out;
  expr::append_go_quoted(out, text);
  return out;
}

/// uint64(f) as amd64 converts it.
std::uint64_t to_unsigned(double number) {
  if (number < 9223372036854775808.0) {
    return static_cast<std::uint64_t>(expr::truncate(number));
  }
  return static_cast<std::uint64_t>(expr::truncate(number - 9223372036854775808.0)) ^ (std::uint64_t{1} << 63);
}

/// float64(int64(f)) == f, and the same of uint64.
void take_whole(Number& number) {
  const std::int64_t integer = expr::truncate(number.floating);
  if (!number.is_integer && static_cast<double>(integer) == number.floating) {
    number.is_integer = true;
    number.integer = integer;
  }
  const std::uint64_t bits = to_unsigned(number.floating);
  if (!number.is_unsigned && static_cast<double>(bits) == number.floating) {
    number.is_unsigned = true;
    number.unsigned_integer = bits;
  }
}

/// node.go: simplifyComplex
void simplify(Number& number) {
  number.is_complex = true;
  number.is_float = number.imaginary == 0;
  if (number.is_float) {
    take_whole(number);
  }
}

bool read_complex(std::string_view text, Number& out) {
  // The sign that parts the two: not the first, not one of an exponent.
  std::size_t split = std::string_view::npos;
  for (std::size_t i = 1; i < text.size(); ++i) {
    const bool exponent = std::string_view("eEpP").find(text[i - 1]) != std::string_view::npos && !text.substr(0, i).starts_with("0x");
    if ((text[i] == '+' || text[i] == '-') && !exponent) {
      split = i;
    }
  }
  if (split == std::string_view::npos || !text.ends_with('i')) {
    return false;
  }
  return expr::parse_go_float(text.substr(0, split), out.floating) == NumberError::kNone &&
         expr::parse_go_float(text.substr(split, text.size() - split - 1), out.imaginary) == NumberError::kNone;
}

}  // namespace

bool read_number(std::string_view text, bool is_character, bool is_complex, Number& out, std::string& error) {
  if (is_character) {
    char32_t rune = 0;
    if (!unquote_rune(text, rune)) {
      error = "malformed character constant: " + std::string(text);
      return false;
    }
    out.is_integer = out.is_unsigned = out.is_float = true;
    out.integer = rune;
    out.unsigned_integer = rune;
    out.floating = rune;
    return true;
  }
  if (is_complex) {
    if (!read_complex(text, out)) {
      error = "illegal number syntax: " + quoted(text);
      return false;
    }
    simplify(out);
    return true;
  }
  if (text.ends_with('i') && expr::parse_go_float(text.substr(0, text.size() - 1), out.imaginary) == NumberError::kNone) {
    simplify(out);
    return true;
  }
  std::uint64_t bits = 0;
  if (parse_unsigned(text, 0, bits) == NumberError::kNone) {
    out.is_unsigned = true;
    out.unsigned_integer = bits;
  }
  if (parse_integer(text, 0, out.integer) == NumberError::kNone) {
    out.is_integer = true;
    out.is_unsigned = out.is_unsigned || out.integer == 0;  // "-0"
  }
  if (out.is_integer || out.is_unsigned) {
    out.is_float = true;
    out.floating = out.is_integer ? static_cast<double>(out.integer) : static_cast<double>(out.unsigned_integer);
    return true;
  }
  out.integer = 0;
  if (expr::parse_go_float(text, out.floating) != NumberError::kNone) {
    error = "illegal number syntax: " + quoted(text);
    return false;
  }
  if (text.find_first_of(".eEpP") == std::string_view::npos) {
    error = "integer overflow: " + quoted(text);
    return false;
  }
  out.is_float = true;
  take_whole(out);
  return true;
}

}  // namespace vedette::gotemplate
