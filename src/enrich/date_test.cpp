#include "enrich/date.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "base/json.h"

namespace vedette::enrich {
namespace {

const Time kReference = *parse_rfc3339("2026-11-24T04:05:06Z");

std::string found(std::string_view text, std::string_view layout = "") {
  std::optional<Time> time = parse_date(text, layout, kReference);
  return time ? format_rfc3339(*time) : "";
}

TEST(ParseDate, usual_layouts) {
  EXPECT_EQ(found("2024-03-10T11:12:13Z"), "2024-03-10T11:12:13Z");
  EXPECT_EQ(found("10/Mar/2024:11:12:13 +0100"), "2024-03-10T11:12:13+01:00");
  EXPECT_EQ(found("Sun Mar 10 11:12:13 2024"), "2024-03-10T11:12:13Z");
  EXPECT_EQ(found("2024-03-10 11:12:13.5 +0000 UTC"), "2024-03-10T11:12:13.5Z");
  EXPECT_EQ(found("2024/03/10"), "2024-03-10T00:00:00Z");
  EXPECT_EQ(found("2024-03-10 11:12"), "2024-03-10T11:12:00Z");
  EXPECT_EQ(found("10-Mar-2024 11:12:13 europe/paris"), "2024-03-10T11:12:13Z");
}

TEST(ParseDate, takes_the_year_from_the_reference) {
  EXPECT_EQ(found("Mar 10 11:12:13"), "2026-03-10T11:12:13Z");
  EXPECT_EQ(found("Feb 29 11:12:13"), "2026-03-01T11:12:13Z");  // the year 0 is a leap year
}

TEST(ParseDate, prefers_the_given_layout_and_falls_back) {
  EXPECT_EQ(found("03/10/2024 11:12:13", "02/01/2006 15:04:05"), "2024-10-03T11:12:13Z");
  EXPECT_EQ(found("2024-03-10", "no layout"), "2024-03-10T00:00:00Z");
}

TEST(ParseDate, unix_seconds) {
  EXPECT_EQ(found("1710069133"), "2024-03-10T11:12:13Z");
  EXPECT_EQ(found("+1710069133.999"), "2024-03-10T11:12:13Z");
  EXPECT_EQ(found("0"), "");
  EXPECT_EQ(found("-5"), "");
  EXPECT_EQ(found("9223372036854775808"), "");
}

TEST(ParseDate, refuses) {
  EXPECT_EQ(found(""), "");
  EXPECT_EQ(found("yesterday"), "");
  EXPECT_EQ(found("0001-01-01T00:00:00Z"), "");  // the zero time is no time
  EXPECT_EQ(found("2024-02-30"), "");
}

void each_line(const std::string& path, void (*check)(JsonView line, int& agree, int& disagree)) {
  if (!std::filesystem::exists(path)) {
    GTEST_SKIP() << "no recorded results at " << path;
  }
  std::ifstream in(path);
  JsonReader reader;
  int agree = 0;
  int disagree = 0;
  for (std::string line; std::getline(in, line);) {
    Result<JsonView> view = reader.parse(line);
    ASSERT_TRUE(view) << view.error().message;
    check(*view, agree, disagree);
    reader.reset();
  }
  std::printf("dates: %d agree, %d do not\n", agree, disagree);
  EXPECT_EQ(disagree, 0);
}

std::string_view member(JsonView line, std::string_view key) {
  JsonView value;
  return line.find(key, value) ? value.as_string() : std::string_view();
}

TEST(ParseDateConformance, dates) {
  each_line(VEDETTE_SHARED_DATA "/dates/cases.jsonl", [](JsonView line, int& agree, int& disagree) {
    std::string result = found(member(line, "text"), member(line, "format"));
    if (result == member(line, "result")) {
      ++agree;
    } else if (++disagree <= 20) {
      ADD_FAILURE() << member(line, "text") << " as '" << member(line, "format") << "': want " << member(line, "result") << ", got " << result;
    }
  });
}

TEST(ParseDateConformance, no_dates) {
  each_line(VEDETTE_SHARED_DATA "/dates/no_date.jsonl", [](JsonView line, int& agree, int& disagree) {
    std::string result = found(member(line, "text"), member(line, "format"));
    if (result.empty()) {
      ++agree;
    } else if (++disagree <= 20) {
      ADD_FAILURE() << member(line, "text") << " as '" << member(line, "format") << "': is no date, got " << result;
    }
  });
}

}  // namespace
}  // namespace vedette::enrich
