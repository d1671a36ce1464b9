// The members of a JSON object as text, read without parsing the object: enough to tell what it is and to unwrap it.
#pragma once

#include <string_view>

#include "base/arena.h"
#include "sources/archive/recognise.h"

namespace vedette::sources {

/// Walks `{"a": .., "b": ..}` member by member. The text may end early.
class MemberWalk {
 public:
  enum class Step {
    kMember,  // key() and value_begin() are set; the value itself may still be incomplete
    kClosed,  // at() is one past the closing brace
    kMore,    // the text ended first
    kBroken,  // not JSON, at at()
  };

  /// `at` is the byte after the opening brace, or after a member.
  MemberWalk(const char* at, const char* end) : at_(at), end_(end) {}

  [[nodiscard]] Step next();
  /// Moves past the value of the member just met; false when the text ends first.
  [[nodiscard]] bool skip_value();

  [[nodiscard]] std::string_view key() const { return key_; }  // as written, escapes kept
  [[nodiscard]] const char* value_begin() const { return at_; }
  [[nodiscard]] const char* at() const { return at_; }

 private:
  const char* at_;
  const char* end_;
  std::string_view key_;
};

/// The first member that says what the object at `begin` (its opening brace) is.
struct ObjectHead {
  enum class Status { kTold, kMore, kBroken };
  Status status;
  ObjectShape shape = ObjectShape::kUnknown;
  const char* value = nullptr;  // where the telling member's value begins
};
[[nodiscard]] ObjectHead read_head(const char* begin, const char* end);

/// The raw text of a member of a complete object, quotes and all; empty when absent.
[[nodiscard]] std::string_view find_member(std::string_view object, std::string_view key);

/// The text of a JSON string (with its quotes) without escapes: a view into it when it has none, else a copy in `arena` with padding behind. Lone
/// surrogates become U+FFFD, as Go's decoder has it.
[[nodiscard]] std::string_view unescape(std::string_view quoted, Arena& arena);

}  // namespace vedette::sources
