// A regular expression taken apart, as far as texts of ASCII characters can tell: what else it would match is left out.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace vedette::grok {

/// Characters below 128.
class AsciiSet {
 public:
  [[nodiscard]] bool contains(unsigned char c) const { return c < 128 && ((words_[c >> 6] >> (c & 63)) & 1) != 0; }
  void add(unsigned char c) { words_[c >> 6] |= std::uint64_t{1} << (c & 63); }
  void add(const AsciiSet& other) {
    words_[0] |= other.words_[0];
    words_[1] |= other.words_[1];
  }
  void remove(const AsciiSet& other) {
    words_[0] &= ~other.words_[0];
    words_[1] &= ~other.words_[1];
  }
  [[nodiscard]] AsciiSet inverted() const {
    AsciiSet out;
    out.words_ = {~words_[0], ~words_[1]};
    return out;
  }
  [[nodiscard]] bool meets(const AsciiSet& other) const { return ((words_[0] & other.words_[0]) | (words_[1] & other.words_[1])) != 0; }
  [[nodiscard]] bool within(const AsciiSet& other) const { return ((words_[0] & ~other.words_[0]) | (words_[1] & ~other.words_[1])) == 0; }
  [[nodiscard]] int size() const { return __builtin_popcountll(words_[0]) + __builtin_popcountll(words_[1]); }
  /// The first of them; 128 when there is none.
  [[nodiscard]] unsigned first() const {
    return words_[0] != 0   ? static_cast<unsigned>(__builtin_ctzll(words_[0]))
           : words_[1] != 0 ? 64 + static_cast<unsigned>(__builtin_ctzll(words_[1]))
                            : 128;
  }
  [[nodiscard]] static AsciiSet all() { return AsciiSet().inverted(); }
  /// What \w stands for.
  [[nodiscard]] static AsciiSet word();

  bool operator==(const AsciiSet&) const = default;

 private:
  std::array<std::uint64_t, 2> words_{};
};

struct RegexNode {
  enum class Kind : std::uint8_t {
    kEmpty,
    kLiteral,  // `text`, of ASCII characters
    kSet,      // one character of `set`; of an empty one: never
    kTextBegin,
    kTextEnd,
    kLineBegin,
    kLineEnd,
    kBoundary,    // \b
    kNoBoundary,  // \B
    kSequence,
    kAlternation,
    kRepeat,  // of the only child
    kGroup,   // a capturing one, of the only child
  };
  static constexpr std::uint32_t kUnbounded = UINT32_MAX;

  Kind kind = Kind::kEmpty;
  bool greedy = true;       // kRepeat
  bool nullable = true;     // it may match the empty text
  std::uint32_t min = 0;    // kRepeat
  std::uint32_t max = 0;    // kRepeat
  std::uint32_t group = 0;  // kGroup: its number, from 1
  std::string text;
  AsciiSet set;
  std::vector<std::unique_ptr<RegexNode>> children;
};

struct RegexTree {
  std::unique_ptr<RegexNode> root;  // null: it holds what is not supported here
  std::uint32_t groups = 0;         // capturing ones
};

/// `regex` is one that RE2 takes with its usual options; of another the tree is of no use, but there is one or none. Without support: \p, \Q, \C,
/// octal escapes, the flag U, and repeats of what may be empty.
[[nodiscard]] RegexTree parse_regex(std::string_view regex);

}  // namespace vedette::grok
