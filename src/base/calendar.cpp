#include "base/calendar.h"

#include <array>
#include <string_view>

#include "base/zone.h"

namespace vedette {
namespace {

// Go counts from March 1 of the year -292277022400, a multiple of 400: then every second of an int64 is positive, and the calendar's divisions are
// Euclidean affine functions (Neri and Schneider, "Euclidean affine functions and their application to calendar algorithms", 2023).
constexpr std::uint64_t kSecondsPerDay = 86400;
constexpr std::uint64_t kAbsoluteYears = 292277022400;
constexpr std::uint64_t kMarchThroughDecember = 306;
constexpr std::uint64_t kYearOneToUnix = 62135596800;
constexpr std::uint64_t kUnixToAbsolute = kYearOneToUnix + (kAbsoluteYears / 400 * 146097 + kMarchThroughDecember) * kSecondsPerDay;

constexpr std::array<std::string_view, 12> kMonths = {"January", "February", "March",     "April",   "May",      "June",
                                                      "July",    "August",   "September", "October", "November", "December"};
constexpr std::array<std::string_view, 7> kWeekdays = {"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"};

std::uint64_t absolute(std::int64_t seconds) {
  return static_cast<std::uint64_t>(seconds) + kUnixToAbsolute;
}

__extension__ using Wide = __int128;

/// A day split into its century, year of the century and day of the year, all counted from March 1.
struct SplitDay {
  std::uint64_t century;
  std::uint32_t century_year;
  std::uint32_t march_day;

  explicit SplitDay(std::uint64_t days) {
    std::uint64_t d = 4 * days + 3;
    century = d / 146097;
    auto century_day = static_cast<std::uint32_t>(d % 146097) | 3;
    std::uint64_t product = std::uint64_t{2939745} * century_day;
    century_year = static_cast<std::uint32_t>(product >> 32);
    march_day = static_cast<std::uint32_t>(product) / 2939745 / 4;
  }
  [[nodiscard]] bool january_or_february() const { return march_day >= kMarchThroughDecember; }
  [[nodiscard]] std::int64_t year() const {
    return static_cast<std::int64_t>(century * 100 - kAbsoluteYears) + century_year + (january_or_february() ? 1 : 0);
  }
  [[nodiscard]] int year_day() const {
    // The leap day lies in this (January based) year's count only from March on.
    bool leap = century_year % 4 == 0 && (century_year != 0 || century % 4 == 0);
    if (january_or_february()) {
      return static_cast<int>(march_day) + 1 + 31 + 28 - 365;
    }
    return static_cast<int>(march_day) + 1 + 31 + 28 + (leap ? 1 : 0);
  }
};

// March 1 of the year 0 of the cycle is a Wednesday.
int weekday_of_days(std::uint64_t days) {
  return static_cast<int>((days + 3) % 7);
}

/// Brings `low` into [0, base), carrying into `high`; wraps like Go's ints.
void carry(std::int64_t& high, std::int64_t& low, std::int64_t base) {
  if (low < 0) {
    std::int64_t n = (-(low + 1)) / base + 1;
    high = static_cast<std::int64_t>(static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(n));
    low = static_cast<std::int64_t>(static_cast<std::uint64_t>(low) + static_cast<std::uint64_t>(n) * static_cast<std::uint64_t>(base));
  }
  if (low >= base) {
    std::int64_t n = low / base;
    high = static_cast<std::int64_t>(static_cast<std::uint64_t>(high) + static_cast<std::uint64_t>(n));
    low -= n * base;
  }
}

Duration remainder_since_year_one(Time time, Duration unit) {
  auto since = static_cast<std::int64_t>(static_cast<std::uint64_t>(time.seconds) + kYearOneToUnix);
  Wide total = static_cast<Wide>(since) * 1'000'000'000 + time.nanoseconds;
  auto rest = static_cast<Duration>(total % unit);
  return rest < 0 ? rest + unit : rest;
}

}  // namespace

std::int64_t seconds_of_date(std::int64_t year, int month, std::int64_t day) {
  auto march_month = static_cast<std::uint32_t>(month);
  std::uint32_t shift = march_month < 3 ? 1 : 0;
  march_month += 12 * shift;
  std::uint64_t y = static_cast<std::uint64_t>(year) - shift + kAbsoluteYears;
  std::uint32_t march_day = (979 * march_month - 2919) >> 5;
  std::uint64_t century = y / 100;
  auto century_year = static_cast<std::uint32_t>(y % 100);
  std::uint32_t century_day = 1461 * century_year / 4;
  std::uint64_t days = 146097 * century / 4 + century_day + march_day + static_cast<std::uint64_t>(day) - 1;
  return static_cast<std::int64_t>(days * kSecondsPerDay - kUnixToAbsolute);
}

Date date_of_seconds(std::int64_t seconds) {
  SplitDay split(absolute(seconds) / kSecondsPerDay);
  std::uint32_t d = 2141 * split.march_day + 197913;
  return {split.year(), static_cast<int>(d >> 16) - (split.january_or_february() ? 12 : 0), 1 + static_cast<int>((d & 0xFFFF) / 2141)};
}

Clock clock_of_seconds(std::int64_t seconds) {
  auto rest = static_cast<std::uint32_t>(absolute(seconds) % kSecondsPerDay);
  return {static_cast<int>(rest / 3600), static_cast<int>(rest / 60 % 60), static_cast<int>(rest % 60)};
}

int weekday_of_seconds(std::int64_t seconds) {
  return weekday_of_days(absolute(seconds) / kSecondsPerDay);
}

int year_day_of_seconds(std::int64_t seconds) {
  return SplitDay(absolute(seconds) / kSecondsPerDay).year_day();
}

IsoWeek iso_week_of_seconds(std::int64_t seconds) {
  std::uint64_t days = absolute(seconds) / kSecondsPerDay;
  // ISO 8601: a week belongs to the year that its Thursday is in.
  constexpr int kThursday = 4;
  int from_monday = weekday_of_days(days - 1) + 1;
  SplitDay thursday(days + static_cast<std::uint64_t>(static_cast<std::int64_t>(kThursday - from_monday)));
  return {thursday.year(), (thursday.year_day() - 1) / 7 + 1};
}

std::int64_t local_seconds(Time time) {
  if (time.zone == nullptr) {
    return time.seconds;
  }
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(time.seconds) +
                                   static_cast<std::uint64_t>(std::int64_t{time.zone->lookup(time.seconds).offset}));
}

