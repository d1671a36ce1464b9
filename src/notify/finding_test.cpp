#include "notify/finding.h"

#include <gtest/gtest.h>

#include "model/read_alert.h"

namespace vedette::notify {
namespace {

TEST(Finding, HasAllThatSecurityHubWants) {
  auto alerts = model::read_alerts(R"({"uuid":"u-1","scenario":"crowdsecurity/aws-x","message":"m","events_count":1,"simulated":false,
    "start_at":"2026-11-24T15:04:05Z","stop_at":"2026-11-24T15:04:06.5Z","source":{"scope":"Ip","value":"192.0.2.7"},
    "events":[{"timestamp":"t","meta":[{"key":"log_type","value":"aws-cloudtrail"},{"key":"region","value":"eu-west-1"},{"key":"event_id","value":"e-1"},
    {"key":"user_arn","value":"arn:aws:iam::123456789012:user/alice"},{"key":"account_id","value":"123456789012"}]}]})");
  ASSERT_TRUE(alerts);
  JsonTree finding = finding_of(alerts->front(), "HIGH", from_unix(0, 0));
  place_finding(finding, {"aws", "eu-west-1", "111122223333"});
  EXPECT_EQ(*finding.find_text("Id"), "vedette/u-1");
  EXPECT_EQ(*finding.find_text("ProductArn"), "arn:aws:securityhub:eu-west-1:111122223333:product/111122223333/default");
  EXPECT_EQ(*finding.find_text("AwsAccountId"), "111122223333");
  EXPECT_EQ(*finding.find_text("CreatedAt"), "2026-11-24T15:04:05Z");
  EXPECT_EQ(*finding.find("Severity")->find_text("Label"), "HIGH");
  EXPECT_EQ(*finding.find_text("Title"), "crowdsecurity/aws-x: arn:aws:iam::123456789012:user/alice");
  EXPECT_EQ(*finding.find_text("SourceUrl"), "https://eu-west-1.console.aws.amazon.com/cloudtrailv2/home?region=eu-west-1#/events/e-1");
  ASSERT_EQ(finding.find("Resources")->items.size(), 2U);
  EXPECT_EQ(*finding.find("Resources")->items[0].find_text("Type"), "AwsIamUser");
  EXPECT_EQ(*finding.find("Resources")->items[1].find_text("Id"), "AWS::::Account:123456789012");
  for (const char* key : {"SchemaVersion", "GeneratorId", "UpdatedAt", "Description"}) {
    EXPECT_NE(finding.find_text(key), nullptr) << key;
  }
}

TEST(Finding, AnEmptyAlertIsAFinding) {
  model::Alert alert;
  JsonTree finding = finding_of(alert, "LOW", from_unix(0, 0));
  EXPECT_EQ(*finding.find_text("CreatedAt"), "1970-01-01T00:00:00Z");
  EXPECT_EQ(*finding.find_text("GeneratorId"), "-");
  EXPECT_FALSE(finding.find("Resources")->items.empty());
}

}  // namespace
}  // namespace vedette::notify
