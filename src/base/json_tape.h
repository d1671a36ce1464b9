// The form both JSON readers write and JsonView reads: simdjson's tape. Private to base/json*.
//   tape[0]              'r' | index behind the last word
//   '[' or '{'           low 32 bits: index behind its end; the 24 bits above: elements or pairs, saturated
//   ']' or '}'           index of its start
//   '"'                  offset into `strings`: 4 bytes of length, the bytes, a zero
//   'l' 'u' 'd'          the next word is an int64, a uint64, a double
//   't' 'f' 'n'
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string_view>
#include <vector>

namespace vedette {

struct JsonDocument {
  const std::uint64_t* tape;
  const std::uint8_t* strings;
};

namespace json_tape {

inline constexpr std::uint64_t kPayload = 0x00FFFFFFFFFFFFFF;
inline constexpr std::uint64_t kMaxCount = 0xFFFFFF;

[[nodiscard]] inline char tag(std::uint64_t word) {
  return static_cast<char>(word >> 56);
}
[[nodiscard]] inline std::uint64_t word(char tag, std::uint64_t payload) {
  return (std::uint64_t{static_cast<unsigned char>(tag)} << 56) | payload;
}

/// Index behind the value at `index`.
[[nodiscard]] inline std::uint32_t behind(const std::uint64_t* tape, std::uint32_t index) {
  switch (tag(tape[index])) {
    case '[':
    case '{':
      return static_cast<std::uint32_t>(tape[index]);
    case 'l':
    case 'u':
    case 'd':
      return index + 2;
    default:
      return index + 1;
  }
}

/// The string whose tape word is `word`.
[[nodiscard]] inline std::string_view string_at(const JsonDocument& document, std::uint64_t word) {
  const std::uint8_t* at = document.strings + (word & kPayload);
  std::uint32_t length;
  std::memcpy(&length, at, sizeof length);
  return {reinterpret_cast<const char*>(at + sizeof length), length};
}

/// a == b, inline for the short texts that keys are.
[[nodiscard]] inline bool same_text(std::string_view a, std::string_view b) {
  const std::size_t size = a.size();
  if (size != b.size()) {
    return false;
  }
  if (size < 8 || size > 16) {
    return size == 0 || std::memcmp(a.data(), b.data(), size) == 0;
  }
  std::uint64_t words[4];
  std::memcpy(&words[0], a.data(), 8);
  std::memcpy(&words[1], b.data(), 8);
  std::memcpy(&words[2], a.data() + size - 8, 8);
  std::memcpy(&words[3], b.data() + size - 8, 8);
  return words[0] == words[1] && words[2] == words[3];
}

/// The length of a string and its first four bytes, in this order from the low end.
[[nodiscard]] inline std::uint64_t head_of_string(const std::uint8_t* string) {
  std::uint64_t head;
  std::memcpy(&head, string, sizeof head);
  if constexpr (std::endian::native == std::endian::big) {
    head = (head >> 32) | (std::uint64_t{__builtin_bswap32(static_cast<std::uint32_t>(head))} << 32);
  }
  return head;
}

/// Memory for documents: blocks that are filled one after the other and kept by `reset`.
class Store {
 public:
  /// At least `bytes`, 64-byte aligned, uninitialised; null when memory is out. Only the part given to `keep` stays taken.
  [[nodiscard]] std::uint8_t* reserve(std::size_t bytes);
  /// Takes the first `bytes` of the last reservation for good.
  void keep(std::size_t bytes);
  /// Takes everything back; gives outsized blocks back to the system.
  void reset();

 private:
  struct Block {
    std::unique_ptr<std::uint8_t[]> data;
    std::size_t size;
  };
  [[nodiscard]] std::uint8_t* start_of(Block& block) const;

  std::vector<Block> blocks_;
  std::size_t current_ = 0;  // block being filled
  std::size_t used_ = 0;     // of it
};

}  // namespace json_tape
}  // namespace vedette
