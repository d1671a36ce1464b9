#include "buckets/bucket_case.h"

namespace vedette::buckets {
namespace {

content::ScenarioSpec counter_spec(Duration duration) {
  content::ScenarioSpec spec = make_spec(content::BucketType::kCounter, -1);
  spec.duration = duration;
  return spec;
}

TEST(Counter, OverflowsWhenItsTimeHasPassed) {
  BucketCase run(counter_spec(10 * kSecond));
  run.pour(0, "a").pour(9, "b").pour(10, "c");
  EXPECT_EQ(run.alerts(), Lines());
  run.pour(10.5, "d");
  EXPECT_EQ(run.alerts(), Lines({"t 192.0.2.1 3 [a b c] 0s..10s"}));
}

TEST(Counter, FiresInOrderOfDeadlinesThenScenarios) {
  content::ScenarioSpec late = counter_spec(20 * kSecond);
  late.name = "a-late";
  content::ScenarioSpec early = counter_spec(5 * kSecond);
  early.name = "b-early";
  content::ScenarioSpec twin = counter_spec(5 * kSecond);
  twin.name = "c-early";
  BucketCase run(std::vector<content::ScenarioSpec>{late, twin, early});
  run.pour(0, "x").advance(60);
  EXPECT_EQ(run.alerts(), Lines({"b-early 192.0.2.1 1 [x] 0s..5s", "c-early 192.0.2.1 1 [x] 0s..5s", "a-late 192.0.2.1 1 [x] 0s..20s"}));
}

TEST(Counter, ADeadlineThatHasNotPassedAtTheEndIsStillOpen) {
  BucketCase open(counter_spec(10 * kSecond));
  open.pour(0, "a").pour(9, "b").finish();
  EXPECT_EQ(open.alerts(), Lines());
  EXPECT_EQ(open.buckets().live_buckets(), 1U);

  BucketCase passed(counter_spec(10 * kSecond));
  passed.pour(0, "a").pour(10, "b").finish();
  EXPECT_EQ(passed.alerts(), Lines({"t 192.0.2.1 2 [a b] 0s..10s"}));
}

TEST(Counter, CountsBeyondItsCache) {
  content::ScenarioSpec spec = counter_spec(10 * kSecond);
  spec.cache_size = 2;
  BucketCase run(spec);
  run.pour(0, "a").pour(1, "b").pour(2, "c").pour(3, "d").advance(11);
  EXPECT_EQ(run.alerts(), Lines({"t 192.0.2.1 4 [b c d] 0s..10s"}));
}

TEST(Counter, OverflowFilterMayDiscardIt) {
  content::ScenarioSpec spec = counter_spec(kSecond);
  spec.overflow_filter = source("any(queue.Queue, {.Meta.source_ip != '192.0.2.1'})");
  BucketCase run(spec);
  run.pour(0, "a").pour(0, "b").advance(5);
  EXPECT_EQ(run.alerts(), Lines());
  EXPECT_EQ(run.buckets().stats().filtered[0], 1U);
}

}  // namespace
}  // namespace vedette::buckets
