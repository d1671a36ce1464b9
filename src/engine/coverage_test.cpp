#include "engine/coverage.h"

#include <gtest/gtest.h>

#include <random>
#include <set>

namespace vedette::engine {
namespace {

Time at(std::int64_t hour, std::int64_t seconds = 0) {
  return Time{1'772'409'600 + hour * 3600 + seconds, 0, nullptr};
}

TEST(Coverage, CountsByAccountAndRegion) {
  Coverage one;
  one.see("1", "eu-west-1", at(3));
  one.see("1", "eu-west-1", at(1));
  one.see("2", "us-east-1", at(2));
  Coverage two;
  two.see("1", "eu-west-1", at(5));
  one.merge(two);
  std::vector<RegionCoverage> regions = one.regions();
  ASSERT_EQ(regions.size(), 2U);
  EXPECT_EQ(regions[0].account, "1");
  EXPECT_EQ(regions[0].records, 3U);
  EXPECT_EQ(regions[0].first, at(1));
  EXPECT_EQ(regions[0].last, at(5));
}

TEST(Coverage, GapsAreSilentHoursOfBusyStreams) {
  Coverage coverage;
  for (std::int64_t hour : {0, 1, 2, 3, 8, 9, 10, 11}) {
    coverage.see("1", "eu-west-1", at(hour, 60));
  }
  coverage.see("2", "us-east-1", at(0));  // two records in a day: silence says nothing
  coverage.see("2", "us-east-1", at(23));
  std::vector<Gap> gaps = coverage.gaps();
  ASSERT_EQ(gaps.size(), 1U);
  EXPECT_EQ(gaps[0].account, "1");
  EXPECT_EQ(gaps[0].region, "");
  EXPECT_EQ(gaps[0].from, at(4));
  EXPECT_EQ(gaps[0].to, at(8));
}

TEST(Coverage, ARegionAloneCanBeSilent) {
  Coverage coverage;
  for (std::int64_t hour = 0; hour < 12; ++hour) {
    coverage.see("1", "us-east-1", at(hour));
    if (hour < 4 || hour > 7) {
      coverage.see("1", "eu-west-1", at(hour));
    }
  }
  std::vector<Gap> gaps = coverage.gaps();
  ASSERT_EQ(gaps.size(), 1U);
  EXPECT_EQ(gaps[0].region, "eu-west-1");
}

TEST(Coverage, HoursAreKeptAsRunsInAnyOrder) {
  std::mt19937 random(7);
  for (int round = 0; round < 200; ++round) {
    HourSet one;
    HourSet two;
    std::set<std::int64_t> expected;
    for (int i = 0; i < 60; ++i) {
      const std::int64_t hour = static_cast<std::int64_t>(random() % 100) - 50;
      (i % 3 == 0 ? two : one).add(hour);
      expected.insert(hour);
    }
    one.merge(two);
    std::set<std::int64_t> got;
    std::int64_t before = -1000;
    for (const HourSet::Run& run : one.runs()) {
      EXPECT_GT(run.first, before + 1);
      before = run.last;
      for (std::int64_t hour = run.first; hour <= run.last; ++hour) {
        got.insert(hour);
      }
    }
    EXPECT_EQ(got, expected);
    EXPECT_EQ(one.size(), static_cast<std::int64_t>(expected.size()));
  }
  HourSet full;
  full.add(1);
  full.add(5, false);
  full.add(2, false);
  ASSERT_EQ(full.runs().size(), 1U);
  EXPECT_EQ(full.runs()[0].last, 2);
}

TEST(Coverage, HostileNamesAreBounded) {
  Coverage coverage;
  for (std::size_t i = 0; i < Coverage::kMaxStreams + 100; ++i) {
    coverage.see(std::to_string(i), "r", at(0));
  }
  EXPECT_EQ(coverage.regions().size(), Coverage::kMaxStreams);
}

}  // namespace
}  // namespace vedette::engine
