#include "expr/builtins/time_methods.h"

#include <string>

#include "base/calendar.h"
#include "base/go_layout.h"
#include "base/zone.h"
#include "expr/builtins/arguments.h"
#include "expr/builtins/builtins.h"
#include "expr/builtins/location.h"

namespace vedette::expr {
namespace {

using Call = std::span<const Value>;

// Receivers and arguments of the wrong type are a failure, as reflect.Value.Call panics in the reference.
bool is(CallContext& context, const Value& value, TypeId type) {
  if (value.type_id() == type) {
    return true;
  }
  (void)context.fail("reflect: Call using " + std::string(type_name(value)) + " as type " + type_of(type)->name);
  return false;
}

bool read(CallContext& context, Call call, std::size_t i, Time& out) {
  if (i >= call.size() || !is(context, call[i], type_id::kTime)) {
    return false;
  }
  out = call[i].as_time();
  return true;
}

bool read(CallContext& context, Call call, std::size_t i, std::int64_t& out, TypeId type) {
  if (i >= call.size() || !is(context, call[i], type)) {
    return false;
  }
  out = call[i].as_int();
  return true;
}

Value time_value(CallContext& context, Time time) {
  return Value::time(context.arena.make<Time>(time));
}

Value bytes_value(CallContext& context, std::string_view bytes) {
  Value* values = allocate_values(context, bytes.size());
  if (values == nullptr) {
    return {};
  }
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    values[i] = Value::integer(static_cast<unsigned char>(bytes[i]), type_id::kUint8);
  }
  return Value::slice(values, bytes.size(), type_id::kByteSlice);
}

// --- time.Time: what it shows -----------------------------------------------------------------------------------------------------------

enum class Part { kYear, kMonth, kDay, kHour, kMinute, kSecond, kNanosecond, kWeekday, kYearDay, kIsoYear };

template <Part kPart>
Value part_of(CallContext& context, Call call) {
  Time time;
  if (!read(context, call, 0, time)) {
    return {};
  }
  if constexpr (kPart == Part::kNanosecond) {
    return Value::integer(time.nanoseconds);
  }
  std::int64_t local = local_seconds(time);
  switch (kPart) {
    case Part::kYear:
      return Value::integer(date_of_seconds(local).year);
    case Part::kMonth:
      return Value::integer(date_of_seconds(local).month, type_id::kMonth);
    case Part::kDay:
      return Value::integer(date_of_seconds(local).day);
    case Part::kHour:
      return Value::integer(clock_of_seconds(local).hour);
    case Part::kMinute:
      return Value::integer(clock_of_seconds(local).minute);
    case Part::kSecond:
      return Value::integer(clock_of_seconds(local).second);
    case Part::kWeekday:
      return Value::integer(weekday_of_seconds(local), type_id::kWeekday);
    case Part::kYearDay:
      return Value::integer(year_day_of_seconds(local));
    case Part::kIsoYear:
      return Value::integer(iso_week_of_seconds(local).year);
    default:
      return {};
  }
}

Value unix_of(CallContext& context, Call call) {
  Time time;
  return read(context, call, 0, time) ? Value::integer(time.seconds, type_id::kInt64) : Value();
}

template <std::int64_t (*kCount)(Time)>
Value unix_in(CallContext& context, Call call) {
  Time time;
  return read(context, call, 0, time) ? Value::integer(kCount(time), type_id::kInt64) : Value();
}

Value format_of(CallContext& context, Call call) {
  Time time;
  if (!read(context, call, 0, time) || call.size() < 2 || !is(context, call[1], type_id::kString)) {
    return {};
  }
  return text_result(context, format_time(time, call[1].as_string()));
}

Value time_string(CallContext& context, Call call) {
  Time time;
  return read(context, call, 0, time) ? text_result(context, format_time(time, kLayoutString)) : Value();
}

Value go_string(CallContext& context, Call call) {
  Time time;
  if (!read(context, call, 0, time)) {
    return {};
  }
  std::int64_t local = local_seconds(time);
  Date date = date_of_seconds(local);
  Clock clock = clock_of_seconds(local);
  std::string zone = time.zone == nullptr ? "time.UTC" : "time.Location(" + quote_for_time(name_of(time.zone)) + ")";
  std::string text = "time.Date(" + std::to_string(date.year) + ", time." + month_name(date.month);
  for (std::int64_t part : {date.day, clock.hour, clock.minute, clock.second, time.nanoseconds}) {
    text += ", " + std::to_string(part);
  }
  return text_result(context, text + ", " + zone + ")");
}

Value marshal_text(CallContext& context, Call call) {
  Time time;
  if (!read(context, call, 0, time)) {
    return {};
  }
  if (!is_rfc3339_range(time)) {
    return context.fail("Time.MarshalText: year outside of range [0,9999] or timezone hour outside of range [0,23]");
  }
  return bytes_value(context, format_rfc3339(time));
}

Value marshal_json(CallContext& context, Call call) {
  Time time;
  if (!read(context, call, 0, time)) {
    return {};
  }
  if (!is_rfc3339_range(time)) {
    return context.fail("Time.MarshalJSON: year outside of range [0,9999] or timezone hour outside of range [0,23]");
  }
  return bytes_value(context, "\"" + format_rfc3339(time) + "\"");
}

Value is_zero(CallContext& context, Call call) {
  Time time;
  return read(context, call, 0, time) ? Value::boolean(time.is_zero()) : Value();
}

Value is_daylight_saving(CallContext& context, Call call) {
  Time time;
  return read(context, call, 0, time) ? Value::boolean(period_of(time.zone, time.seconds).daylight_saving) : Value();
}

Value zone_name(CallContext& context, Call call) {
  Time time;
  return read(context, call, 0, time) ? text_result(context, period_of(time.zone, time.seconds).name) : Value();
}

Value zone_start(CallContext& context, Call call) {
  Time time;
  if (!read(context, call, 0, time)) {
    return {};
  }
  std::int64_t start = period_of(time.zone, time.seconds).start;
  return time_value(context, start == INT64_MIN ? Time() : Time{start, 0, time.zone});
}

Value location_of(CallContext& context, Call call) {
  Time time;
  return read(context, call, 0, time) ? location_value(time.zone) : Value();
}

// --- time.Time: what comes of it --------------------------------------------------------------------------------------------------------

Value add_duration(CallContext& context, Call call) {
  Time time;
  std::int64_t duration;
  return read(context, call, 0, time) && read(context, call, 1, duration, type_id::kDuration) ? time_value(context, vedette::add(time, duration))
                                                                                              : Value();
}

Value add_date_parts(CallContext& context, Call call) {
  Time time;
  std::int64_t years;
  std::int64_t months;
  std::int64_t days;
  if (!read(context, call, 0, time) || !read(context, call, 1, years, type_id::kInt) || !read(context, call, 2, months, type_id::kInt) ||
      !read(context, call, 3, days, type_id::kInt)) {
    return {};
  }
  return time_value(context, add_date(time, years, months, days));
}

Value subtract_time(CallContext& context, Call call) {
  Time a;
  Time b;
  return read(context, call, 0, a) && read(context, call, 1, b) ? Value::duration(vedette::subtract(a, b)) : Value();
}

template <Time (*kChange)(Time, Duration)>
Value to_multiple(CallContext& context, Call call) {
  Time time;
  std::int64_t unit;
  return read(context, call, 0, time) && read(context, call, 1, unit, type_id::kDuration) ? time_value(context, kChange(time, unit)) : Value();
}

enum class Comparison { kBefore, kAfter, kEqual, kCompare };

template <Comparison kComparison>
Value compare_times(CallContext& context, Call call) {
  Time a;
  Time b;
  if (!read(context, call, 0, a) || !read(context, call, 1, b)) {
    return {};
  }
  switch (kComparison) {
    case Comparison::kBefore:
      return Value::boolean(a < b);
    case Comparison::kAfter:
      return Value::boolean(a > b);
    case Comparison::kEqual:
      return Value::boolean(a == b);
    case Comparison::kCompare:
      return Value::integer(a < b ? -1 : a > b ? 1 : 0);
  }
  return {};
}

// time.Local is UTC: results must not depend on the machine they are made on.
Value in_utc(CallContext& context, Call call) {
  Time time;
  if (!read(context, call, 0, time)) {
    return {};
  }
  time.zone = nullptr;
  return time_value(context, time);
}

Value in_location(CallContext& context, Call call) {
  Time time;
  if (!read(context, call, 0, time) || call.size() < 2 || !is(context, call[1], type_id::kLocation)) {
    return {};
  }
  if (call[1].is_null()) {
    return context.fail("time: missing Location in call to Time.In");
  }
  time.zone = zone_of_location(call[1]);
  return time_value(context, time);
}

// --- time.Duration ----------------------------------------------------------------------------------------------------------------------

template <Duration kUnit>
Value whole(CallContext& context, Call call) {
  std::int64_t duration;
  return read(context, call, 0, duration, type_id::kDuration) ? Value::integer(duration / kUnit, type_id::kInt64) : Value();
}

// Go: time.go, Duration.Seconds: the whole and the rest apart, so that large durations keep their precision.
template <Duration kUnit>
Value fraction(CallContext& context, Call call) {
  std::int64_t duration;
  if (!read(context, call, 0, duration, type_id::kDuration)) {
    return {};
  }
  return Value::floating(static_cast<double>(duration / kUnit) + static_cast<double>(duration % kUnit) / static_cast<double>(kUnit));
}

Value duration_string(CallContext& context, Call call) {
  std::int64_t duration;
  return read(context, call, 0, duration, type_id::kDuration) ? text_result(context, format_duration(duration)) : Value();
}

Value duration_abs(CallContext& context, Call call) {
  std::int64_t duration;
  if (!read(context, call, 0, duration, type_id::kDuration)) {
    return {};
  }
  return Value::duration(duration >= 0 ? duration : duration == INT64_MIN ? INT64_MAX : -duration);
}

template <Duration (*kChange)(Duration, Duration)>
Value duration_to_multiple(CallContext& context, Call call) {
  std::int64_t duration;
  std::int64_t unit;
  if (!read(context, call, 0, duration, type_id::kDuration) || !read(context, call, 1, unit, type_id::kDuration)) {
    return {};
  }
  return Value::duration(kChange(duration, unit));
}

// --- the small ones ---------------------------------------------------------------------------------------------------------------------

template <TypeId kType, std::string (*kName)(std::int64_t)>
Value name_string(CallContext& context, Call call) {
  std::int64_t number;
  return read(context, call, 0, number, kType) ? text_result(context, kName(number)) : Value();
}

Value location_string(CallContext& context, Call call) {
  if (call.empty() || !is(context, call[0], type_id::kLocation)) {
    return {};
  }
  return text_result(context, call[0].is_null() ? std::string_view("UTC") : name_of(zone_of_location(call[0])));
}

Builtin row(std::string_view name, NativeFunction call, std::vector<TypeId> parameters, TypeId result, std::string_view description,
            std::string_view example) {
  Builtin out;
  out.name = name;
  Signature signature;
  for (TypeId parameter : parameters) {
    signature.parameters.push_back(T(parameter));
  }
  signature.result = T(result);
  out.signatures = {std::move(signature)};
  out.call = call;
  out.description = description;
  out.example = example;
  return out;
}

Builtin pointer_row(std::string_view name, NativeFunction call, std::vector<TypeId> parameters, TypeId result, std::string_view description,
                    std::string_view example) {
  Builtin out = row(name, call, std::move(parameters), result, description, example);
  out.pointer_receiver = true;
  return out;
}

/// Go's methods with three results do not compile in expr-lang; where the type is not known beforehand, the first result counts.
Builtin three_results(std::string_view name, NativeFunction first, std::string_view message) {
  Builtin out;
  out.name = name;
  out.call = first;
  out.description = "Not usable: it has three results in Go.";
  out.unavailable = message;
  return out;
}

void give(Type* target, std::span<const Builtin> rows) {
  for (const Builtin& method : rows) {
    target->methods.push_back(&method);
  }
}

}  // namespace

