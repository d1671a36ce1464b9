// now, date, duration, timezone of the language. expr-lang: builtin/builtin.go.
#include <array>

#include "base/go_layout.h"
#include "base/zone.h"
#include "expr/builtins/arguments.h"
#include "expr/builtins/builtins.h"
#include "expr/builtins/location.h"

namespace vedette::expr {
namespace {

bool is_location(const Value& value) {
  return value.type_id() == type_id::kLocation;
}

Value time_result(CallContext& context, Time time) {
  return Value::time(context.arena.make<Time>(time));
}

Value now(CallContext& context, std::span<const Value> arguments) {
  Time time = context.now;
  if (arguments.size() == 1 && is_location(arguments[0])) {
    if (arguments[0].is_null()) {
      return context.fail("time: missing Location in call to Time.In");
    }
    time.zone = zone_of_location(arguments[0]);
  } else if (!arguments.empty()) {
    return context.fail("invalid number of arguments (expected 0, got " + std::to_string(arguments.size()) + ")");
  }
  return time_result(context, time);
}

CheckedCall check_now(std::span<const Type* const> arguments) {
  if (arguments.empty() || (arguments.size() == 1 && arguments[0] == T(type_id::kLocation))) {
    return {T(type_id::kTime), {}};
  }
  return wrong_count("0", arguments.size());
}

Value duration(CallContext& context, std::span<const Value> values) {
  Arguments arguments(context, values);
  std::string_view text = arguments.text(0);
  if (arguments.failed()) {
    return {};
  }
  Result<Duration> length = parse_duration(text);
  return length ? Value::duration(*length) : context.fail(length.error().message);
}

Value timezone(CallContext& context, std::span<const Value> values) {
  Arguments arguments(context, values);
  std::string_view name = arguments.text(0);
  if (arguments.failed()) {
    return {};
  }
  Result<const Zone*> zone = Zone::load(name);
  return zone ? location_value(*zone) : context.fail(zone.error().message);
}

Value date(CallContext& context, std::span<const Value> values) {
  const Zone* zone = nullptr;
  bool zone_given = !values.empty() && is_location(values[0]) && !values[0].is_null();
  if (!values.empty() && is_location(values[0])) {
    zone = zone_given ? zone_of_location(values[0]) : nullptr;
    values = values.subspan(1);
  }
  Arguments arguments(context, values);
  std::string_view text = arguments.text(0);
  if (values.size() == 2 || values.size() == 3) {
    std::string_view layout = arguments.text(1);
    std::string_view zone_name = values.size() == 3 ? arguments.text(2) : std::string_view();
    if (arguments.failed()) {
      return {};
    }
    if (values.size() == 3) {
      Result<const Zone*> loaded = Zone::load(zone_name);
      if (!loaded) {
        return context.fail("unknown time zone " + std::string(zone_name));
      }
      zone = *loaded;
      zone_given = true;
    }
    Result<Time> time = zone_given ? parse_time_in(layout, text, zone) : parse_time(layout, text);
    return time ? time_result(context, *time) : context.fail(time.error().message);
  }
  if (arguments.failed()) {
    return {};
  }
  constexpr std::string_view kLayouts[] = {
      "2006-01-02",
      "15:04:05",
      "2006-01-02 15:04:05",
      kLayoutRfc3339,
      "02 Jan 06 15:04 MST",
      "Monday, 02-Jan-06 15:04:05 MST",
      "Mon, 02 Jan 2006 15:04:05 MST",
  };
  for (std::string_view layout : kLayouts) {
    Result<Time> time = zone_given ? parse_time_in(layout, text, zone) : parse_time(layout, text);
    if (time) {
      return time_result(context, *time);
    }
  }
  return context.fail("invalid date " + std::string(text));
}

CheckedCall check_date(std::span<const Type* const> arguments) {
  if (arguments.empty()) {
    return wrong_count("at least 1", 0);
  }
  if (arguments[0] == T(type_id::kLocation)) {
    arguments = arguments.subspan(1);
  }
  if (arguments.size() > 3) {
    return wrong_count("at most 3", arguments.size());
  }
  return {T(type_id::kTime), {}};
}

}  // namespace

std::span<const Builtin> time_functions() {
  static const Type* const s = T(type_id::kString);
  static const std::array kRows = {
      Builtin{.name = "now",
              .check = check_now,
              .call = now,
              .description = "The present: the log's own time where events are read from an archive.",
              .example = "now() == now()"},
      Builtin{.name = "duration",
              .signatures = {{{s}, false, T(type_id::kDuration)}},
              .call = duration,
              .description = "A length of time from a text such as \"1h30m\".",
              .example = "duration(\"1h\").Minutes() == 60.0"},
      Builtin{.name = "date",
              .check = check_date,
              .call = date,
              .description = "A time from a text: in a common format, or in a layout of Go and perhaps a time zone.",
              .example = "date(\"2023-08-14\").Year() == 2023"},
      Builtin{.name = "timezone",
              .signatures = {{{s}, false, T(type_id::kLocation)}},
              .call = timezone,
              .description = "A time zone by its name in the tz database.",
              .example = "timezone(\"Europe/Zurich\").String() == \"Europe/Zurich\""},
  };
  return kRows;
}

}  // namespace vedette::expr
