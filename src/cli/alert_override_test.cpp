#include "cli/alert_override.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "cli/alert_input.h"
#include "model/read_alert.h"

namespace vedette::cli {
namespace {

constexpr std::string_view kAlert =
    R"({"scenario":"a","message":"m","source":{"scope":"Ip","value":"192.0.2.1"},"labels":["x"],"events_count":3,"simulated":false})";

TEST(AlertOverride, LaysObjectsOverEachOtherAndReplacesTheRest) {
  const model::Alert alert = model::read_alerts(kAlert)->at(0);
  auto out = override_alert(alert, R"({"scenario":"b","source":{"value":"10.0.0.1"},"labels":["y","z"],"remediation":true,"message":null})");
  ASSERT_TRUE(out) << out.error().message;
  EXPECT_EQ(out->scenario, "b");
  EXPECT_EQ(out->source.scope, "Ip");
  EXPECT_EQ(out->source.value, "10.0.0.1");
  EXPECT_EQ(out->labels, (std::vector<std::string>{"y", "z"}));
  EXPECT_TRUE(out->remediation);
  EXPECT_TRUE(out->is_nil(model::AlertField::kMessage));
  EXPECT_EQ(out->events_count, 3);
}

TEST(AlertOverride, SaysWhatIsNoObject) {
  const model::Alert alert = model::read_alerts(kAlert)->at(0);
  EXPECT_TRUE(override_alert(alert, ""));
  EXPECT_FALSE(override_alert(alert, "[]"));
  EXPECT_FALSE(override_alert(alert, "{"));
  EXPECT_FALSE(override_alert(alert, R"({"events_count":"many"})"));
}

TEST(AlertInput, TakesOneAListAndLines) {
  const std::string file = ::testing::TempDir() + "alert-input.json";
  const std::string one(kAlert);
  for (const auto& [text, count] : std::vector<std::pair<std::string, std::size_t>>{
           {one, 1}, {one + "\n", 1}, {"[" + one + "," + one + "]", 2}, {one + "\n\n" + one + "\n", 2}, {"[]", 0}}) {
    std::ofstream(file) << text;
    auto alerts = read_alert_input(file);
    ASSERT_TRUE(alerts) << text << alerts.error().message;
    EXPECT_EQ(alerts->size(), count) << text;
  }
  std::ofstream(file) << one << "\n{\"scenario\": 1}\n";
  auto broken = read_alert_input(file);
  ASSERT_FALSE(broken);
  EXPECT_NE(broken.error().message.find("line 2"), std::string::npos) << broken.error().message;
  std::filesystem::remove(file);
}

}  // namespace
}  // namespace vedette::cli
