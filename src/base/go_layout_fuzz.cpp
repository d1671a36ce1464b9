// Layouts and times of any bytes: the first line is the layout, the rest the text.
#include <cstdint>

#include "base/calendar.h"
#include "base/go_layout.h"
#include "base/zone.h"

namespace {

using namespace vedette;

void check_time(Time time, std::string_view layout) {
  (void)format_time(time, layout);
  (void)format_time(time, kLayoutString);
  std::int32_t offset = period_of(time.zone, time.seconds).offset;
  if (is_rfc3339_range(time) && offset % 60 == 0) {
    Result<Time> again = parse_rfc3339(format_rfc3339(time));
    VEDETTE_CHECK(again.has_value() && *again == time);
  }
  (void)iso_week_of_seconds(local_seconds(time));
  VEDETTE_CHECK(subtract(add(time, kHour), time) == kHour);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view input(reinterpret_cast<const char*>(data), size);
  std::string_view layout = input.substr(0, input.find('\n'));
  std::string_view text = layout.size() < input.size() ? input.substr(layout.size() + 1) : std::string_view();
  Time quick;
  bool read = try_parse_time(layout, text, quick);
  Result<Time> time = parse_time(layout, text);
  VEDETTE_CHECK(time.has_value() == read);
  if (time) {
    VEDETTE_CHECK(*time == quick);
    check_time(*time, layout);
  }
  if (Result<const Zone*> paris = Zone::load("Europe/Paris")) {
    if (Result<Time> there = parse_time_in(layout, text, *paris)) {
      check_time(*there, layout);
    }
  }
  if (Result<Duration> duration = parse_duration(text)) {
    Result<Duration> again = parse_duration(format_duration(*duration));
    VEDETTE_CHECK(again.has_value() && *again == *duration);
  }
  return 0;
}
