#include "expr/unicode.h"

#include <utf8proc.h>

#include "base/utf8.h"

namespace vedette::expr {

char32_t to_upper(char32_t rune) {
  if (rune < 0x80) {
    return rune >= 'a' && rune <= 'z' ? rune - ('a' - 'A') : rune;
  }
  // utf8proc gives sharp s its capital; the simple mapping that Go follows has none.
  if (rune == 0xDF) {
    return rune;
  }
  return static_cast<char32_t>(utf8proc_toupper(static_cast<utf8proc_int32_t>(rune)));
}

char32_t to_lower(char32_t rune) {
  if (rune < 0x80) {
    return rune >= 'A' && rune <= 'Z' ? rune + ('a' - 'A') : rune;
  }
  return static_cast<char32_t>(utf8proc_tolower(static_cast<utf8proc_int32_t>(rune)));
}

bool is_space(char32_t rune) {
  switch (rune) {
    case '\t':
    case '\n':
    case '\v':
    case '\f':
    case '\r':
    case ' ':
    case 0x85:
    case 0xA0:
    case 0x1680:
    case 0x2028:
    case 0x2029:
    case 0x202F:
    case 0x205F:
    case 0x3000:
      return true;
    default:
      return rune >= 0x2000 && rune <= 0x200A;
  }
}

bool is_print(char32_t rune) {
  if (rune < 0x80) {
    return rune >= 0x20 && rune < 0x7F;
  }
  if (rune > 0x10FFFF) {
    return false;
  }
  utf8proc_category_t category = utf8proc_category(static_cast<utf8proc_int32_t>(rune));
  return category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_SO;
}

std::string_view trim_space(std::string_view text) {
  while (!text.empty()) {
    Rune rune = decode_rune(text);
    if (!is_space(rune.code)) {
      break;
    }
    text.remove_prefix(rune.width);
  }
  while (!text.empty()) {
    Rune rune = decode_last_rune(text);
    if (!is_space(rune.code)) {
      break;
    }
    text.remove_suffix(rune.width);
  }
  return text;
}

}  // namespace vedette::expr
