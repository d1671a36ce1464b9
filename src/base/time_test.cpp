#include "base/time.h"

#include <gtest/gtest.h>

#include "base/calendar.h"

namespace vedette {
namespace {

TEST(Duration, reads_as_go) {
  struct Case {
    std::string_view text;
    Duration expected;
  };
  for (const Case& c : {Case{"0", 0}, Case{"-0", 0}, Case{"1h30m", 90 * kMinute}, Case{"-1.5s", -1500 * kMillisecond}, Case{".5m", 30 * kSecond},
                        Case{"5.s", 5 * kSecond}, Case{"10us", 10 * kMicrosecond}, Case{"10µs", 10 * kMicrosecond}, Case{"10μs", 10 * kMicrosecond},
                        Case{"1h1h", 2 * kHour}, Case{"9223372036854775807ns", INT64_MAX}, Case{"-9223372036854775808ns", INT64_MIN},
                        Case{"0.3333333333333333333h", 1200 * kSecond}}) {
    Result<Duration> duration = parse_duration(c.text);
    ASSERT_TRUE(duration) << c.text << ": " << duration.error().message;
    EXPECT_EQ(*duration, c.expected) << c.text;
  }
}

TEST(Duration, refuses_as_go) {
  struct Case {
    std::string_view text;
    std::string_view message;
  };
  for (const Case& c : {Case{"", "time: invalid duration \"\""}, Case{"3", "time: missing unit in duration \"3\""},
                        Case{"1d", "time: unknown unit \"d\" in duration \"1d\""}, Case{".s", "time: invalid duration \".s\""},
                        Case{"9223372036854775808ns", "time: invalid duration \"9223372036854775808ns\""},
                        Case{"1 h", "time: unknown unit \" h\" in duration \"1 h\""}}) {
    Result<Duration> duration = parse_duration(c.text);
    ASSERT_FALSE(duration) << c.text;
    EXPECT_EQ(duration.error().message, c.message);
  }
}

TEST(Duration, writes_as_go) {
  struct Case {
    Duration duration;
    std::string_view text;
  };
  for (const Case& c :
       {Case{0, "0s"}, Case{1, "1ns"}, Case{1100, "1.1µs"}, Case{2'200'000, "2.2ms"}, Case{3'300'000'000, "3.3s"}, Case{5 * kMinute, "5m0s"},
        Case{kHour, "1h0m0s"}, Case{-(kHour + 1), "-1h0m0.000000001s"}, Case{INT64_MIN, "-2562047h47m16.854775808s"}}) {
    EXPECT_EQ(format_duration(c.duration), c.text);
  }
}

TEST(Time, adds_and_subtracts_with_saturation) {
  Time zero;
  Time far{253402300799, 999'999'999, nullptr};
  EXPECT_EQ(subtract(far, zero), INT64_MAX);
  EXPECT_EQ(subtract(zero, far), INT64_MIN);
  EXPECT_EQ(subtract(Time{1, 0, nullptr}, Time{0, 1, nullptr}), kSecond - 1);
  EXPECT_EQ(add(Time{0, 0, nullptr}, -1), (Time{-1, 999'999'999, nullptr}));
}

TEST(Calendar, carries_out_of_range_parts) {
  EXPECT_EQ(format_rfc3339(make_time(2026, 14, 31, 25, 61, 61, -1, nullptr)), "2027-03-04T02:02:00.999999999Z");
  EXPECT_EQ(format_rfc3339(add_date(Time{1706659200, 0, nullptr}, 0, 1, 0)), "2024-03-02T00:00:00Z");
  EXPECT_EQ(month_name(13), "%!Month(13)");
  EXPECT_EQ(weekday_name(6), "Saturday");
}

TEST(Calendar, iso_weeks) {
  auto week = [](std::string_view day) { return iso_week_of_seconds(parse_rfc3339(std::string(day) + "T00:00:00Z")->seconds); };
  EXPECT_EQ(week("2027-01-01").year, 2026);
  EXPECT_EQ(week("2027-01-01").week, 53);
  EXPECT_EQ(week("2024-12-30").year, 2025);
  EXPECT_EQ(week("2024-12-30").week, 1);
}

TEST(Calendar, truncates_from_the_year_one) {
  EXPECT_EQ(format_rfc3339(truncate(*parse_rfc3339("2026-11-24T04:05:06Z"), 7 * 24 * kHour)), "2026-11-23T00:00:00Z");
  EXPECT_EQ(format_rfc3339(round(*parse_rfc3339("2026-11-24T04:05:06.5Z"), kSecond)), "2026-11-24T04:05:07Z");
}

}  // namespace
}  // namespace vedette