std::span<const Builtin> time_methods() {
  using namespace type_id;
  constexpr Time (*kTruncateTime)(Time, Duration) = vedette::truncate;
  constexpr Time (*kRoundTime)(Time, Duration) = vedette::round;
  static const std::vector<Builtin> kRows = {
      row("Add", add_duration, {kDuration}, kTime, "The time after a duration.", "date('2026-01-01').Add(duration('1h')).Hour() == 1"),
      row("AddDate", add_date_parts, {kInt, kInt, kInt}, kTime, "The time after years, months and days.",
          "date('2026-01-31').AddDate(0, 1, 0).Day() == 3"),
      row("After", compare_times<Comparison::kAfter>, {kTime}, kBool, "Whether it is later than another time.",
          "date('2026-01-02').After(date('2026-01-01'))"),
      row("Before", compare_times<Comparison::kBefore>, {kTime}, kBool, "Whether it is earlier than another time.",
          "date('2026-01-01').Before(date('2026-01-02'))"),
      three_results("Clock", part_of<Part::kHour>, "func Clock returns more then two values"),
      row("Compare", compare_times<Comparison::kCompare>, {kTime}, kInt, "-1, 0 or 1: earlier than, equal to or later than another time.",
          "date('2026-01-01').Compare(date('2026-01-02')) == -1"),
      three_results("Date", part_of<Part::kYear>, "func Date returns more then two values"),
      row("Day", part_of<Part::kDay>, {}, kInt, "The day of the month.", "date('2026-11-24').Day() == 24"),
      row("Equal", compare_times<Comparison::kEqual>, {kTime}, kBool, "Whether it is the same instant as another time.",
          "date('2026-01-01').Equal(date('2026-01-01T01:00:00+01:00'))"),
      row("Format", format_of, {kString}, kString, "The time as text in a layout of Go.",
          "date('2026-11-24').Format('Mon, 02 Jan 2006') == 'Tue, 24 Nov 2026'"),
      row("GoString", go_string, {}, kString, "The time in Go's syntax.", "date('2026-11-24').GoString() startsWith 'time.Date(2026, time.November'"),
      row("Hour", part_of<Part::kHour>, {}, kInt, "The hour, 0 to 23.", "date('2026-11-24T04:05:06Z').Hour() == 4"),
      row("ISOWeek", part_of<Part::kIsoYear>, {}, kInt, "The year of the ISO 8601 week.", "date('2027-01-01').ISOWeek() == 2026"),
      row("In", in_location, {kLocation}, kTime, "The same instant, shown in another place.",
          "date('2026-07-01').In(timezone('Europe/Paris')).Hour() == 2"),
      row("IsDST", is_daylight_saving, {}, kBool, "Whether daylight saving time is in effect.", "not date('2026-07-01').IsDST()"),
      row("IsZero", is_zero, {}, kBool, "Whether it is the start of the year 1: no time at all.", "not date('2026-07-01').IsZero()"),
      row("Local", in_utc, {}, kTime, "The same instant in UTC, which is the local time of the product.", "date('2026-07-01').Local().Hour() == 0"),
      row("Location", location_of, {}, kLocation, "The place whose time is shown.", "date('2026-07-01').Location().String() == 'UTC'"),
      row("MarshalJSON", marshal_json, {}, kByteSlice, "RFC 3339 in quotes, as bytes.", "len(date('2026-07-01').MarshalJSON()) == 22"),
      row("MarshalText", marshal_text, {}, kByteSlice, "RFC 3339, as bytes.", "len(date('2026-07-01').MarshalText()) == 20"),
      row("Minute", part_of<Part::kMinute>, {}, kInt, "The minute of the hour.", "date('2026-11-24T04:05:06Z').Minute() == 5"),
      row("Month", part_of<Part::kMonth>, {}, kMonth, "The month.", "date('2026-11-24').Month().String() == 'November'"),
      row("Nanosecond", part_of<Part::kNanosecond>, {}, kInt, "The nanosecond of the second.",
          "date('2026-11-24T04:05:06.5Z').Nanosecond() == 500000000"),
      row("Round", to_multiple<kRoundTime>, {kDuration}, kTime, "The nearest multiple of a duration since the year 1.",
          "date('2026-11-24T04:31:00Z').Round(duration('1h')).Hour() == 5"),
      row("Second", part_of<Part::kSecond>, {}, kInt, "The second of the minute.", "date('2026-11-24T04:05:06Z').Second() == 6"),
      row("String", time_string, {}, kString, "The time as Go prints it.", "date('2026-11-24').String() == '2026-11-24 00:00:00 +0000 UTC'"),
      row("Sub", subtract_time, {kTime}, kDuration, "The duration from another time to it.",
          "date('2026-01-02').Sub(date('2026-01-01')).Hours() == 24"),
      row("Truncate", to_multiple<kTruncateTime>, {kDuration}, kTime, "The multiple of a duration since the year 1 that is not later.",
          "date('2026-11-24T04:31:00Z').Truncate(duration('1h')).Minute() == 0"),
      row("UTC", in_utc, {}, kTime, "The same instant, shown in UTC.", "date('2026-07-01T00:00:00+02:00').UTC().Hour() == 22"),
      row("Unix", unix_of, {}, kInt64, "Seconds since 1970.", "date('1970-01-02').Unix() == 86400"),
      row("UnixMicro", unix_in<unix_microseconds>, {}, kInt64, "Microseconds since 1970.", "date('1970-01-02').UnixMicro() == 86400000000"),
      row("UnixMilli", unix_in<unix_milliseconds>, {}, kInt64, "Milliseconds since 1970.", "date('1970-01-02').UnixMilli() == 86400000"),
      row("UnixNano", unix_in<unix_nanoseconds>, {}, kInt64, "Nanoseconds since 1970.", "date('1970-01-02').UnixNano() == 86400000000000"),
      row("Weekday", part_of<Part::kWeekday>, {}, kWeekday, "The day of the week.", "date('2026-11-24').Weekday().String() == 'Tuesday'"),
      row("Year", part_of<Part::kYear>, {}, kInt, "The year.", "date('2026-11-24').Year() == 2026"),
      row("YearDay", part_of<Part::kYearDay>, {}, kInt, "The day of the year, 1 to 366.", "date('2026-02-01').YearDay() == 32"),
      row("Zone", zone_name, {}, kString, "The abbreviation of the zone in effect.", "date('2026-02-01').Zone() == 'UTC'"),
      row("ZoneBounds", zone_start, {}, kTime, "When the zone in effect began.", "date('2026-02-01').ZoneBounds().IsZero()"),
  };
  return kRows;
}

