// Texts that whatever an expression matches must hold: a line without them need not be shown to the expression.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace vedette::grok {

/// Immutable. Says no only when there can be no match.
class RequiredText {
 public:
  RequiredText() = default;
  /// `regex` is one that RE2 takes.
  explicit RequiredText(std::string_view regex);

  [[nodiscard]] bool may_match(std::string_view text) const;

  struct Needle {
    std::string text;
    std::size_t pivot = 0;  // its rarest character
  };
  /// A match holds one text of each step, one step after the other.
  [[nodiscard]] const std::vector<std::vector<Needle>>& steps() const { return steps_; }
  /// The first step is where every match begins, and that is the beginning of the text.
  [[nodiscard]] bool at_start() const { return at_start_; }

 private:
  std::vector<std::vector<Needle>> steps_;
  Needle rarest_;  // of the steps with one choice the longest
  bool at_start_ = false;
};

}  // namespace vedette::grok
