#include "gotemplate/escape.h"

#include "base/utf8.h"
#include "expr/unicode.h"

namespace vedette::gotemplate {

std::string escape_html(std::string_view text, bool with_nul) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '"':
        out += "&#34;";
        break;
      case '\'':
        out += "&#39;";
        break;
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '\0':
        out += with_nul ? std::string_view("\uFFFD") : std::string_view("\0", 1);
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string escape_js(std::string_view text) {
  static constexpr char kHex[] = "0123456789ABCDEF";
  std::string out;
  const auto escape = [&out](char32_t code) {
    std::string digits;
    for (char32_t left = code; left != 0 || digits.size() < 4; left >>= 4) {
      digits.insert(digits.begin(), kHex[left & 15]);
    }
    out += "\\u" + digits;
  };
  while (!text.empty()) {
    const Rune rune = decode_rune(text);
    const std::string_view bytes = text.substr(0, rune.width);
    text.remove_prefix(rune.width);
    if (rune.code >= 0x80) {
      if (expr::is_print(rune.code)) {
        out += bytes;
      } else {
        escape(rune.code);
      }
      continue;
    }
    switch (rune.code) {
      case '\\':
      case '\'':
      case '"':
        out += '\\';
        out += static_cast<char>(rune.code);
        break;
      case '<':
      case '>':
      case '&':
      case '=':
        escape(rune.code);
        break;
      default:
        if (rune.code < ' ') {
          escape(rune.code);
        } else {
          out += bytes;
        }
    }
  }
  return out;
}

}  // namespace vedette::gotemplate
