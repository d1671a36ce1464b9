// Times as text in any layout of Go's time package: the reference time "Mon Jan 2 15:04:05 MST 2006" written the way the text is.
#pragma once

#include <string>
#include <string_view>

#include "base/error.h"
#include "base/time.h"

namespace vedette {

inline constexpr std::string_view kLayoutRfc3339 = "2006-01-02T15:04:05Z07:00";
inline constexpr std::string_view kLayoutRfc3339Nano = "2006-01-02T15:04:05.999999999Z07:00";
/// Go's Time.String.
inline constexpr std::string_view kLayoutString = "2006-01-02 15:04:05.999999999 -0700 MST";

/// Go's time.Parse. A text without a zone is UTC; an offset or abbreviation that is not UTC's makes a fixed zone (an unknown abbreviation has offset
/// 0). The error has Go's words.
[[nodiscard]] Result<Time> parse_time(std::string_view layout, std::string_view text);
/// Go's time.ParseInLocation.
[[nodiscard]] Result<Time> parse_time_in(std::string_view layout, std::string_view text, const Zone* zone);
/// parse_time without the words: for trying one layout after the other. No allocation.
[[nodiscard]] bool try_parse_time(std::string_view layout, std::string_view text, Time& out);

/// Go's Time.Format, appended.
void append_time(std::string& out, Time time, std::string_view layout);
[[nodiscard]] std::string format_time(Time time, std::string_view layout);

/// The quoting of Go's time package in its messages.
[[nodiscard]] std::string quote_for_time(std::string_view text);

}  // namespace vedette
