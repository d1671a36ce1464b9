// Base64 and Base32, in Go's standard alphabets. What cannot be decoded gives the error's words, as Sprig has it.
#include <algorithm>
#include <array>

#include "base/base64.h"
#include "gotemplate/function.h"

namespace vedette::gotemplate {

namespace {

Value b64enc(Runtime& runtime, Arguments arguments) {
  std::string out;
  append_base64(out, arguments[0].as_string());
  return runtime.text(out);
}

Value b64dec(Runtime& runtime, Arguments arguments) {
  std::string out;
  std::size_t bad_offset = 0;
  if (!append_base64_decoded(out, arguments[0].as_string(), bad_offset)) {
    out = "illegal base64 data at input byte " + std::to_string(bad_offset);
  }
  return runtime.text(out);
}

constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

Value b32enc(Runtime& runtime, Arguments arguments) {
  std::string out;
  const std::string_view bytes = arguments[0].as_string();
  for (std::size_t i = 0; i < bytes.size(); i += 5) {
    std::uint64_t group = 0;
    const std::size_t count = std::min<std::size_t>(bytes.size() - i, 5);
    for (std::size_t j = 0; j < 5; ++j) {
      group = group << 8 | (j < count ? static_cast<unsigned char>(bytes[i + j]) : 0U);
    }
    const std::size_t characters = (count * 8 + 4) / 5;
    for (std::size_t j = 0; j < 8; ++j) {
      out += j < characters ? kAlphabet[group >> (35 - 5 * j) & 31] : '=';
    }
  }
  return runtime.text(out);
}

// base32.go: Encoding.decode. False with the offset of the bad byte.
bool decode_base32(std::string_view text, std::string& out, std::size_t& bad_offset) {
  const std::size_t size = text.size();
  std::string_view left = text;
  bool end = false;
  while (!left.empty() && !end) {
    std::uint64_t group = 0;
    std::size_t count = 8;
    for (std::size_t j = 0; j < 8;) {
      if (left.empty()) {
        bad_offset = size - left.size() - j;
        return false;
      }
      const char c = left[0];
      left.remove_prefix(1);
      if (c == '=' && j >= 2 && left.size() < 8) {
        // Padding, and then the end.
        if (left.size() + j < 7) {
          bad_offset = size;
          return false;
        }
        for (std::size_t k = 0; k < 7 - j; ++k) {
          if (left.size() > k && left[k] != '=') {
            bad_offset = size - left.size() + k - 1;
            return false;
          }
        }
        count = j;
        end = true;
        if (count == 1 || count == 3 || count == 6) {
          bad_offset = size - left.size() - 1;
          return false;
        }
        break;
      }
      const std::size_t digit = kAlphabet.find(c);
      if (digit == std::string_view::npos) {
        bad_offset = size - left.size() - 1;
        return false;
      }
      group |= std::uint64_t{digit} << (35 - 5 * j);
      ++j;
    }
    const std::size_t bytes = count * 5 / 8;
    for (std::size_t j = 0; j < bytes; ++j) {
      out += static_cast<char>(group >> (32 - 8 * j));
    }
  }
  return true;
}

Value b32dec(Runtime& runtime, Arguments arguments) {
  std::string text;
  for (const char c : arguments[0].as_string()) {
    if (c != '\r' && c != '\n') {
      text += c;
    }
  }
  std::string out;
  std::size_t bad_offset = 0;
  if (!decode_base32(text, out, bad_offset)) {
    out = "illegal base32 data at input byte " + std::to_string(bad_offset);
  }
  return runtime.text(out);
}

}  // namespace

std::span<const Row> encoding_functions() {
  static constexpr std::array kRows = {
      Row{"b32dec", "(string) string", b32dec},
      Row{"b32enc", "(string) string", b32enc},
      Row{"b64dec", "(string) string", b64dec},
      Row{"b64enc", "(string) string", b64enc},
  };
  return kRows;
}

}  // namespace vedette::gotemplate
