// The proleptic Gregorian calendar over all of an int64 of seconds, as Go's time package computes it (and wraps at the far ends).
#pragma once

#include <cstdint>

#include "base/time.h"

namespace vedette {

struct Date {
  std::int64_t year = 1;
  int month = 1;  // 1 .. 12
  int day = 1;    // 1 .. 31
};

struct Clock {
  int hour = 0;
  int minute = 0;
  int second = 0;
};

[[nodiscard]] constexpr bool is_leap_year(std::int64_t year) {
  return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

[[nodiscard]] constexpr int days_in_month(int month, std::int64_t year) {
  return month == 2 ? (is_leap_year(year) ? 29 : 28) : 30 + ((month + (month >> 3)) & 1);
}

/// Seconds since 1970 of a date's midnight in UTC; `day` may lie outside of the month.
[[nodiscard]] std::int64_t seconds_of_date(std::int64_t year, int month, std::int64_t day);

/// The date and clock that `seconds` (Unix, already shifted by a zone's offset) show.
[[nodiscard]] Date date_of_seconds(std::int64_t seconds);
[[nodiscard]] Clock clock_of_seconds(std::int64_t seconds);
/// 0 is Sunday.
[[nodiscard]] int weekday_of_seconds(std::int64_t seconds);
/// 1 .. 366.
[[nodiscard]] int year_day_of_seconds(std::int64_t seconds);

struct IsoWeek {
  std::int64_t year = 1;
  int week = 1;  // 1 .. 53
};
[[nodiscard]] IsoWeek iso_week_of_seconds(std::int64_t seconds);

/// What the clock on the wall of the time's own zone shows, as Unix seconds: the argument of the functions above.
[[nodiscard]] std::int64_t local_seconds(Time time);

/// Go's time.Date: every part may be out of range and carries into the next; the zone's offset is the one in effect there.
[[nodiscard]] Time make_time(std::int64_t year, std::int64_t month, std::int64_t day, std::int64_t hour, std::int64_t minute, std::int64_t second,
                             std::int64_t nanosecond, const Zone* zone);

/// Go's Time.AddDate.
[[nodiscard]] Time add_date(Time time, std::int64_t years, std::int64_t months, std::int64_t days);

/// Go's Time.Truncate and Time.Round: to a multiple of `unit` since the year 1; nothing happens for units of zero or less.
[[nodiscard]] Time truncate(Time time, Duration unit);
[[nodiscard]] Time round(Time time, Duration unit);

/// "January" .. and "Sunday" ..; outside of their range as Go prints them: "%!Month(13)".
[[nodiscard]] std::string month_name(std::int64_t month);
[[nodiscard]] std::string weekday_name(std::int64_t weekday);

}  // namespace vedette
