// What is shown to people: colour where there is a terminal, numbers and times as they read them, text of logs made harmless.
#pragma once

#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>

#include "base/printable.h"
#include "base/time.h"

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

/// 1234567 -> "1,234,567".
[[nodiscard]] std::string with_commas(std::uint64_t number);
/// "1 alert", "2,000 alerts".
[[nodiscard]] std::string count_of(std::uint64_t number, std::string_view singular, std::string_view plural);
/// "12.3 MB".
[[nodiscard]] std::string bytes_text(double bytes);
/// "2026-03-02 08:05:00", in UTC.
[[nodiscard]] std::string time_text(Time time);
/// "3 h 20 min", "12 s", "4 days".
[[nodiscard]] std::string span_text(std::int64_t seconds);

}  // namespace vedette::cli
