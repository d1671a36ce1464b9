// UTF-8 as Go reads it: a byte that begins no valid sequence is one U+FFFD of width 1.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace vedette {

inline constexpr char32_t kReplacementRune = 0xFFFD;

struct Rune {
  char32_t code = kReplacementRune;
  std::uint32_t width = 0;  // bytes; 0 at the end of the text, 1 for a bad byte

  /// Distinguishes a bad byte from a U+FFFD that was written out.
  [[nodiscard]] bool bad() const { return code == kReplacementRune && width == 1; }
};

/// The first rune of `text` (utf8.DecodeRuneInString).
[[nodiscard]] Rune decode_rune(std::string_view text);
/// The last rune of `text` (utf8.DecodeLastRuneInString).
[[nodiscard]] Rune decode_last_rune(std::string_view text);
/// Runes in `text`, bad bytes counting one each.
[[nodiscard]] std::size_t count_runes(std::string_view text);
[[nodiscard]] bool is_valid_utf8(std::string_view text);
[[nodiscard]] bool is_ascii(std::string_view text);

/// Bytes `code` takes; surrogates and what lies past U+10FFFF are written as U+FFFD.
[[nodiscard]] std::size_t rune_width(char32_t code);
/// Writes `code` to `out` (room for 4 bytes) and returns the bytes written.
std::size_t encode_rune(char* out, char32_t code);
void append_rune(std::string& out, char32_t code);

}  // namespace vedette
