// CrowdSec's helpers on numbers and on times. pkg/exprhelpers: helpers.go.
#include <algorithm>
#include <array>
#include <cmath>

#include "base/go_layout.h"
#include "expr/builtins/arguments.h"
#include "expr/builtins/builtins.h"
#include "expr/builtins/great_circle.h"
#include "expr/go_number.h"

namespace vedette::expr {
namespace {

Value atof(CallContext& context, std::span<const Value> values) {
  Arguments arguments(context, values);
  double number = 0;
  (void)parse_go_float(arguments.text(0), number);
  return Value::floating(number);
}

Value float_approx_equal(CallContext& context, std::span<const Value> values) {
  Arguments arguments(context, values);
  double a = arguments.floating(0);
  double b = arguments.floating(1);
  return Value::boolean(std::fabs(a - b) < 1e-6);
}

Value distance(CallContext& context, std::span<const Value> values) {
  Arguments arguments(context, values);
  constexpr std::string_view kNames[] = {"lat1", "long1", "lat2", "long2"};
  double degrees[4] = {};
  std::string_view texts[4];
  for (std::size_t i = 0; i < 4; ++i) {
    texts[i] = arguments.text(i);
  }
  if (arguments.failed()) {
    return {};
  }
  for (std::size_t i = 0; i < 4; ++i) {
    if (parse_go_float(texts[i], degrees[i]) != NumberError::kNone) {
      return context.fail(std::string(kNames[i]) + " is not a float : \"" + std::string(texts[i]) + "\"");
    }
  }
  // The reference calls a place at 0,0 unknown.
  if ((degrees[0] == 0 && degrees[1] == 0) || (degrees[2] == 0 && degrees[3] == 0)) {
    return Value::floating(0);
  }
  return Value::floating(great_circle_km(degrees[0], degrees[1], degrees[2], degrees[3]));
}

Value time_now(CallContext& context, std::span<const Value>) {
  Time time = context.now;
  time.zone = nullptr;
  return text_result(context, format_time(time, kLayoutRfc3339));
}

Value parse_unix(CallContext& context, std::span<const Value> values) {
  Arguments arguments(context, values);
  std::string_view text = arguments.text(0);
  if (arguments.failed()) {
    return {};
  }
  std::int64_t seconds = 0;
  NumberError error = parse_go_integer(text.substr(0, text.find('.')), seconds);
  if (error != NumberError::kNone || seconds <= 0) {
    return Value::string("");
  }
  return text_result(context, format_time(Time{.seconds = seconds, .nanoseconds = 0, .zone = nullptr}, kLayoutRfc3339));
}

const Type* time_slice() {
  static const Type* const kType = slice_of(T(type_id::kTime));
  return kType;
}

/// The gaps between the times of a list, which is sorted for it; false when the call failed.
bool read_intervals(CallContext& context, std::span<const Value> values, std::string_view what, std::vector<Duration>& out) {
  const Value& list = values[0];
  if (list.type_id() != type_id::kAnySlice && list.type_id() != time_slice()->id) {
    (void)context.fail(std::string(what) + " expects a slice of times");
    return false;
  }
  if (!context.charge(list.size() + 1)) {
    return false;
  }
  std::vector<Time> times;
  for (std::uint32_t i = 0; i < list.size(); ++i) {
    const Value& element = list.slice_data()[i];
    if (element.type_id() != type_id::kTime) {
      (void)context.fail("element at index " + std::to_string(i) + " is not a time.Time");
      return false;
    }
    times.push_back(element.as_object() != nullptr ? element.as_time() : Time{});
  }
  if (times.size() < 2) {
    (void)context.fail("need at least two times for " + std::string(what));
    return false;
  }
  std::sort(times.begin(), times.end());
  for (std::size_t i = 1; i < times.size(); ++i) {
    out.push_back(subtract(times[i], times[i - 1]));
  }
  return true;
}

Value average_interval(CallContext& context, std::span<const Value> values) {
  std::vector<Duration> intervals;
  if (!read_intervals(context, values, "AverageInterval", intervals)) {
    return {};
  }
  std::uint64_t total = 0;  // wraps, as Go's int64 does
  for (Duration interval : intervals) {
    total += static_cast<std::uint64_t>(interval);
  }
  return Value::duration(static_cast<Duration>(total) / static_cast<Duration>(intervals.size()));
}

Value median_interval(CallContext& context, std::span<const Value> values) {
  std::vector<Duration> intervals;
  if (!read_intervals(context, values, "MedianInterval", intervals)) {
    return {};
  }
  std::sort(intervals.begin(), intervals.end());
  std::size_t middle = intervals.size() / 2;
  if (intervals.size() % 2 == 1) {
    return Value::duration(intervals[middle]);
  }
  auto sum = static_cast<std::uint64_t>(intervals[middle - 1]) + static_cast<std::uint64_t>(intervals[middle]);
  return Value::duration(static_cast<Duration>(sum) / 2);
}

}  // namespace

std::span<const Builtin> number_helpers() {
  static const Type* const s = T(type_id::kString);
  static const Type* const f = T(type_id::kFloat64);
  static const std::array kRows = {
      Builtin{.name = "Atof",
              .signatures = {{{s}, false, f}},
              .call = atof,
              .description = "The number a text stands for, 0 when it is none.",
              .example = "Atof(\"1.5\") == 1.5"},
      Builtin{.name = "FloatApproxEqual",
              .signatures = {{{f, f}, false, T(type_id::kBool)}},
              .call = float_approx_equal,
              .description = "Whether two numbers are less than a millionth apart.",
              .example = "FloatApproxEqual(1.0, 1.0000001)"},
      Builtin{.name = "Distance",
              .signatures = {{{s, s, s, s}, false, f}},
              .call = distance,
              .description = "Kilometres between two places, given as latitude, longitude, latitude, longitude; 0 when one is at 0,0.",
              .example = "Distance(\"1\", \"1\", \"1\", \"1\") == 0.0"},
  };
  return kRows;
}

std::span<const Builtin> interval_helpers() {
  static const Type* const s = T(type_id::kString);
  static const Type* const d = T(type_id::kDuration);
  static const std::array kRows = {
      Builtin{.name = "TimeNow",
              .signatures = {{{}, false, s}},
              .call = time_now,
              .description = "The present in RFC 3339, UTC.",
              .example = "len(TimeNow()) == 20"},
      Builtin{.name = "ParseUnix",
              .signatures = {{{s}, false, s}},
              .call = parse_unix,
              .description = "Unix seconds, perhaps with a fraction, as RFC 3339; the empty text when they are not positive.",
              .example = "ParseUnix(\"1672239773.3590894\") == \"2022-12-28T15:02:53Z\""},
      Builtin{.name = "AverageInterval",
              .signatures = {{{time_slice()}, false, d}, {{T(type_id::kAnySlice)}, false, d}},
              .call = average_interval,
              .description = "The mean gap between the times of a list; fewer than two are an error.",
              .example = "AverageInterval([date(\"2023-01-01\"), date(\"2023-01-03\")]) == duration(\"48h\")"},
      Builtin{.name = "MedianInterval",
              .signatures = {{{time_slice()}, false, d}, {{T(type_id::kAnySlice)}, false, d}},
              .call = median_interval,
              .description = "The median gap between the times of a list; fewer than two are an error.",
              .example = "MedianInterval([date(\"2023-01-01\"), date(\"2023-01-03\")]) == duration(\"48h\")"},
  };
  return kRows;
}

}  // namespace vedette::expr
