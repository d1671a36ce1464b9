// What is shown to people: colour where there is a terminal, numbers and times as they read them, text of logs made harmless.
#pragma once

#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>

#include "base/printable.h"
#include "base/readable.h"

namespace vedette::cli {

/// Whether `stream` is a terminal.
[[nodiscard]] bool is_terminal(std::FILE* stream);
/// Columns of the terminal (or $COLUMNS); `otherwise` when there is none.
[[nodiscard]] std::size_t terminal_width(std::FILE* stream, std::size_t otherwise);

/// Escape codes, or nothing: only on a terminal, and not when NO_COLOR is set.
class Style {
 public:
  explicit Style(std::FILE* stream);
  explicit Style(bool colour) : colour_(colour) {}
  [[nodiscard]] std::string bold(std::string_view text) const { return wrap("1", text); }
  [[nodiscard]] std::string dim(std::string_view text) const { return wrap("2", text); }
  [[nodiscard]] std::string red(std::string_view text) const { return wrap("31", text); }
  [[nodiscard]] std::string green(std::string_view text) const { return wrap("32", text); }
  [[nodiscard]] std::string yellow(std::string_view text) const { return wrap("33", text); }
  [[nodiscard]] std::string cyan(std::string_view text) const { return wrap("36", text); }

 private:
  [[nodiscard]] std::string wrap(std::string_view code, std::string_view text) const;
  bool colour_;
};

/// Columns that UTF-8 text takes, a character one.
[[nodiscard]] std::size_t columns_of(std::string_view text);
/// At most `columns` wide, the end replaced by an ellipsis when it does not fit.
[[nodiscard]] std::string shorten(std::string_view text, std::size_t columns);
/// The same, but the middle goes: for ARNs, whose both ends tell.
[[nodiscard]] std::string shorten_middle(std::string_view text, std::size_t columns);

}  // namespace vedette::cli
