#include "notify/facts.h"

#include <gtest/gtest.h>

namespace vedette::notify {
namespace {

TEST(Facts, LinksGoToTheConsoleOfThePartition) {
  EXPECT_EQ(console_link("eu-west-1", "id-1"), "https://eu-west-1.console.aws.amazon.com/cloudtrailv2/home?region=eu-west-1#/events/id-1");
  EXPECT_EQ(console_link("cn-north-1", "id-1"), "https://cn-north-1.console.amazonaws.cn/cloudtrailv2/home?region=cn-north-1#/events/id-1");
  EXPECT_EQ(console_link("us-gov-west-1", "id-1"),
            "https://us-gov-west-1.console.amazonaws-us-gov.com/cloudtrailv2/home?region=us-gov-west-1#/events/id-1");
  EXPECT_EQ(console_link("eu-west-1", "a b\"<"), "https://eu-west-1.console.aws.amazon.com/cloudtrailv2/home?region=eu-west-1#/events/a%20b%22%3C");
  EXPECT_EQ(console_link("", "id-1"), std::nullopt);
  EXPECT_EQ(console_link("eu-west-1", ""), std::nullopt);
  EXPECT_EQ(console_link("evil.example/", "id-1"), std::nullopt);
}

TEST(Facts, AnAlertOfNothingStillSaysSomething) {
  EXPECT_EQ(plain_text(model::Alert{}), "an alert without a scenario\nSource: -\n");
  EXPECT_EQ(source_text(model::Alert{}), "-");
}

}  // namespace
}  // namespace vedette::notify
