// The lines of a data file, ready for the question that most loops over File(..) ask: does any of them stand in this text?
#pragma once

#include <absl/container/flat_hash_set.h>

#include <array>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "expr/builtins/literal_set.h"
#include "expr/function.h"

namespace vedette::expr {

/// How a line is compared with the text; what is done to the line before.
enum class LineTest : std::uint8_t { kContains, kStartsWith, kEndsWith, kEqual };
enum class LineFold : std::uint8_t { kNone, kUpper, kLower };

[[nodiscard]] std::string fold_line(std::string_view line, LineFold fold);

/// One test over one set of lines. Immutable.
class LineIndex {
 public:
  /// Keeps views on `lines`, or folded copies.
  LineIndex(const std::vector<Value>& lines, LineTest test, LineFold fold);

  /// Whether any line passes: text contains line, text startsWith line, ..
  [[nodiscard]] bool any(std::string_view text) const;

 private:
  [[nodiscard]] bool any_end(std::string_view text) const;

  LineTest test_;
  std::deque<std::string> folded_;
  LiteralSet literals_;                          // kContains
  absl::flat_hash_set<std::string_view> lines_;  // the others
  std::vector<std::size_t> sizes_;               // of the lines, each once, ascending
  std::array<bool, 256> ends_{};                 // the byte of a line that stands at the tested end of the text
};

/// The indexes of one file, each made when it is first asked for. Thread safe.
class LineIndexes {
 public:
  [[nodiscard]] const LineIndex& get(const std::vector<Value>& lines, LineTest test, LineFold fold) const;

 private:
  struct Slot {
    std::once_flag made;
    std::unique_ptr<const LineIndex> index;
  };
  mutable std::array<Slot, 4 * 3> slots_;
};

/// What the compiler makes of `any(File(name), {text contains #})` and its like.
///   has_lines(name) -> bool, and any_line(text, name, test, fold) -> bool, or nil when it is no text.
[[nodiscard]] const Builtin& has_lines_function();
[[nodiscard]] const Builtin& any_line_function();
/// Whether a row is File().
[[nodiscard]] bool is_file_function(const Builtin& function);

}  // namespace vedette::expr
