#include "sources/archive/file_name.h"

namespace vedette::sources {
namespace {

bool all_digits(std::string_view text) {
  for (char c : text) {
    if (c < '0' || c > '9') {
      return false;
    }
  }
  return !text.empty();
}

int number(std::string_view digits) {
  int value = 0;
  for (char c : digits) {
    value = value * 10 + (c - '0');
  }
  return value;
}

/// Days since 1970-01-01 of a proleptic Gregorian date.
std::int64_t days_from_civil(int year, int month, int day) {
  year -= month <= 2 ? 1 : 0;
  const std::int64_t era = (year >= 0 ? year : year - 399) / 400;
  const std::int64_t year_of_era = year - era * 400;
  const std::int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  const std::int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * 146097 + day_of_era - 719468;
}

/// 20260302T0805Z
std::optional<std::int64_t> parse_stamp(std::string_view text) {
  if (text.size() != 14 || text[8] != 'T' || text[13] != 'Z' || !all_digits(text.substr(0, 8)) || !all_digits(text.substr(9, 4))) {
    return std::nullopt;
  }
  int year = number(text.substr(0, 4));
  int month = number(text.substr(4, 2));
  int day = number(text.substr(6, 2));
  int hour = number(text.substr(9, 2));
  int minute = number(text.substr(11, 2));
  if (year < 1 || month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59) {
    return std::nullopt;
  }
  return days_from_civil(year, month, day) * 86400 + hour * 3600 + minute * 60;
}

}  // namespace

std::optional<LogFileName> parse_log_file_name(std::string_view path) {
  std::string_view name = path.substr(path.rfind('/') + 1);
  LogFileName out;
  std::string_view parts[5];
  for (std::size_t i = 0; i < 4; ++i) {
    std::size_t bar = name.find('_');
    if (bar == std::string_view::npos) {
      return std::nullopt;
    }
    parts[i] = name.substr(0, bar);
    name.remove_prefix(bar + 1);
    // Digests name the trail between region and time: <account>_CloudTrail-Digest_<region>_<trail>_<region>_<time>.json.gz
    if (i == 3 && !parse_stamp(parts[3])) {
      return std::nullopt;
    }
  }
  std::optional<std::int64_t> delivered = parse_stamp(parts[3]);
  if (!delivered || parts[0].size() != 12 || !all_digits(parts[0]) || !parts[1].starts_with("CloudTrail")) {
    return std::nullopt;
  }
  out.account = parts[0];
  out.trail = parts[1];
  out.region = parts[2];
  out.delivered = *delivered;
  return out;
}

}  // namespace vedette::sources
