// The parts of a regular expression, as RE2 reads them, one after the other: enough to count groups, to make them plain and to see what a match must
// hold.
#pragma once

#include <cstdint>
#include <string_view>

namespace vedette::grok {

struct RegexPart {
  enum class Kind : std::uint8_t {
    kEnd,
    kLiteral,      // one character that stands for itself: `text`
    kAssertion,    // ^ $ \b \B \A \z: of no width
    kAny,          // a class, a dot, \d, ..: `text` is not known
    kOpen,         // ( of a capturing group
    kOpenPlain,    // (?: or (?flags:
    kFlags,        // (?flags)
    kClose,        // )
    kAlternation,  // |
    kRepeat,       // * + ? {n,m}, with the `?` behind it
  };
  Kind kind = Kind::kEnd;
  std::uint32_t begin = 0;  // in the expression
  std::uint32_t end = 0;
  char text[4] = {};        // kLiteral
  std::uint32_t width = 0;  // kLiteral: bytes in `text`
  bool optional = false;    // kRepeat: none at all will do
  bool has_fold = false;    // kOpenPlain, kFlags: says something about case
  bool fold = false;        // the `i` then
};

/// Reads an expression that need not be right: what is not understood comes as kAny or kLiteral.
class RegexScanner {
 public:
  explicit RegexScanner(std::string_view regex) : regex_(regex) {}

  [[nodiscard]] RegexPart next();

 private:
  RegexPart escape();
  RegexPart character_class();
  RegexPart open();
  RegexPart repeat();
  RegexPart part(RegexPart::Kind kind, std::size_t width);
  RegexPart literal(std::string_view text, std::size_t width);
  /// The width of {n}, {n,} or {n,m} here; 0 when the brace stands for itself.
  [[nodiscard]] std::size_t counted_repeat(bool& optional) const;

  std::string_view regex_;
  std::size_t at_ = 0;
  bool quoted_ = false;  // between \Q and \E
};

}  // namespace vedette::grok
