// Hash maps and sets keyed by std::string that are searched by std::string_view (the packaged Abseil has its own string_view).
#pragma once

#include <absl/container/flat_hash_map.h>
#include <absl/container/flat_hash_set.h>

#include <cstdint>
#include <cstring>
#include <functional>
#include <string>
#include <string_view>

namespace vedette {

struct TextHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
};

struct TextEqual {
  using is_transparent = void;
  bool operator()(std::string_view a, std::string_view b) const { return a == b; }
};

/// Of short words: their length and both ends. An order cheaper than TextHash, for tables whose keys come from the content and not from a log: keys
/// that are alike at both ends collide.
[[nodiscard]] inline std::size_t hash_of_word(std::string_view word) {
  std::uint64_t first = 0;
  std::uint64_t last = 0;
  if (word.size() >= 8) {
    std::memcpy(&first, word.data(), 8);
    std::memcpy(&last, word.data() + word.size() - 8, 8);
  } else if (word.size() >= 4) {
    std::memcpy(&first, word.data(), 4);
    std::memcpy(&last, word.data() + word.size() - 4, 4);
  } else if (!word.empty()) {
    first = static_cast<unsigned char>(word.front()) | static_cast<std::uint64_t>(static_cast<unsigned char>(word[word.size() / 2])) << 8 |
            static_cast<std::uint64_t>(static_cast<unsigned char>(word.back())) << 16;
  }
  std::uint64_t mixed = (first ^ (std::uint64_t{word.size()} << 56)) * 0x9E3779B97F4A7C15 ^ last;
  mixed = (mixed ^ mixed >> 32) * 0xD6E8FEB86659FD93;
  return mixed ^ mixed >> 32;
}

struct WordHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view word) const { return hash_of_word(word); }
};

template <class T>
using WordMap = absl::flat_hash_map<std::string, T, WordHash, TextEqual>;

template <class T>
using TextMap = absl::flat_hash_map<std::string, T, TextHash, TextEqual>;
using TextSet = absl::flat_hash_set<std::string, TextHash, TextEqual>;

}  // namespace vedette
