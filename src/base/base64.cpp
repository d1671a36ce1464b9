#include "base/base64.h"

#include <array>
#include <cstdint>

namespace vedette {
namespace {

constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

constexpr std::array<std::int8_t, 256> make_digits() {
  std::array<std::int8_t, 256> digits{};
  digits.fill(-1);
  for (std::size_t i = 0; i < kAlphabet.size(); ++i) {
    digits[static_cast<unsigned char>(kAlphabet[i])] = static_cast<std::int8_t>(i);
  }
  return digits;
}

constexpr std::array<std::int8_t, 256> kDigits = make_digits();

bool is_line_end(char c) {
  return c == '\n' || c == '\r';
}

}  // namespace

void append_base64(std::string& out, std::string_view bytes) {
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::size_t count = bytes.size() - i < 3 ? bytes.size() - i : 3;
    std::uint32_t group = 0;
    for (std::size_t j = 0; j < 3; ++j) {
      group = group << 8 | (j < count ? static_cast<unsigned char>(bytes[i + j]) : 0U);
    }
    for (std::size_t j = 0; j < 4; ++j) {
      out += j <= count ? kAlphabet[group >> (18 - 6 * j) & 63] : '=';
    }
  }
}

// Go: Encoding.decodeQuantum.
bool append_base64_decoded(std::string& out, std::string_view text, std::size_t& bad_offset) {
  std::size_t at = 0;
  auto skip_line_ends = [&] {
    while (at < text.size() && is_line_end(text[at])) {
      ++at;
    }
  };
  while (true) {
    std::uint32_t group = 0;
    int count = 0;
    while (count < 4) {
      skip_line_ends();
      if (at == text.size()) {
        bad_offset = at - static_cast<std::size_t>(count);
        return count == 0;
      }
      std::int8_t digit = kDigits[static_cast<unsigned char>(text[at])];
      if (digit < 0) {
        break;
      }
      group = group << 6 | static_cast<std::uint32_t>(digit);
      ++count;
      ++at;
    }
    if (count == 4) {
      out += static_cast<char>(group >> 16);
      out += static_cast<char>(group >> 8);
      out += static_cast<char>(group);
      continue;
    }
    bad_offset = at;
    if (text[at] != '=' || count < 2) {
      return false;
    }
    ++at;
    if (count == 2) {
      skip_line_ends();
      if (at == text.size() || text[at] != '=') {
        bad_offset = at;
        return false;
      }
      ++at;
    }
    skip_line_ends();
    bad_offset = at;
    out += static_cast<char>(group >> (count == 2 ? 4 : 10));
    if (count == 3) {
      out += static_cast<char>(group >> 2);
    }
    return at == text.size();
  }
}

}  // namespace vedette
