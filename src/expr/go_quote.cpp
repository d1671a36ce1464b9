// strconv.Quote and its kin.
#include "base/utf8.h"
#include "expr/go_format.h"
#include "expr/unicode.h"

namespace vedette::expr {
namespace {

void append_escaped_rune(std::string& out, char32_t rune, char quote, bool ascii_only) {
  if (rune == static_cast<char32_t>(quote) || rune == '\\') {
    out += '\\';
    out += static_cast<char>(rune);
    return;
  }
  if (ascii_only ? rune < 0x80 && is_print(rune) : is_print(rune)) {
    append_rune(out, rune);
    return;
  }
  switch (rune) {
    case '\a':
      out += "\\a";
      return;
    case '\b':
      out += "\\b";
      return;
    case '\f':
      out += "\\f";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    case '\v':
      out += "\\v";
      return;
    default:
      break;
  }
  int digits = 8;
  if (rune < ' ' || rune == 0x7F) {
    out += "\\x";
    digits = 2;
  } else if (rune < 0x10000) {
    out += "\\u";
    digits = 4;
  } else {
    out += "\\U";
  }
  for (int shift = (digits - 1) * 4; shift >= 0; shift -= 4) {
    out += "0123456789abcdef"[rune >> shift & 0xF];
  }
}

}  // namespace

void append_go_quoted(std::string& out, std::string_view text, bool ascii_only) {
  out += '"';
  while (!text.empty()) {
    Rune rune = decode_rune(text);
    if (rune.bad()) {
      auto byte = static_cast<unsigned char>(text[0]);
      out += "\\x";
      out += "0123456789abcdef"[byte >> 4];
      out += "0123456789abcdef"[byte & 0xF];
    } else {
      append_escaped_rune(out, rune.code, '"', ascii_only);
    }
    text.remove_prefix(rune.width);
  }
  out += '"';
}

void append_go_quoted_rune(std::string& out, char32_t rune, bool ascii_only) {
  if (rune > 0x10FFFF || (rune >= 0xD800 && rune <= 0xDFFF)) {
    rune = kReplacementRune;
  }
  out += '\'';
  append_escaped_rune(out, rune, '\'', ascii_only);
  out += '\'';
}

}  // namespace vedette::expr
