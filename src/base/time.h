// An instant with the zone it is shown in, as Go's time.Time: the full range of years 1 to 9999, nanoseconds.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.h"

namespace vedette {

/// A time zone: interned, never freed, compared by pointer; null stands for UTC. See zone.h.
class Zone;

/// A plain value. The zero Time is Go's: year 1, January 1, 00:00 UTC.
struct Time {
  static constexpr std::int64_t kZeroSeconds = -62135596800;  // year 1 in Unix seconds

  std::int64_t seconds = kZeroSeconds;  // since 1970-01-01T00:00:00Z
  std::int32_t nanoseconds = 0;         // 0 .. 999,999,999
  const Zone* zone = nullptr;

  [[nodiscard]] bool is_zero() const { return seconds == kZeroSeconds && nanoseconds == 0; }
  /// Compares instants, not zones.
  friend bool operator==(const Time& a, const Time& b) { return a.seconds == b.seconds && a.nanoseconds == b.nanoseconds; }
  friend bool operator<(const Time& a, const Time& b) { return a.seconds != b.seconds ? a.seconds < b.seconds : a.nanoseconds < b.nanoseconds; }
  friend bool operator>(const Time& a, const Time& b) { return b < a; }
  friend bool operator<=(const Time& a, const Time& b) { return !(b < a); }
  friend bool operator>=(const Time& a, const Time& b) { return !(a < b); }
};

/// Nanoseconds, as Go's time.Duration.
using Duration = std::int64_t;
inline constexpr Duration kNanosecond = 1, kMicrosecond = 1000, kMillisecond = 1000 * kMicrosecond, kSecond = 1000 * kMillisecond,
                          kMinute = 60 * kSecond, kHour = 60 * kMinute;

[[nodiscard]] Time add(Time time, Duration duration);
/// a - b, saturated as Go's Time.Sub.
[[nodiscard]] Duration subtract(Time a, Time b);
/// Go's time.Unix: nanoseconds outside of a second carry. UTC.
[[nodiscard]] Time from_unix(std::int64_t seconds, std::int64_t nanoseconds);
[[nodiscard]] Time add_seconds(Time time, std::int64_t seconds);
/// Go's UnixMilli, UnixMicro and UnixNano (they wrap outside of an int64).
[[nodiscard]] std::int64_t unix_milliseconds(Time time);
[[nodiscard]] std::int64_t unix_microseconds(Time time);
[[nodiscard]] std::int64_t unix_nanoseconds(Time time);
[[nodiscard]] Time wall_clock_now();

/// Go's time.ParseDuration ("1h30m", "-1.5s", "0"), and what it refuses.
[[nodiscard]] Result<Duration> parse_duration(std::string_view text);
/// Go's Duration.String: "1h0m0s", "1.5s", "0s".
[[nodiscard]] std::string format_duration(Duration duration);
/// Go's Duration.Truncate and Duration.Round (halves away from zero, saturated); nothing happens for units of zero or less.
[[nodiscard]] Duration truncate(Duration duration, Duration unit);
[[nodiscard]] Duration round(Duration duration, Duration unit);

/// RFC 3339 with nanoseconds, trailing zeros dropped: what Go's MarshalText and MarshalJSON write.
[[nodiscard]] std::string format_rfc3339(Time time);
/// The same into `out`, which has room for kRfc3339Room bytes; returns the end. No allocation.
inline constexpr std::size_t kRfc3339Room = 64;
char* write_rfc3339(Time time, char* out);
/// Whether RFC 3339 can say it, as Go's MarshalText and MarshalJSON demand: a year of four digits, an offset under 24 hours.
[[nodiscard]] bool is_rfc3339_range(Time time);
/// What Go's Time.UnmarshalText takes (RFC 3339 with an optional fraction).
[[nodiscard]] Result<Time> parse_rfc3339(std::string_view text);

}  // namespace vedette
