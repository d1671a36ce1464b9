#include "model/read_alert.h"

#include <gtest/gtest.h>

namespace vedette::model {
namespace {

TEST(ReadAlerts, KeepsWhatIsNil) {
  constexpr std::string_view kJson =
      R"([{"capacity":5,"decisions":[{"duration":"4h","origin":null,"scenario":"s","scope":"Ip","type":"ban","value":"1.2.3.4"}],"events":)"
      R"([{"meta":null,"timestamp":null},{"meta":[{"key":"k"}],"timestamp":"t"}],"events_count":2,"labels":["a"],"leakspeed":"10s","message":"m",)"
      R"("scenario":"s","scenario_hash":"h","scenario_version":"1","simulated":false,"source":{"scope":"Ip","value":null},"start_at":"x",)"
      R"("stop_at":null}])";
  auto alerts = read_alerts(kJson);
  ASSERT_TRUE(alerts.has_value()) << alerts.error().message;
  ASSERT_EQ(alerts->size(), 1U);
  EXPECT_EQ("[" + to_json(alerts->front()) + "]", kJson);
}

TEST(ReadAlerts, TakesOneAlertOrAList) {
  EXPECT_EQ(read_alerts(R"({"scenario":"a"})")->size(), 1U);
  EXPECT_EQ(read_alerts("[]")->size(), 0U);
  EXPECT_EQ(to_json(read_alerts("{}")->front()),
            R"({"capacity":null,"decisions":null,"events":null,"events_count":null,"labels":null,"leakspeed":null,"message":null,"scenario":null,)"
            R"("scenario_hash":null,"scenario_version":null,"simulated":null,"source":null,"start_at":null,"stop_at":null})");
}

TEST(ReadAlerts, SaysWhatIsWrong) {
  EXPECT_EQ(read_alerts("3").error().message, "not an alert: it is neither an object nor a list of them");
  EXPECT_EQ(read_alerts(R"([{"scenario":3}])").error().message, "not an alert: alert 1.scenario is not a string");
  EXPECT_EQ(read_alerts("[null]").error().message, "not a list of alerts: one of them is null");
}

}  // namespace
}  // namespace vedette::model
