#include "buckets/bucket_case.h"

namespace vedette::buckets {
namespace {

TEST(Trigger, EveryEventIsAnOverflow) {
  BucketCase run(trigger_spec());
  run.pour(0, "a").pour(0, "b");
  EXPECT_EQ(run.alerts(), Lines({"t 192.0.2.1 1 [a] 0s..0s", "t 192.0.2.1 1 [b] 0s..0s"}));
  EXPECT_EQ(run.buckets().live_buckets(), 0U);
}

TEST(Trigger, NeverAsksDistinctOrCancelOn) {
  content::ScenarioSpec spec = trigger_spec();
  spec.distinct = source("evt.Meta.id");
  spec.cancel_on = source("true");
  BucketCase run(spec);
  run.pour(0, "a").pour(1, "a");
  EXPECT_EQ(run.alerts().size(), 2U);
}

TEST(Trigger, AlertIsComplete) {
  content::ScenarioSpec spec = trigger_spec();
  spec.name = "vt/trigger";
  spec.hash = "0123";
  spec.version = "0.4";
  spec.remediation = true;
  spec.simulated = true;
  BucketCase run(spec);
  run.pour(0.25, "a", {{"user", "ann"}});
  ASSERT_EQ(run.overflows().size(), 1U);
  const model::RuntimeAlert& runtime = *run.overflows()[0].alert;
  ASSERT_EQ(runtime.alerts.size(), 1U);
  const model::Alert& alert = runtime.alerts[0];
  EXPECT_EQ(alert.capacity, 0);
  EXPECT_EQ(alert.leakspeed, "0s");
  EXPECT_EQ(alert.scenario_hash, "0123");
  EXPECT_EQ(alert.scenario_version, "0.4");
  EXPECT_TRUE(alert.remediation);
  EXPECT_TRUE(alert.simulated);
  EXPECT_EQ(alert.start_at, "2026-01-01T00:00:00.25Z");
  EXPECT_EQ(alert.stop_at, "2026-01-01T00:00:00.25Z");
  EXPECT_EQ(alert.message, "Ip 192.0.2.1 performed 'vt/trigger' (1 events over 0s) at 2026-01-01 00:00:00.25 +0000 UTC");
  ASSERT_EQ(alert.events.size(), 1U);
  EXPECT_EQ(alert.events[0].timestamp, "2026-01-01T00:00:00.25Z");
  EXPECT_EQ(std::vector<model::MetaItem>(alert.events[0].meta.begin(), alert.events[0].meta.end()),
            (std::vector<model::MetaItem>{{"id", "a"}, {"source_ip", "192.0.2.1"}, {"user", "ann"}}));
  // sha1 of filter, partition and name, each but the last followed by a zero byte
  EXPECT_EQ(runtime.map_key.size(), 40U);
  EXPECT_EQ(runtime.sources.count("192.0.2.1"), 1U);
}

}  // namespace
}  // namespace vedette::buckets
