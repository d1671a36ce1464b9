#include "base/zone_rule.h"

#include <utility>

#include "base/calendar.h"

namespace vedette {
namespace {

constexpr int kSecondsPerHour = 3600;
constexpr int kSecondsPerDay = 86400;

/// Takes pieces off the front; each returns false when the text is malformed.
class RuleReader {
 public:
  explicit RuleReader(std::string_view text) : rest_(text) {}

  [[nodiscard]] bool at_end() const { return rest_.empty(); }
  [[nodiscard]] char peek() const { return rest_.empty() ? '\0' : rest_.front(); }
  bool accept(char c) {
    if (peek() != c || rest_.empty()) {
      return false;
    }
    rest_.remove_prefix(1);
    return true;
  }

  bool name(std::string_view& out) {
    if (accept('<')) {
      std::size_t end = rest_.find('>');
      if (end == std::string_view::npos) {
        return false;
      }
      out = rest_.substr(0, end);
      rest_.remove_prefix(end + 1);
      return true;
    }
    out = rest_.substr(0, rest_.find_first_of("0123456789,-+"));
    rest_.remove_prefix(out.size());
    return out.size() >= 3;
  }

  bool number(int least, int most, int& out) {
    out = 0;
    std::size_t digits = 0;
    for (; digits < rest_.size() && rest_[digits] >= '0' && rest_[digits] <= '9'; ++digits) {
      out = out * 10 + (rest_[digits] - '0');
      if (out > most) {
        return false;
      }
    }
    rest_.remove_prefix(digits);
    return digits > 0 && out >= least;
  }

  /// [+-]hours[:minutes[:seconds]], in seconds; up to a week of hours, as the tz code permits.
  bool offset(int& out) {
    bool negative = !accept('+') && accept('-');
    int part;
    if (!number(0, 24 * 7, part)) {
      return false;
    }
    out = part * kSecondsPerHour;
    if (accept(':')) {
      if (!number(0, 59, part)) {
        return false;
      }
      out += part * 60;
      if (accept(':')) {
        if (!number(0, 59, part)) {
          return false;
        }
        out += part;
      }
    }
    out = negative ? -out : out;
    return true;
  }

 private:
  std::string_view rest_;
};

/// When in a year the clock changes.
struct ChangeRule {
  enum class Kind { kJulian, kDayOfYear, kMonthWeekDay } kind = Kind::kDayOfYear;
  int day = 0;
  int week = 0;
  int month = 0;
  int time = 2 * kSecondsPerHour;

  bool read(RuleReader& in) {
    bool ok;
    if (in.accept('J')) {
      kind = Kind::kJulian;
      ok = in.number(1, 365, day);
    } else if (in.accept('M')) {
      kind = Kind::kMonthWeekDay;
      ok = in.number(1, 12, month) && in.accept('.') && in.number(1, 5, week) && in.accept('.') && in.number(0, 6, day);
    } else {
      ok = in.number(0, 365, day);
    }
    return ok && (!in.accept('/') || in.offset(time));
  }

  /// Seconds from the start of the year (UTC) to the change, on a clock that is `offset` east of UTC before it.
  [[nodiscard]] std::int64_t seconds_into(std::int64_t year, int offset) const {
    std::int64_t start = seconds_of_date(year, 1, 1);
    std::int64_t at = 0;
    switch (kind) {
      case Kind::kJulian:
        at = std::int64_t{day - 1} * kSecondsPerDay + (is_leap_year(year) && day >= 60 ? kSecondsPerDay : 0);
        break;
      case Kind::kDayOfYear:
        at = std::int64_t{day} * kSecondsPerDay;
        break;
      case Kind::kMonthWeekDay: {
        std::int64_t first = seconds_of_date(year, month, 1);
        int of_month = (day - weekday_of_seconds(first) + 7) % 7;
        for (int i = 1; i < week && of_month + 7 < days_in_month(month, year); ++i) {
          of_month += 7;
        }
        at = first - start + std::int64_t{of_month} * kSecondsPerDay;
        break;
      }
    }
    return at + time - offset;
  }
};

}  // namespace

std::optional<Zone::Period> period_by_rule(std::string_view rule, std::int64_t last_transition, std::int64_t unix_seconds) {
  // Go: zoneinfo.go, tzset. The numbers of a TZ string are added to local time to get UTC, hence the signs.
  RuleReader in(rule);
  std::string_view standard_name;
  std::string_view daylight_name;
  int standard_offset;
  int daylight_offset;
  if (!in.name(standard_name) || !in.offset(standard_offset)) {
    return std::nullopt;
  }
  standard_offset = -standard_offset;
  if (in.at_end() || in.peek() == ',') {
    return Zone::Period{standard_name, standard_offset, last_transition, INT64_MAX, false};
  }
  if (!in.name(daylight_name)) {
    return std::nullopt;
  }
  if (in.at_end() || in.peek() == ',') {
    daylight_offset = standard_offset + kSecondsPerHour;
  } else {
    if (!in.offset(daylight_offset)) {
      return std::nullopt;
    }
    daylight_offset = -daylight_offset;
  }
  if (in.at_end()) {
    in = RuleReader(",M3.2.0,M11.1.0");  // the default of the tz code
  }
  ChangeRule start;
  ChangeRule end;
  if ((!in.accept(',') && !in.accept(';')) || !start.read(in) || !in.accept(',') || !end.read(in) || !in.at_end()) {
    return std::nullopt;
  }
  std::int64_t year = date_of_seconds(unix_seconds).year;
  std::int64_t year_start = seconds_of_date(year, 1, 1);
  std::int64_t into_year = unix_seconds - year_start;
  Zone::Period standard{standard_name, standard_offset, 0, 0, false};
  Zone::Period daylight{daylight_name, daylight_offset, 0, 0, true};
  std::int64_t start_at = start.seconds_into(year, standard_offset);
  std::int64_t end_at = end.seconds_into(year, daylight_offset);
  if (end_at < start_at) {  // the southern hemisphere
    std::swap(start_at, end_at);
    std::swap(standard, daylight);
  }
  Zone::Period out = into_year >= start_at && into_year < end_at ? daylight : standard;
  if (into_year < start_at) {
    out.start = year_start;
    out.end = year_start + start_at;
  } else if (into_year >= end_at) {
    out.start = year_start + end_at;
    out.end = year_start + std::int64_t{365} * kSecondsPerDay;
  } else {
    out.start = year_start + start_at;
    out.end = year_start + end_at;
  }
  return out;
}

}  // namespace vedette
