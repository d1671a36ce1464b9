#include "cli/terminal.h"

#include <gtest/gtest.h>

#include "cli/progress.h"
#include "cli/when.h"

namespace vedette::cli {
namespace {

TEST(Terminal, HostileTextIsMadeHarmless) {
  EXPECT_EQ(printable("plain caf\xC3\xA9"), "plain caf\xC3\xA9");
  EXPECT_EQ(printable("a\x1b[31mb\n"), "a\\x1b[31mb\\x0a");
  EXPECT_EQ(printable("\xFF"), "\xEF\xBF\xBD");
  EXPECT_EQ(printable("\xE2\x80\xAEx"), "\xEF\xBF\xBDx");  // right-to-left override
}

TEST(Terminal, Shortens) {
  EXPECT_EQ(columns_of("caf\xC3\xA9"), 4U);
  EXPECT_EQ(shorten("abcdef", 6), "abcdef");
  EXPECT_EQ(columns_of(shorten("abcdefgh", 4)), 4U);
  EXPECT_EQ(columns_of(shorten_middle("arn:aws:iam::123456789012:user/christophe", 20)), 20U);
  EXPECT_TRUE(shorten_middle("arn:aws:iam::123456789012:user/christophe", 20).ends_with("christophe"));
}

TEST(Terminal, NumbersAndSpans) {
  EXPECT_EQ(with_commas(0), "0");
  EXPECT_EQ(with_commas(999), "999");
  EXPECT_EQ(with_commas(1234567), "1,234,567");
  EXPECT_EQ(bytes_text(999), "999 B");
  EXPECT_EQ(bytes_text(1'234'567), "1.2 MB");
  EXPECT_EQ(span_text(59), "59 s");
  EXPECT_EQ(span_text(61), "1 min 1 s");
  EXPECT_EQ(span_text(3600), "1 h");
  EXPECT_EQ(span_text(10 * 86400), "10 days");
  EXPECT_EQ(time_text(Time{1'772'438'700, 5, nullptr}), "2026-03-02 08:05:00");
}

TEST(Terminal, ProgressFitsItsLine) {
  for (std::size_t width : {20U, 60U, 80U, 200U}) {
    EXPECT_LE(columns_of(progress_line(50, 100, 123'456, 2.5, width)), width);
    EXPECT_LE(columns_of(progress_line(50, 0, 123'456, 2.5, width)), width);
  }
  EXPECT_NE(progress_line(25, 100, 10, 3, 120).find("9 s left"), std::string::npos);
}

TEST(When, TakesWhatPeopleType) {
  auto seconds = [](std::string_view text) { return parse_when(text).value().seconds; };
  EXPECT_EQ(seconds("2026-03-02"), 1'772'409'600);
  EXPECT_EQ(seconds("2026-03-02T08:05"), 1'772'438'700);
  EXPECT_EQ(seconds("2026-03-02 08:05:00"), 1'772'438'700);
  EXPECT_EQ(seconds("2026-03-02T09:05:00+01:00"), 1'772'438'700);
  EXPECT_FALSE(parse_when("yesterday"));
  EXPECT_FALSE(parse_when(""));
  EXPECT_FALSE(parse_when("2026-13-02"));
}

}  // namespace
}  // namespace vedette::cli
