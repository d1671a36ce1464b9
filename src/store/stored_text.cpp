#include "store/stored_text.h"

#include "base/utf8.h"

namespace vedette::store {

std::string_view storable(std::string_view text, std::string& scratch) {
  if (text.find('\0') == std::string_view::npos && is_valid_utf8(text)) {
    return text;
  }
  scratch.clear();
  while (!text.empty()) {
    const Rune rune = decode_rune(text);
    append_rune(scratch, rune.code == 0 ? kReplacementRune : rune.code);
    text.remove_prefix(rune.width);
  }
  return scratch;
}

}  // namespace vedette::store
