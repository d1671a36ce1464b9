#include "base/utf8.h"

#include <cstring>

namespace vedette {
namespace {

bool is_continuation(unsigned char byte) {
  return (byte & 0xC0) == 0x80;
}

}  // namespace

Rune decode_rune(std::string_view text) {
  if (text.empty()) {
    return {};
  }
  const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
  unsigned char first = bytes[0];
  if (first < 0x80) {
    return {first, 1};
  }
  constexpr Rune kBad{kReplacementRune, 1};
  if (first < 0xC2 || first > 0xF4 || text.size() < 2) {
    return kBad;
  }
  // The second byte's range keeps out overlong forms, surrogates and what lies past U+10FFFF.
  unsigned char low = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
  unsigned char high = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
  if (bytes[1] < low || bytes[1] > high) {
    return kBad;
  }
  if (first < 0xE0) {
    return {static_cast<char32_t>((first & 0x1F) << 6 | (bytes[1] & 0x3F)), 2};
  }
  if (text.size() < 3 || !is_continuation(bytes[2])) {
    return kBad;
  }
  if (first < 0xF0) {
    return {static_cast<char32_t>((first & 0x0F) << 12 | (bytes[1] & 0x3F) << 6 | (bytes[2] & 0x3F)), 3};
  }
  if (text.size() < 4 || !is_continuation(bytes[3])) {
    return kBad;
  }
  return {static_cast<char32_t>((first & 0x07) << 18 | (bytes[1] & 0x3F) << 12 | (bytes[2] & 0x3F) << 6 | (bytes[3] & 0x3F)), 4};
}

Rune decode_last_rune(std::string_view text) {
  if (text.empty()) {
    return {};
  }
  std::size_t limit = text.size() < 4 ? text.size() : 4;
  for (std::size_t back = 1; back <= limit; ++back) {
    std::size_t start = text.size() - back;
    if (is_continuation(static_cast<unsigned char>(text[start]))) {
      continue;
    }
    Rune rune = decode_rune(text.substr(start));
    return rune.width == back ? rune : Rune{kReplacementRune, 1};
  }
  return {kReplacementRune, 1};
}

std::size_t count_runes(std::string_view text) {
  std::size_t count = 0;
  while (!text.empty()) {
    if (static_cast<unsigned char>(text[0]) < 0x80) {
      text.remove_prefix(1);
    } else {
      text.remove_prefix(decode_rune(text).width);
    }
    ++count;
  }
  return count;
}

bool is_ascii(std::string_view text) {
  std::size_t i = 0;
  for (; i + 8 <= text.size(); i += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, text.data() + i, 8);
    if (word & 0x8080808080808080ULL) {
      return false;
    }
  }
  for (; i < text.size(); ++i) {
    if (static_cast<unsigned char>(text[i]) >= 0x80) {
      return false;
    }
  }
  return true;
}

bool is_valid_utf8(std::string_view text) {
  while (!text.empty()) {
    Rune rune = decode_rune(text);
    if (rune.bad()) {
      return false;
    }
    text.remove_prefix(rune.width);
  }
  return true;
}

std::size_t rune_width(char32_t code) {
  if (code < 0x80) {
    return 1;
  }
  if (code < 0x800) {
    return 2;
  }
  if (code < 0x10000 || code > 0x10FFFF) {
    return 3;
  }
  return 4;
}

std::size_t encode_rune(char* out, char32_t code) {
  if (code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) {
    code = kReplacementRune;
  }
  if (code < 0x80) {
    out[0] = static_cast<char>(code);
    return 1;
  }
  if (code < 0x800) {
    out[0] = static_cast<char>(0xC0 | code >> 6);
    out[1] = static_cast<char>(0x80 | (code & 0x3F));
    return 2;
  }
  if (code < 0x10000) {
    out[0] = static_cast<char>(0xE0 | code >> 12);
    out[1] = static_cast<char>(0x80 | (code >> 6 & 0x3F));
    out[2] = static_cast<char>(0x80 | (code & 0x3F));
    return 3;
  }
  out[0] = static_cast<char>(0xF0 | code >> 18);
  out[1] = static_cast<char>(0x80 | (code >> 12 & 0x3F));
  out[2] = static_cast<char>(0x80 | (code >> 6 & 0x3F));
  out[3] = static_cast<char>(0x80 | (code & 0x3F));
  return 4;
}

void append_rune(std::string& out, char32_t code) {
  char bytes[4];
  out.append(bytes, encode_rune(bytes, code));
}

}  // namespace vedette
