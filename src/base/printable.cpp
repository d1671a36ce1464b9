#include "base/printable.h"

#include <fmt/format.h>

#include "base/utf8.h"

namespace vedette {

std::string printable(std::string_view text, std::string_view keep) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    auto byte = static_cast<unsigned char>(text.front());
    if ((byte >= 0x20 && byte < 0x7F) || (byte < 0x80 && keep.find(text.front()) != std::string_view::npos)) {
      out += text.front();
      text.remove_prefix(1);
      continue;
    }
    if (byte < 0x80) {
      out += fmt::format("\\x{:02x}", byte);
      text.remove_prefix(1);
      continue;
    }
    Rune rune = decode_rune(text);
    // C1 controls and what turns the direction of text around.
    if ((rune.code >= 0x80 && rune.code < 0xA0) || (rune.code >= 0x202A && rune.code <= 0x202E) || (rune.code >= 0x2066 && rune.code <= 0x2069)) {
      out += "\xEF\xBF\xBD";
    } else {
      append_rune(out, rune.code);
    }
    text.remove_prefix(rune.width);
  }
  return out;
}

}  // namespace vedette
