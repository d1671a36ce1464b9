#include "enrich/date.h"

#include <array>
#include <cstdint>

#include "base/calendar.h"
#include "base/go_layout.h"

namespace vedette::enrich {
namespace {

/// What a usual layout's text must look like at its start; saves trying layouts that cannot read it.
enum class Start : std::uint8_t { kDigits, kLetters };

struct UsualLayout {
  std::string_view layout;
  Start start;
};

// crowdsec: pkg/parser/enrich_date.go, GenDateParse: in this order.
constexpr std::array<UsualLayout, 16> kUsual = {{
    {kLayoutRfc3339, Start::kDigits},
    {"02/Jan/2006:15:04:05 -0700", Start::kDigits},
    {"Mon Jan 2 15:04:05 2006", Start::kLetters},
    {"02-Jan-2006 15:04:05 europe/paris", Start::kDigits},
    {"01/02/2006 15:04:05", Start::kDigits},
    {kLayoutString, Start::kDigits},
    {"Jan  2 15:04:05", Start::kLetters},
    {"Mon Jan 02 15:04:05.000000 2006", Start::kLetters},
    {"2006-01-02T15:04:05Z07:00", Start::kDigits},
    {"2006/01/02", Start::kDigits},
    {"2006/01/02 15:04", Start::kDigits},
    {"2006-01-02", Start::kDigits},
    {"2006-01-02 15:04", Start::kDigits},
    {"2006/01/02 15:04:05", Start::kDigits},
    {"2006-01-02 15:04:05", Start::kDigits},
    {"2006-01-02T15:04:05", Start::kDigits},
}};

}  // namespace

std::optional<Time> parse_date_as(std::string_view text, std::string_view layout, Time reference) {
  Time time;
  if (!try_parse_time(layout, text, time) || time.is_zero()) {
    return std::nullopt;
  }
  if (date_of_seconds(local_seconds(time)).year == 0) {
    time = add_date(time, date_of_seconds(reference.seconds).year, 0, 0);
  }
  if (!is_rfc3339_range(time) || time.is_zero()) {
    return std::nullopt;
  }
  return time;
}

std::optional<Time> parse_usual_date(std::string_view text, Time reference) {
  if (text.empty()) {
    return std::nullopt;
  }
  Start start = text[0] >= '0' && text[0] <= '9' ? Start::kDigits : Start::kLetters;
  for (const UsualLayout& usual : kUsual) {
    if (usual.start == start) {
      if (std::optional<Time> time = parse_date_as(text, usual.layout, reference)) {
        return time;
      }
    }
  }
  return std::nullopt;
}

std::optional<Time> parse_date(std::string_view text, std::string_view layout, Time reference) {
  if (text.empty()) {
    return std::nullopt;
  }
  if (!layout.empty()) {
    if (std::optional<Time> time = parse_date_as(text, layout, reference)) {
      return time;
    }
  }
  if (std::optional<Time> time = parse_usual_date(text, reference)) {
    return time;
  }
  return parse_unix_time(text);
}

std::optional<Time> parse_unix_time(std::string_view text) {
  // Go: strconv.ParseInt of what stands before the first ".": a sign and digits, within an int64.
  text = text.substr(0, text.find('.'));
  if (!text.empty() && text[0] == '+') {
    text.remove_prefix(1);
  }
  if (text.empty()) {
    return std::nullopt;
  }
  std::int64_t seconds = 0;
  for (char c : text) {
    if (c < '0' || c > '9' || __builtin_mul_overflow(seconds, 10, &seconds) || __builtin_add_overflow(seconds, c - '0', &seconds)) {
      return std::nullopt;
    }
  }
  if (seconds <= 0) {
    return std::nullopt;
  }
  return Time{seconds, 0, nullptr};
}

}  // namespace vedette::enrich