Time make_time(std::int64_t year, std::int64_t month, std::int64_t day, std::int64_t hour, std::int64_t minute, std::int64_t second,
               std::int64_t nanosecond, const Zone* zone) {
  std::int64_t m = static_cast<std::int64_t>(static_cast<std::uint64_t>(month) - 1);
  carry(year, m, 12);
  carry(second, nanosecond, 1'000'000'000);
  carry(minute, second, 60);
  carry(hour, minute, 60);
  carry(day, hour, 24);
  auto unix_seconds = static_cast<std::int64_t>(static_cast<std::uint64_t>(seconds_of_date(year, static_cast<int>(m) + 1, day)) +
                                                static_cast<std::uint64_t>(hour * 3600 + minute * 60 + second));
  if (zone != nullptr) {
    // Go: time.go, Date: the offset is looked up as if the clock were UTC, and once more when that lands in another period.
    Zone::Period period = zone->lookup(unix_seconds);
    if (period.offset != 0) {
      std::int64_t utc = unix_seconds - period.offset;
      std::int32_t offset = utc < period.start || utc >= period.end ? zone->lookup(utc).offset : period.offset;
      unix_seconds -= offset;
    }
  }
  return Time{unix_seconds, static_cast<std::int32_t>(nanosecond), zone};
}

Time add_date(Time time, std::int64_t years, std::int64_t months, std::int64_t days) {
  std::int64_t local = local_seconds(time);
  Date date = date_of_seconds(local);
  Clock clock = clock_of_seconds(local);
  auto sum = [](std::int64_t a, std::int64_t b) { return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) + static_cast<std::uint64_t>(b)); };
  return make_time(sum(date.year, years), sum(date.month, months), sum(date.day, days), clock.hour, clock.minute, clock.second, time.nanoseconds,
                   time.zone);
}

Time truncate(Time time, Duration unit) {
  return unit <= 0 ? time : add(time, -remainder_since_year_one(time, unit));
}

Time round(Time time, Duration unit) {
  if (unit <= 0) {
    return time;
  }
  Duration rest = remainder_since_year_one(time, unit);
  bool down = static_cast<std::uint64_t>(rest) * 2 < static_cast<std::uint64_t>(unit);
  return add(time, down ? -rest : unit - rest);
}

std::string month_name(std::int64_t month) {
  if (month >= 1 && month <= 12) {
    return std::string(kMonths[month - 1]);
  }
  return "%!Month(" + std::to_string(static_cast<std::uint64_t>(month)) + ")";
}

std::string weekday_name(std::int64_t weekday) {
  if (weekday >= 0 && weekday <= 6) {
    return std::string(kWeekdays[weekday]);
  }
  return "%!Weekday(" + std::to_string(static_cast<std::uint64_t>(weekday)) + ")";
}

}  // namespace vedette
