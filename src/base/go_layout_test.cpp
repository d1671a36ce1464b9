#include "base/go_layout.h"

#include <gtest/gtest.h>

#include "base/calendar.h"
#include "base/zone.h"

namespace vedette {
namespace {

struct ReadCase {
  std::string_view layout;
  std::string_view text;
  std::string_view result;  // of layout kLayoutString, or the error
  std::string_view zone = "";
};

// Expected results are those of Go 1.26.
constexpr ReadCase kReadCases[] = {
    {kLayoutRfc3339, "2026-11-24T04:05:06Z", "2026-11-24 04:05:06 +0000 UTC"},
    {kLayoutRfc3339, "2026-11-24T04:05:06.5Z", "2026-11-24 04:05:06.5 +0000 UTC"},
    {kLayoutRfc3339, "2026-11-24T04:05:06.1234567891Z", "2026-11-24 04:05:06.123456789 +0000 UTC"},
    {kLayoutRfc3339, "2026-11-24T04:05:06+02:00", "2026-11-24 04:05:06 +0200 +0200"},
    {kLayoutRfc3339, "2026-11-24T04:05:06+00:00", "2026-11-24 04:05:06 +0000 UTC"},
    {kLayoutRfc3339, "2026-11-24T4:05:06Z", "2026-11-24 04:05:06 +0000 UTC"},
    {kLayoutRfc3339, "2026-11-24T04:05:06,5Z", "2026-11-24 04:05:06.5 +0000 UTC"},
    {kLayoutRfc3339, "2026-11-24T04:05:06+24:60", "2026-11-24 04:05:06 +2500 +2500"},
    {kLayoutRfc3339, "0000-01-01T00:00:00Z", "0000-01-01 00:00:00 +0000 UTC"},
    {kLayoutRfc3339, "9999-12-31T23:59:59.999999999Z", "9999-12-31 23:59:59.999999999 +0000 UTC"},
    {kLayoutRfc3339, "2023-02-29T00:00:00Z", "parsing time \"2023-02-29T00:00:00Z\": day out of range"},
    {kLayoutRfc3339, "2023-02-28T24:00:00Z", "parsing time \"2023-02-28T24:00:00Z\": hour out of range"},
    {kLayoutRfc3339, "2023-02-28T23:00:60Z", "parsing time \"2023-02-28T23:00:60Z\": second out of range"},
    {kLayoutRfc3339, "2023-02-28T23:00:00", "parsing time \"2023-02-28T23:00:00\" as \"2006-01-02T15:04:05Z07:00\": cannot parse \"\" as \"Z07:00\""},
    {kLayoutRfc3339, "2023-02-28T23:00:00Z ", "parsing time \"2023-02-28T23:00:00Z \": extra text: \" \""},
    {kLayoutRfc3339, "2023-02-28T23:00:00+25:00", "parsing time \"2023-02-28T23:00:00+25:00\": time zone offset hour out of range"},
    {"2006-01-02 15:04:05", "", "parsing time \"\" as \"2006-01-02 15:04:05\": cannot parse \"\" as \"2006\""},
    {"2006-01-02 15:04:05", "2023-13-01 00:00:00", "parsing time \"2023-13-01 00:00:00\": month out of range"},
    {"2006-01-02  15:04:05", "2023-01-02 3:04:05", "2023-01-02 03:04:05 +0000 UTC"},
    {"Mon Jan _2 15:04:05 2006", "tue nov  4 00:00:01 1997", "1997-11-04 00:00:01 +0000 UTC"},
    {"Mon, 02 Jan 2006 15:04:05 MST", "Tue, 04 Nov 1997 00:00:01 PST", "1997-11-04 00:00:01 +0000 PST"},
    {"Mon, 02 Jan 2006 15:04:05 MST", "Tue, 04 Nov 1997 00:00:01 UTC", "1997-11-04 00:00:01 +0000 UTC"},
    {"Mon, 02 Jan 2006 15:04:05 MST", "Tue, 04 Nov 1997 00:00:01 GMT-8", "1997-11-03 16:00:01 -0800 GMT-8"},
    {"02 Jan 06 15:04 -0700", "04 Nov 68 00:01 -0730", "2068-11-04 00:01:00 -0730 -0730"},
    {"02 Jan 06 15:04 -0700", "04 Nov 69 00:01 +0000", "1969-11-04 00:01:00 +0000 UTC"},
    {"3:04PM", "12:30AM", "0000-01-01 00:30:00 +0000 UTC"},
    {"3:04pm", "1:30pm", "0000-01-01 13:30:00 +0000 UTC"},
    {"3:04PM", "1:30pm", "parsing time \"1:30pm\" as \"3:04PM\": cannot parse \"pm\" as \"PM\""},
    {"2006 002", "2024 366", "2024-12-31 00:00:00 +0000 UTC"},
    {"2006 002", "2023 366", "parsing time \"2023 366\": day-of-year out of range"},
    {"2006 __2", "2023  60", "2023-03-01 00:00:00 +0000 UTC"},
    {"2006-01 002", "2023-04 060", "parsing time \"2023-04 060\": day-of-year does not match month"},
    {"15:04:05.000", "01:02:03.04", "parsing time \"01:02:03.04\" as \"15:04:05.000\": cannot parse \".04\" as \".000\""},
    {"15:04:05.000", "01:02:03,045", "0000-01-01 01:02:03.045 +0000 UTC"},
    {"15:04:05.999", "01:02:03", "0000-01-01 01:02:03 +0000 UTC"},
    {"Month 2", "Month 7", "0000-01-07 00:00:00 +0000 UTC"},
    {"2006-01-02 15:04", "2026-03-29 02:30", "2026-03-29 03:30:00 +0200 CEST", "Europe/Paris"},
    {"2006-01-02 15:04 MST", "2026-07-01 12:00 CEST", "2026-07-01 12:00:00 +0200 CEST", "Europe/Paris"},
    {"2006-01-02 15:04 MST", "2026-07-01 12:00 CET", "2026-07-01 13:00:00 +0200 CEST", "Europe/Paris"},
    {"2006-01-02 15:04 -0700", "2026-01-01 12:00 +0100", "2026-01-01 12:00:00 +0100 CET", "Europe/Paris"},
    {"2006-01-02 15:04", "1850-01-01 00:00", "1850-01-01 00:00:00 +0009 LMT", "Europe/Paris"},
};

TEST(GoLayout, reads) {
  for (const ReadCase& c : kReadCases) {
    Result<const Zone*> zone = Zone::load(c.zone);
    if (!zone) {
      GTEST_SKIP() << "no time zone database: " << zone.error().message;
    }
    Result<Time> time = parse_time_in(c.layout, c.text, *zone);
    EXPECT_EQ(time ? format_time(*time, kLayoutString) : time.error().message, c.result) << c.layout << " | " << c.text;
    Time quick;
    if (*zone == nullptr) {
      EXPECT_EQ(try_parse_time(c.layout, c.text, quick), time.has_value()) << c.layout << " | " << c.text;
    }
  }
}

struct WriteCase {
  std::string_view layout;
  std::int64_t seconds;
  std::int32_t nanoseconds;
  std::string_view text;
};

constexpr WriteCase kWriteCases[] = {
    {kLayoutRfc3339Nano, 1795493106, 120'000'000, "2026-11-24T04:05:06.12Z"},
    {kLayoutRfc3339, 1795493106, 120'000'000, "2026-11-24T04:05:06Z"},
    {kLayoutRfc3339, Time::kZeroSeconds, 0, "0001-01-01T00:00:00Z"},
    {kLayoutRfc3339, 253402300799, 0, "9999-12-31T23:59:59Z"},
    {kLayoutRfc3339, 253402300800, 0, "10000-01-01T00:00:00Z"},
    {kLayoutRfc3339, -62167219201, 0, "-0001-12-31T23:59:59Z"},
    {"Monday Mon January Jan 1 01 2 _2 02 __2 002", 1791158400, 0, "Monday Mon October Oct 10 10 5  5 05 278 278"},
    {"15 3 03 4 04 5 05 PM pm 06", 1795493106, 0, "04 4 04 5 05 6 06 AM am 26"},
    {"3:04PM", 1795478706, 0, "12:05AM"},
    {".000 ,999 .999999999 .0", 0, 120'000'000, ".120 ,12 .12 .1"},
    {".999|", 0, 999, "|"},
    {"MST Z07:00 -0700 -07:00:00 -07", 0, 0, "UTC Z +0000 +00:00:00 +00"},
    {"_2006 Month Janet", 0, 0, "_1970 Month Janet"},
};

TEST(GoLayout, writes) {
  for (const WriteCase& c : kWriteCases) {
    EXPECT_EQ(format_time(Time{c.seconds, c.nanoseconds, nullptr}, c.layout), c.text) << c.layout;
  }
}

TEST(GoLayout, writes_fixed_zones) {
  Time time{0, 0, Zone::fixed("", -(5 * 3600 + 30 * 60))};
  EXPECT_EQ(format_rfc3339(time), "1969-12-31T18:30:00-05:30");
  EXPECT_EQ(format_time(time, kLayoutString), "1969-12-31 18:30:00 -0530 -0530");
  time.zone = Zone::fixed("XYZ", 3661);
  EXPECT_EQ(format_time(time, "MST -07:00:00 Z070000"), "XYZ +01:01:01 +010101");
  EXPECT_TRUE(is_rfc3339_range(time));
  time.zone = Zone::fixed("", 24 * 3600);
  EXPECT_FALSE(is_rfc3339_range(time));
  EXPECT_FALSE(is_rfc3339_range(Time{253402300800, 0, nullptr}));
}

TEST(Zone, interns) {
  EXPECT_EQ(Zone::fixed("", 3600), Zone::fixed("", 3600));
  EXPECT_EQ(Zone::fixed("A", 3600), Zone::fixed("A", 3600));
  EXPECT_NE(Zone::fixed("A", 3600), Zone::fixed("B", 3600));
  EXPECT_EQ(*Zone::load("UTC"), nullptr);
  EXPECT_FALSE(Zone::load("../etc/passwd"));
  EXPECT_FALSE(Zone::load("/etc/passwd"));
  EXPECT_FALSE(Zone::load("No/Such"));
  EXPECT_FALSE(Zone::load("Europe"));  // a folder
}

TEST(Zone, names_from_logs_are_bounded) {
  // More abbreviations than are kept: the offset stays.
  const Zone* zone = nullptr;
  for (int i = 0; i < 5000; ++i) {
    zone = Zone::fixed("GMT+" + std::to_string(i), 7201);
  }
  EXPECT_EQ(zone->lookup(0).offset, 7201);
  EXPECT_EQ(zone->name(), "");
}

}  // namespace
}  // namespace vedette
