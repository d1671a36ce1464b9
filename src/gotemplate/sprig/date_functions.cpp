// Sprig's date.go. The local zone is UTC.
#include <array>

#include "base/calendar.h"
#include "base/go_layout.h"
#include "base/zone.h"
#include "gotemplate/function.h"
#include "gotemplate/go_literal.h"

namespace vedette::gotemplate {

namespace {

/// A time, or Unix seconds; anything else is the present.
Time time_of(Runtime& runtime, const Value& value, bool takes_int32) {
  switch (value.type_id()) {
    case type_id::kTime:
      return value.as_time();
    case type_id::kInt32:
      if (!takes_int32) {
        break;
      }
      [[fallthrough]];
    case type_id::kInt:
    case type_id::kInt64:
      return from_unix(value.as_int(), 0);
    default:
      break;
  }
  return runtime.context.now;
}

Value show(Runtime& runtime, std::string_view layout, const Value& date, std::string_view zone) {
  Time time = time_of(runtime, date, true);
  auto loaded = Zone::load(zone);
  time.zone = loaded ? *loaded : nullptr;
  return runtime.text(format_time(time, layout));
}

Value date(Runtime& runtime, Arguments arguments) {
  return show(runtime, arguments[0].as_string(), arguments[1], "Local");
}

Value date_in_zone(Runtime& runtime, Arguments arguments) {
  return show(runtime, arguments[0].as_string(), arguments[1], arguments[2].as_string());
}

Value html_date(Runtime& runtime, Arguments arguments) {
  return show(runtime, "2006-01-02", arguments[0], "Local");
}

Value html_date_in_zone(Runtime& runtime, Arguments arguments) {
  return show(runtime, "2006-01-02", arguments[0], arguments[1].as_string());
}

template <bool kStrict>
Value date_modify(Runtime& runtime, Arguments arguments) {
  auto duration = parse_duration(arguments[0].as_string());
  if (!duration) {
    return kStrict ? runtime.fail(duration.error().message) : arguments[1];
  }
  return runtime.time(vedette::add(arguments[1].as_time(), *duration));
}

Value ago(Runtime& runtime, Arguments arguments) {
  return runtime.text(format_duration(vedette::round(subtract(runtime.context.now, time_of(runtime, arguments[0], false)), kSecond)));
}

Value duration(Runtime& runtime, Arguments arguments) {
  std::int64_t seconds = 0;
  if (arguments[0].type_id() == type_id::kString) {
    (void)parse_integer(arguments[0].as_string(), 10, seconds);  // the nearest when out of range
  } else if (arguments[0].type_id() == type_id::kInt64) {
    seconds = arguments[0].as_int();
  }
  return runtime.text(format_duration(static_cast<std::int64_t>(static_cast<std::uint64_t>(seconds) * static_cast<std::uint64_t>(kSecond))));
}

Value duration_round(Runtime& runtime, Arguments arguments) {
  Duration given = 0;
  switch (arguments[0].type_id()) {
    case type_id::kString:
      given = parse_duration(arguments[0].as_string()).value_or(0);
      break;
    case type_id::kInt64:
      given = arguments[0].as_int();
      break;
    case type_id::kTime:
      given = subtract(runtime.context.now, arguments[0].as_time());
      break;
    default:
      break;
  }
  const std::uint64_t size = given < 0 ? 0 - static_cast<std::uint64_t>(given) : static_cast<std::uint64_t>(given);
  struct Unit {
    std::uint64_t size;
    std::string_view name;
  };
  constexpr auto kHourSize = static_cast<std::uint64_t>(kHour);
  static constexpr Unit kUnits[] = {
      {kHourSize * 24 * 365, "y"},   {kHourSize * 24 * 30, "mo"},   {kHourSize * 24, "d"}, {kHourSize, "h"},
      {std::uint64_t{kMinute}, "m"}, {std::uint64_t{kSecond}, "s"},
  };
  for (const Unit& unit : kUnits) {
    if (size > unit.size) {
      return runtime.text(std::to_string(size / unit.size) + std::string(unit.name));
    }
  }
  return Value::string("0s");
}

template <bool kStrict>
Value to_date(Runtime& runtime, Arguments arguments) {
  auto time = parse_time_in(arguments[0].as_string(), arguments[1].as_string(), nullptr);
  if (!time) {
    return kStrict ? runtime.fail(time.error().message) : runtime.time(Time{});
  }
  return runtime.time(*time);
}

Value now(Runtime& runtime, Arguments /*arguments*/) {
  return runtime.time(runtime.context.now);
}

Value unix_epoch(Runtime& runtime, Arguments arguments) {
  return runtime.text(std::to_string(arguments[0].as_time().seconds));
}

}  // namespace

std::span<const Row> date_functions() {
  static constexpr std::array kRows = {
      Row{"ago", "(any) string", ago},
      Row{"date", "(string, any) string", date},
      Row{"dateInZone", "(string, any, string) string", date_in_zone},
      Row{"dateModify", "(string, time) time", date_modify<false>},
      Row{"date_in_zone", "(string, any, string) string", date_in_zone},
      Row{"date_modify", "(string, time) time", date_modify<false>},
      Row{"duration", "(any) string", duration},
      Row{"durationRound", "(any) string", duration_round},
      Row{"htmlDate", "(any) string", html_date},
      Row{"htmlDateInZone", "(any, string) string", html_date_in_zone},
      Row{"mustDateModify", "(string, time) time", date_modify<true>},
      Row{"mustToDate", "(string, string) time", to_date<true>},
      Row{"must_date_modify", "(string, time) time", date_modify<true>},
      Row{"now", "() time", now},
      Row{"toDate", "(string, string) time", to_date<false>},
      Row{"unixEpoch", "(time) string", unix_epoch},
  };
  return kRows;
}

}  // namespace vedette::gotemplate
