#include "delivery/alert_key.h"

#include <gtest/gtest.h>

#include <functional>
#include <set>

#include "delivery/testing.h"

namespace vedette::delivery {
namespace {

TEST(AlertKey, IsWhatTheIncidentIs) {
  const model::Alert alert = alert_of("vt/a", 5);
  std::set<std::string> keys{alert_key(alert)};
  const std::vector<std::function<void(model::Alert&)>> changes = {
      [](model::Alert& a) { a.scenario = "vt/b"; },
      [](model::Alert& a) { a.source.value = "192.0.2.2"; },
      [](model::Alert& a) { a.source.scope = "Range"; },
      [](model::Alert& a) { a.start_at = "2024-06-01T11:00:04Z"; },
      [](model::Alert& a) { a.stop_at = "2024-06-01T11:00:06Z"; },
      [](model::Alert& a) { a.events_count = 2; },
      [](model::Alert& a) { a.kind = "waf"; },
      [](model::Alert& a) { a.events.clear(); },
      [](model::Alert& a) { a = alert_of("vt/a", 5, "bob"); },
  };
  for (const auto& change : changes) {
    model::Alert other = alert;
    change(other);
    keys.insert(alert_key(other));
  }
  EXPECT_EQ(keys.size(), changes.size() + 1);
}

TEST(AlertKey, IsNotWhatRulesSayOfIt) {
  const model::Alert alert = alert_of("vt/a", 5);
  model::Alert other = alert;
  other.message = "in other words";
  other.scenario_version = "2";
  other.scenario_hash = "f00";
  other.uuid = "4d0e6b1a-0000-4000-8000-000000000001";
  other.id = 7;
  other.capacity = 3;
  other.meta.push_back({"context", "[\"x\"]"});
  other.decisions.emplace_back();
  EXPECT_EQ(alert_key(other), alert_key(alert));
}

TEST(AlertKey, AnEventIdStandsForItsEvent) {
  const auto with_event = [](const std::string& id, const std::string& more) {
    return store::alert_from(
        R"({"scenario":"s","source":{"scope":"Ip","value":"1.2.3.4"},"start_at":"t","stop_at":"t","events":[{"timestamp":"t","meta":[)" +
        std::string(R"({"key":"event_id","value":")") + id + R"("},{"key":"k","value":")" + more + R"("}]}]})");
  };
  EXPECT_EQ(alert_key(with_event("e1", "a")), alert_key(with_event("e1", "b")));  // another version of the parser writes other meta
  EXPECT_NE(alert_key(with_event("e1", "a")), alert_key(with_event("e2", "a")));
}

TEST(AlertKey, UuidsFollow) {
  const std::string key = alert_key(alert_of("vt/a", 5));
  const std::string uuid = uuid_of(key);
  ASSERT_EQ(uuid.size(), 36U);
  EXPECT_EQ(uuid[14], '8');
  EXPECT_NE(std::string("89ab").find(uuid[19]), std::string::npos);
  EXPECT_NE(uuid_of(key, 0), uuid_of(key, 1));
  EXPECT_EQ(uuid_of(key, 1), uuid_of(key, 1));
  EXPECT_NE(combined_key("n", {"a", "b"}), combined_key("n", {"ab"}));
}

}  // namespace
}  // namespace vedette::delivery
