#include "gotemplate/go_literal.h"

#include "base/utf8.h"

namespace vedette::gotemplate {

namespace {

using expr::NumberError;

int digit_of(char c) {
  if (c >= '0' && c <= '9') {
    return c - '0';
  }
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'z' ? lower - 'a' + 10 : 99;
}

/// strconv.UnquoteChar: takes one character or escape off `text`. A byte escape is written as a byte, everything else as a rune.
bool take_character(std::string_view& text, char quote, char32_t& rune, bool& is_byte) {
  is_byte = false;
  if (text.empty() || text[0] == quote) {
    return false;
  }
  const Rune first = decode_rune(text);
  if (first.code != '\\') {
    rune = first.code;
    // A bad byte stays the byte it is.
    if (first.bad()) {
      rune = static_cast<unsigned char>(text[0]);
      is_byte = true;
    }
    text.remove_prefix(first.width);
    return true;
  }
  if (text.size() < 2) {
    return false;
  }
  const char letter = text[1];
  text.remove_prefix(2);
  constexpr std::string_view kLetters = "abfnrtv\\";
  constexpr std::string_view kMeanings = "\a\b\f\n\r\t\v\\";
  if (const std::size_t found = kLetters.find(letter); found != std::string_view::npos) {
    rune = static_cast<unsigned char>(kMeanings[found]);
    return true;
  }
  std::size_t digits = 0;
  switch (letter) {
    case 'x':
      digits = 2;
      break;
    case 'u':
      digits = 4;
      break;
    case 'U':
      digits = 8;
      break;
    case '\'':
    case '"':
      rune = static_cast<unsigned char>(letter);
      return letter == quote;
    default: {
      if (letter < '0' || letter > '7' || text.size() < 2) {
        return false;
      }
      unsigned value = static_cast<unsigned>(letter - '0');
      for (int i = 0; i < 2; ++i) {
        if (text[0] < '0' || text[0] > '7') {
          return false;
        }
        value = value * 8 + static_cast<unsigned>(text[0] - '0');
        text.remove_prefix(1);
      }
      rune = value;
      is_byte = true;
      return value <= 255;
    }
  }
  if (text.size() < digits) {
    return false;
  }
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < digits; ++i) {
    const int digit = digit_of(text[i]);
    if (digit > 15) {
      return false;
    }
    value = value * 16 + static_cast<std::uint64_t>(digit);
  }
  text.remove_prefix(digits);
  rune = static_cast<char32_t>(value);
  is_byte = letter == 'x';
  return is_byte || (value <= 0x10FFFF && (value < 0xD800 || value > 0xDFFF));
}

void append_character(std::string& out, char32_t rune, bool is_byte) {
  if (is_byte) {
    out += static_cast<char>(rune);
  } else {
    append_rune(out, rune);
  }
}

/// strconv.underscoreOK: only between digits, or behind a base's prefix.
bool underscores_ok(std::string_view text) {
  char last = '^';
  std::size_t at = 0;
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) {
    at = 1;
  }
  bool hexadecimal = false;
  if (text.size() - at >= 2 && text[at] == '0') {
    const char letter = static_cast<char>(text[at + 1] | 0x20);
    if (letter == 'b' || letter == 'o' || letter == 'x') {
      at += 2;
      last = '0';
      hexadecimal = letter == 'x';
    }
  }
  for (; at < text.size(); ++at) {
    const int digit = digit_of(text[at]);
    if (digit < 10 || (hexadecimal && digit < 16)) {
      last = '0';
    } else if (text[at] == '_') {
      if (last != '0') {
        return false;
      }
      last = '_';
    } else {
      if (last == '_') {
        return false;
      }
      last = '!';
    }
  }
  return last != '_';
}

}  // namespace

bool unquote(std::string_view literal, std::string& out) {
  out.clear();
  if (literal.size() < 2 || literal.front() != literal.back()) {
    return false;
  }
  const char quote = literal.front();
  std::string_view body = literal.substr(1, literal.size() - 2);
  if (quote == '`') {
    for (const char c : body) {
      if (c == '`') {
        return false;
      }
      if (c != '\r') {
        out += c;
      }
    }
    return true;
  }
  if (quote != '"' || body.find('\n') != std::string_view::npos) {
    return false;
  }
  while (!body.empty()) {
    char32_t rune = 0;
    bool is_byte = false;
    if (!take_character(body, quote, rune, is_byte)) {
      return false;
    }
    append_character(out, rune, is_byte);
  }
  return true;
}

bool unquote_rune(std::string_view literal, char32_t& out) {
  if (literal.size() < 2) {
    return false;
  }
  std::string_view body = literal.substr(1);
  bool is_byte = false;
  const bool bad_byte = decode_rune(body).bad();
  if (!take_character(body, '\'', out, is_byte) || body != "'") {
    return false;
  }
  if (bad_byte) {
    out = kReplacementRune;
  }
  return true;
}

NumberError parse_unsigned(std::string_view text, int base, std::uint64_t& out) {
  out = 0;
  std::string_view digits = text;
  const bool any_base = base == 0;
  if (any_base) {
    base = 10;
    if (digits.starts_with('0')) {
      const char letter = digits.size() >= 3 ? static_cast<char>(digits[1] | 0x20) : '\0';
      if (letter == 'b' || letter == 'o' || letter == 'x') {
        base = letter == 'b' ? 2 : letter == 'o' ? 8 : 16;
        digits.remove_prefix(2);
      } else {
        base = 8;
        digits.remove_prefix(1);
      }
    }
  }
  if (text.empty()) {
    return NumberError::kSyntax;
  }
  std::uint64_t value = 0;
  bool underscores = false;
  for (const char c : digits) {
    if (c == '_' && any_base) {
      underscores = true;
      continue;
    }
    const int digit = digit_of(c);
    if (digit >= base) {
      return NumberError::kSyntax;
    }
    std::uint64_t next = 0;
    if (__builtin_mul_overflow(value, static_cast<std::uint64_t>(base), &next) ||
        __builtin_add_overflow(next, static_cast<std::uint64_t>(digit), &next)) {
      // Go stops here, but for the syntax of what follows.
      out = UINT64_MAX;
      return NumberError::kRange;
    }
    value = next;
  }
  if (underscores && !underscores_ok(text)) {
    return NumberError::kSyntax;
  }
  out = value;
  return NumberError::kNone;
}

NumberError parse_integer(std::string_view text, int base, std::int64_t& out) {
  out = 0;
  std::string_view digits = text;
  bool negative = false;
  if (!digits.empty() && (digits[0] == '+' || digits[0] == '-')) {
    negative = digits[0] == '-';
    digits.remove_prefix(1);
  }
  std::uint64_t value = 0;
  const NumberError error = parse_unsigned(digits, base, value);
  if (error == NumberError::kSyntax) {
    return error;
  }
  constexpr std::uint64_t kCutoff = std::uint64_t{1} << 63;
  if (!negative && value >= kCutoff) {
    out = INT64_MAX;
    return NumberError::kRange;
  }
  if (negative && value > kCutoff) {
    out = INT64_MIN;
    return NumberError::kRange;
  }
  out = static_cast<std::int64_t>(negative ? 0 - value : value);
  return NumberError::kNone;
}

}  // namespace vedette::gotemplate