std::span<const Builtin> duration_methods() {
  using namespace type_id;
  constexpr Duration (*kTruncateDuration)(Duration, Duration) = vedette::truncate;
  constexpr Duration (*kRoundDuration)(Duration, Duration) = vedette::round;
  static const std::vector<Builtin> kRows = {
      row("Abs", duration_abs, {}, kDuration, "Without its sign.", "duration('-2s').Abs().Seconds() == 2"),
      row("Hours", fraction<kHour>, {}, kFloat64, "In hours.", "duration('90m').Hours() == 1.5"),
      row("Microseconds", whole<kMicrosecond>, {}, kInt64, "In whole microseconds.", "duration('2ms').Microseconds() == 2000"),
      row("Milliseconds", whole<kMillisecond>, {}, kInt64, "In whole milliseconds.", "duration('2s').Milliseconds() == 2000"),
      row("Minutes", fraction<kMinute>, {}, kFloat64, "In minutes.", "duration('90s').Minutes() == 1.5"),
      row("Nanoseconds", whole<kNanosecond>, {}, kInt64, "In nanoseconds.", "duration('2us').Nanoseconds() == 2000"),
      row("Round", duration_to_multiple<kRoundDuration>, {kDuration}, kDuration, "The nearest multiple of another duration.",
          "duration('1h45m').Round(duration('1h')).Hours() == 2"),
      row("Seconds", fraction<kSecond>, {}, kFloat64, "In seconds.", "duration('1500ms').Seconds() == 1.5"),
      row("String", duration_string, {}, kString, "As text, such as 1h0m0s.", "duration('60m').String() == '1h0m0s'"),
      row("Truncate", duration_to_multiple<kTruncateDuration>, {kDuration}, kDuration, "The multiple of another duration nearer to zero.",
          "duration('1h45m').Truncate(duration('1h')).Hours() == 1"),
  };
  return kRows;
}

std::span<const Builtin> weekday_methods() {
  static const std::vector<Builtin> kRows = {row("String", name_string<type_id::kWeekday, weekday_name>, {}, type_id::kString, "The English name.",
                                                 "date('2026-11-24').Weekday().String() == 'Tuesday'")};
  return kRows;
}

std::span<const Builtin> month_methods() {
  static const std::vector<Builtin> kRows = {row("String", name_string<type_id::kMonth, month_name>, {}, type_id::kString, "The English name.",
                                                 "date('2026-11-24').Month().String() == 'November'")};
  return kRows;
}

std::span<const Builtin> location_methods() {
  static const std::vector<Builtin> kRows = {pointer_row("String", location_string, {}, type_id::kString, "The name in the time zone database.",
                                                         "timezone('Europe/Paris').String() == 'Europe/Paris'")};
  return kRows;
}

void define_time_methods() {
  give(define_methods_of(type_id::kTime), time_methods());
  give(define_methods_of(type_id::kDuration), duration_methods());
  give(define_methods_of(type_id::kWeekday), weekday_methods());
  give(define_methods_of(type_id::kMonth), month_methods());
  give(define_struct("time.Location"), location_methods());
}

}  // namespace vedette::expr
