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

namespace {

utf8proc_category_t category_of(char32_t rune) {
  return rune > 0x10FFFF ? UTF8PROC_CATEGORY_CN : utf8proc_category(static_cast<utf8proc_int32_t>(rune));
}

}  // namespace

char32_t to_title(char32_t rune) {
  if (rune < 0x80 || rune == 0xDF) {
    return to_upper(rune);
  }
  return static_cast<char32_t>(utf8proc_totitle(static_cast<utf8proc_int32_t>(rune)));
}

bool is_letter(char32_t rune) {
  if (rune < 0x80) {
    return (rune | 0x20) >= 'a' && (rune | 0x20) <= 'z';
  }
  const utf8proc_category_t category = category_of(rune);
  return category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_LO;
}

bool is_digit(char32_t rune) {
  return rune < 0x80 ? rune >= '0' && rune <= '9' : category_of(rune) == UTF8PROC_CATEGORY_ND;
}

bool is_number_rune(char32_t rune) {
  const utf8proc_category_t category = category_of(rune);
  return category >= UTF8PROC_CATEGORY_ND && category <= UTF8PROC_CATEGORY_NO;
}

bool is_punctuation(char32_t rune) {
  const utf8proc_category_t category = category_of(rune);
  return category >= UTF8PROC_CATEGORY_PC && category <= UTF8PROC_CATEGORY_PO;
}

bool is_upper(char32_t rune) {
  return category_of(rune) == UTF8PROC_CATEGORY_LU;
}

bool is_lower(char32_t rune) {
  return category_of(rune) == UTF8PROC_CATEGORY_LL;
}

bool is_title(char32_t rune) {
  return category_of(rune) == UTF8PROC_CATEGORY_LT;
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
