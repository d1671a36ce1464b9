#include "content/hub/version.h"

#include <gtest/gtest.h>

namespace vedette::content {
namespace {

TEST(HubVersion, TakesWhatTheReferenceTakes) {
  for (const char* text : {"0", "0.1", "1.2.3", "v1.2", "01.02", "1.2.3-rc.1", "1.0-alpha+build.5", "1.0.0-0"}) {
    EXPECT_TRUE(parse_version(text)) << text;
  }
  for (const char* text : {"", "?", "1.2.3.4", "1.", ".1", "a", "1.a", "1.2-", "1.2-01", "1.2-a..b", "1.2+", "1 ", "-1", "99999999999999999999"}) {
    EXPECT_FALSE(parse_version(text)) << text;
  }
  EXPECT_FALSE(parse_version(std::string(300, '1')));
}

TEST(HubVersion, OrdersByNumberAndNotByText) {
  const char* sorted[] = {"0.1", "0.2", "0.9", "0.10", "1.0-1", "1.0-9", "1.0-10", "1.0-alpha", "1.0-alpha.1", "1.0-beta", "1.0", "1.2.3", "10"};
  for (std::size_t i = 0; i < std::size(sorted); ++i) {
    for (std::size_t j = 0; j < std::size(sorted); ++j) {
      EXPECT_EQ(*parse_version(sorted[i]) <=> *parse_version(sorted[j]), i <=> j) << sorted[i] << " " << sorted[j];
    }
  }
  EXPECT_TRUE(*parse_version("1.0") == *parse_version("v1.0.0+x"));
}

}  // namespace
}  // namespace vedette::content
