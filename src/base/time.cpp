#include "base/time.h"

#include <chrono>
#include <cstring>

#include "base/calendar.h"
#include "base/go_layout.h"
#include "base/zone.h"

namespace vedette {
namespace {

constexpr std::int64_t kNanosecondsPerSecond = 1'000'000'000;

std::int64_t since_year_one(std::int64_t unix_seconds) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(unix_seconds) - static_cast<std::uint64_t>(Time::kZeroSeconds));
}

std::int64_t to_unix(std::int64_t since) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(since) + static_cast<std::uint64_t>(Time::kZeroSeconds));
}

Duration wrapping_product(std::int64_t a, std::int64_t b) {
  return static_cast<Duration>(static_cast<std::uint64_t>(a) * static_cast<std::uint64_t>(b));
}

}  // namespace

Time add_seconds(Time time, std::int64_t seconds) {
  // Go: time.go, addSec: the seconds since the year 1 saturate.
  std::int64_t sum;
  if (__builtin_add_overflow(since_year_one(time.seconds), seconds, &sum)) {
    sum = seconds > 0 ? INT64_MAX : -INT64_MAX;
  }
  time.seconds = to_unix(sum);
  return time;
}

Time add(Time time, Duration duration) {
  std::int64_t seconds = duration / kNanosecondsPerSecond;
  time.nanoseconds += static_cast<std::int32_t>(duration % kNanosecondsPerSecond);
  if (time.nanoseconds >= kNanosecondsPerSecond) {
    ++seconds;
    time.nanoseconds -= kNanosecondsPerSecond;
  } else if (time.nanoseconds < 0) {
    --seconds;
    time.nanoseconds += kNanosecondsPerSecond;
  }
  return add_seconds(time, seconds);
}

Duration subtract(Time a, Time b) {
  auto seconds = static_cast<std::int64_t>(static_cast<std::uint64_t>(a.seconds) - static_cast<std::uint64_t>(b.seconds));
  auto difference = static_cast<Duration>(static_cast<std::uint64_t>(wrapping_product(seconds, kSecond)) +
                                          static_cast<std::uint64_t>(std::int64_t{a.nanoseconds} - b.nanoseconds));
  if (add(b, difference) == a) {
    return difference;
  }
  return a < b ? INT64_MIN : INT64_MAX;
}

Time from_unix(std::int64_t seconds, std::int64_t nanoseconds) {
  if (nanoseconds < 0 || nanoseconds >= kNanosecondsPerSecond) {
    std::int64_t n = nanoseconds / kNanosecondsPerSecond;
    nanoseconds -= n * kNanosecondsPerSecond;
    if (nanoseconds < 0) {
      nanoseconds += kNanosecondsPerSecond;
      --n;
    }
    seconds = static_cast<std::int64_t>(static_cast<std::uint64_t>(seconds) + static_cast<std::uint64_t>(n));
  }
  return Time{seconds, static_cast<std::int32_t>(nanoseconds), nullptr};
}

std::int64_t unix_milliseconds(Time time) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(wrapping_product(time.seconds, 1'000)) + time.nanoseconds / 1'000'000);
}

std::int64_t unix_microseconds(Time time) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(wrapping_product(time.seconds, 1'000'000)) + time.nanoseconds / 1'000);
}

std::int64_t unix_nanoseconds(Time time) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(wrapping_product(time.seconds, kNanosecondsPerSecond)) + time.nanoseconds);
}

Time wall_clock_now() {
  auto now = std::chrono::system_clock::now().time_since_epoch();
  return from_unix(0, std::chrono::duration_cast<std::chrono::nanoseconds>(now).count());
}

}  // namespace vedette
