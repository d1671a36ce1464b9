#include <gtest/gtest.h>

#include "base/json.h"
#include "expr/json_value.h"
#include "model/alert.h"
#include "model/event_types.h"

namespace vedette::model {
namespace {

Alert sample() {
  Alert alert;
  alert.capacity = -1;
  alert.events_count = 2;
  static Arena texts;
  const std::vector<MetaItem> meta = {{"user", "a<b"}, {"empty", ""}};
  alert.events = {{"2026-03-07T19:30:00Z", PackedFields::pack(meta, texts)}};
  alert.leakspeed = "10s";
  alert.message = "m";
  alert.scenario = "vedette/x";
  alert.source.scope = "Ip";
  alert.source.value = alert.source.ip = "192.0.2.1";
  alert.source.latitude = 48.8566F;
  alert.start_at = "2026-03-07T19:30:00Z";
  alert.stop_at = "2026-03-07T19:30:01Z";
  return alert;
}

constexpr std::string_view kSample =
    R"({"capacity":-1,"decisions":null,"events":[{"meta":[{"key":"user","value":"a\u003cb"},{"key":"empty"}],"timestamp":"2026-03-07T19:30:00Z"}],)"
    R"("events_count":2,"kind":"crowdsec","labels":null,"leakspeed":"10s","message":"m","scenario":"vedette/x","scenario_hash":"",)"
    R"("scenario_version":"","simulated":false,"source":{"ip":"192.0.2.1","latitude":48.8566,"scope":"Ip","value":"192.0.2.1"},)"
    R"("start_at":"2026-03-07T19:30:00Z","stop_at":"2026-03-07T19:30:01Z"})";

TEST(AlertJson, HasTheShapeOfTheLocalApi) {
  EXPECT_EQ(to_json(sample()), kSample);
}

TEST(AlertJson, IsWhatExpressionsMarshal) {
  Alert alert = sample();
  alert.remediation = true;
  alert.meta = {{"k", "[\"v\"]"}};
  alert.labels = {"l"};
  alert.set_nil(AlertField::kLabels, false);
  alert.decisions.push_back({"4h", 1, "crowdsec", "vedette/x", "Ip", true, "ban", "", "", "192.0.2.1"});
  alert.set_nil(AlertField::kDecisions, false);
  alert.set_nil(AlertField::kMessage, true);
  alert.uuid = "u";
  for (const Alert& each : {sample(), alert}) {
    Arena arena;
    std::string out;
    std::string error;
    ASSERT_TRUE(expr::append_go_json(out, alert_value(each), arena, error)) << error;
    EXPECT_EQ(out, to_json(each));
  }
}

TEST(AlertText, NamesTheSourceAndTheDecisions) {
  Alert alert = sample();
  EXPECT_EQ(describe(alert, "m"), (std::vector<std::string>{"(m) alert : vedette/x by ip 192.0.2.1"}));
  alert.source.cn = "FR";
  alert.source.as_number = "64500";
  alert.decisions = {{"4h", 0, "crowdsec", "s", "Ip", false, "ban", "", "", "192.0.2.1"},
                     {"1h", 0, "x", "s", "Ip", true, "ban", "", "", "192.0.2.2"}};
  EXPECT_EQ(describe(alert, ""), (std::vector<std::string>{"(crowdsec) vedette/x for 1/2 decisions : 4h ban on Ip 192.0.2.1",
                                                           "(x) vedette/x for 2/2 decisions : (simulated decision)1h ban on Ip 192.0.2.2"}));
  EXPECT_EQ(describe(static_cast<const Source*>(nullptr)), "empty source");
}

}  // namespace
}  // namespace vedette::model
