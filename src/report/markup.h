// HTML in which nothing from outside can become markup: markup is written in the source, all else is text.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/readable.h"

namespace vedette::report {

/// Only a literal becomes one.
class Markup {
 public:
  template <std::size_t kSize>
  consteval Markup(const char (&literal)[kSize]) : text_(literal, kSize - 1) {}  // NOLINT(google-explicit-constructor)
  [[nodiscard]] std::string_view text() const { return text_; }

 private:
  std::string_view text_;
};

/// Appends to a page.
class Html {
 public:
  explicit Html(Bytes& out) : out_(out) {}

  Html& operator<<(Markup markup) {
    out_.append(markup.text());
    return *this;
  }
  /// Good between tags and inside of a quoted attribute: & < > " ' are written as entities, control characters as \xNN, bad UTF-8 and what turns
  /// the direction of text as U+FFFD.
  Html& text(std::string_view text);
  /// 1,234,567
  Html& number(std::uint64_t number);
  /// A <time>: "2026-03-02 08:05:00", in UTC. Nothing for a time that is none.
  Html& time(Time time);

 private:
  Bytes& out_;
};

/// A JSON string that is good inside of <script>: < > & and the line ends of JavaScript are escaped, bad UTF-8 becomes U+FFFD.
void append_script_string(Bytes& out, std::string_view text);
void append_number(Bytes& out, std::int64_t number);

}  // namespace vedette::report
