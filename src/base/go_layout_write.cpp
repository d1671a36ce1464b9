// Go's Time.Format.
#include <cstdint>
#include <cstring>

#include "base/calendar.h"
#include "base/go_layout.h"
#include "base/go_layout_elements.h"
#include "base/zone.h"

namespace vedette {
namespace {

void append_number(std::string& out, std::int64_t number, std::size_t width) {
  if (number < 0) {
    out += '-';
  }
  std::string digits = std::to_string(number < 0 ? 0 - static_cast<std::uint64_t>(number) : static_cast<std::uint64_t>(number));
  if (digits.size() < width) {
    out.append(width - digits.size(), '0');
  }
  out += digits;
}

void append_fraction(std::string& out, std::int32_t nanosecond, const LayoutChunk& chunk) {
  bool trim = chunk.element == LayoutElement::kFraction9;
  if (trim && (chunk.digits == 0 || nanosecond == 0)) {
    return;
  }
  std::size_t start = out.size();
  out += chunk.separator;
  append_number(out, nanosecond, 9);
  if (chunk.digits < 9) {
    out.resize(start + 1 + static_cast<std::size_t>(chunk.digits));
  }
  if (trim) {
    out.resize(out.find_last_not_of('0') + 1);
    if (out.size() == start + 1) {
      out.pop_back();
    }
  }
}

void append_offset(std::string& out, std::int32_t offset, LayoutElement element) {
  if (offset == 0 && is_z_form(element)) {
    out += 'Z';
    return;
  }
  std::int32_t minutes = offset / 60;
  std::int32_t rest = offset;
  if (minutes < 0) {
    out += '-';
    minutes = -minutes;
    rest = -rest;
  } else {
    out += '+';
  }
  bool colon = element == LayoutElement::kZColon || element == LayoutElement::kOffsetColon || element == LayoutElement::kZColonSeconds ||
               element == LayoutElement::kOffsetColonSeconds;
  append_number(out, minutes / 60, 2);
  if (colon) {
    out += ':';
  }
  if (element != LayoutElement::kZHours && element != LayoutElement::kOffsetHours) {
    append_number(out, minutes % 60, 2);
  }
  if (element == LayoutElement::kZSeconds || element == LayoutElement::kOffsetSeconds || element == LayoutElement::kZColonSeconds ||
      element == LayoutElement::kOffsetColonSeconds) {
    if (colon) {
      out += ':';
    }
    append_number(out, rest % 60, 2);
  }
}

constexpr auto kTwoDigits = [] {
  std::array<char, 200> table{};
  for (int i = 0; i < 100; ++i) {
    table[static_cast<std::size_t>(2 * i)] = static_cast<char>('0' + i / 10);
    table[static_cast<std::size_t>(2 * i + 1)] = static_cast<char>('0' + i % 10);
  }
  return table;
}();

char* put_two(char* out, unsigned number) {
  std::memcpy(out, kTwoDigits.data() + 2 * number, 2);
  return out + 2;
}

char* put_rfc3339(Time time, bool with_fraction, char* out) {
  std::int64_t offset = time.zone == nullptr ? 0 : time.zone->lookup(time.seconds).offset;
  auto local = static_cast<std::int64_t>(static_cast<std::uint64_t>(time.seconds) + static_cast<std::uint64_t>(offset));
  Date date = date_of_seconds(local);
  Clock clock = clock_of_seconds(local);
  if (date.year >= 0 && date.year <= 9999) [[likely]] {
    out = put_two(out, static_cast<unsigned>(date.year) / 100);
    out = put_two(out, static_cast<unsigned>(date.year) % 100);
  } else {
    std::string year;
    append_number(year, date.year, 4);
    std::memcpy(out, year.data(), year.size());
    out += year.size();
  }
  *out++ = '-';
  out = put_two(out, static_cast<unsigned>(date.month));
  *out++ = '-';
  out = put_two(out, static_cast<unsigned>(date.day));
  *out++ = 'T';
  out = put_two(out, static_cast<unsigned>(clock.hour));
  *out++ = ':';
  out = put_two(out, static_cast<unsigned>(clock.minute));
  *out++ = ':';
  out = put_two(out, static_cast<unsigned>(clock.second));
  if (with_fraction && time.nanoseconds != 0) {
    *out++ = '.';
    auto rest = static_cast<unsigned>(time.nanoseconds);
    for (int i = 8; i >= 0; --i) {
      out[i] = static_cast<char>('0' + rest % 10);
      rest /= 10;
    }
    out += 9;
    while (out[-1] == '0') {
      --out;
    }
  }
  if (offset == 0) {
    *out++ = 'Z';
    return out;
  }
  std::int64_t minutes = offset / 60;
  *out++ = minutes < 0 ? '-' : '+';
  minutes = minutes < 0 ? -minutes : minutes;
  if (minutes / 60 < 100) [[likely]] {
    out = put_two(out, static_cast<unsigned>(minutes / 60));
  } else {
    std::string hours = std::to_string(minutes / 60);
    std::memcpy(out, hours.data(), hours.size());
    out += hours.size();
  }
  *out++ = ':';
  return put_two(out, static_cast<unsigned>(minutes % 60));
}

}  // namespace

char* write_rfc3339(Time time, char* out) {
  return put_rfc3339(time, true, out);
}

std::string format_rfc3339(Time time) {
  char buffer[kRfc3339Room];
  return std::string(buffer, put_rfc3339(time, true, buffer));
}

bool is_rfc3339_range(Time time) {
  std::int64_t offset = time.zone == nullptr ? 0 : time.zone->lookup(time.seconds).offset;
  std::int64_t year = date_of_seconds(local_seconds(time)).year;
  return year >= 0 && year <= 9999 && offset / 3600 < 24 && offset / 3600 > -24;
}

void append_time(std::string& out, Time time, std::string_view layout) {
  if (layout == kLayoutRfc3339 || layout == kLayoutRfc3339Nano) {
    char buffer[kRfc3339Room];
    out.append(buffer, put_rfc3339(time, layout == kLayoutRfc3339Nano, buffer));
    return;
  }
  Zone::Period period = period_of(time.zone, time.seconds);
  std::int64_t local = local_seconds(time);
  Date date = date_of_seconds(local);
  Clock clock = clock_of_seconds(local);
  int hour12 = clock.hour % 12 == 0 ? 12 : clock.hour % 12;
  while (!layout.empty()) {
    LayoutChunk chunk = next_layout_chunk(layout);
    out += chunk.prefix;
    layout = chunk.suffix;
    switch (chunk.element) {
      case LayoutElement::kNone:
        return;
      case LayoutElement::kYear:
        append_number(out, (date.year < 0 ? -date.year : date.year) % 100, 2);
        break;
      case LayoutElement::kLongYear:
        append_number(out, date.year, 4);
        break;
      case LayoutElement::kMonth:
        out += kMonthNames[static_cast<std::size_t>(date.month - 1)].substr(0, 3);
        break;
      case LayoutElement::kLongMonth:
        out += kMonthNames[static_cast<std::size_t>(date.month - 1)];
        break;
      case LayoutElement::kNumericMonth:
        append_number(out, date.month, 0);
        break;
      case LayoutElement::kZeroMonth:
        append_number(out, date.month, 2);
        break;
      case LayoutElement::kWeekday:
        out += kWeekdayNames[static_cast<std::size_t>(weekday_of_seconds(local))].substr(0, 3);
        break;
      case LayoutElement::kLongWeekday:
        out += kWeekdayNames[static_cast<std::size_t>(weekday_of_seconds(local))];
        break;
      case LayoutElement::kDay:
        append_number(out, date.day, 0);
        break;
      case LayoutElement::kSpaceDay:
        if (date.day < 10) {
          out += ' ';
        }
        append_number(out, date.day, 0);
        break;
      case LayoutElement::kZeroDay:
        append_number(out, date.day, 2);
        break;
      case LayoutElement::kSpaceYearDay: {
        int day = year_day_of_seconds(local);
        out.append(day < 10 ? 2 : day < 100 ? 1 : 0, ' ');
        append_number(out, day, 0);
        break;
      }
      case LayoutElement::kZeroYearDay:
        append_number(out, year_day_of_seconds(local), 3);
        break;
      case LayoutElement::kHour24:
        append_number(out, clock.hour, 2);
        break;
      case LayoutElement::kHour12:
        append_number(out, hour12, 0);
        break;
      case LayoutElement::kZeroHour12:
        append_number(out, hour12, 2);
        break;
      case LayoutElement::kPlainMinute:
        append_number(out, clock.minute, 0);
        break;
      case LayoutElement::kZeroMinute:
        append_number(out, clock.minute, 2);
        break;
      case LayoutElement::kPlainSecond:
        append_number(out, clock.second, 0);
        break;
      case LayoutElement::kZeroSecond:
        append_number(out, clock.second, 2);
        break;
      case LayoutElement::kUpperHalf:
        out += clock.hour >= 12 ? "PM" : "AM";
        break;
      case LayoutElement::kLowerHalf:
        out += clock.hour >= 12 ? "pm" : "am";
        break;
      case LayoutElement::kAbbreviation:
        if (!period.name.empty()) {
          out += period.name;
        } else {
          append_offset(out, period.offset, LayoutElement::kOffset);
        }
        break;
      case LayoutElement::kFraction0:
      case LayoutElement::kFraction9:
        append_fraction(out, time.nanoseconds, chunk);
        break;
      default:
        append_offset(out, period.offset, chunk.element);
        break;
    }
  }
}

std::string format_time(Time time, std::string_view layout) {
  std::string out;
  append_time(out, time, layout);
  return out;
}

}  // namespace vedette
