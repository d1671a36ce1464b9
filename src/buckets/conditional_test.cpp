#include "buckets/bucket_case.h"

namespace vedette::buckets {
namespace {

content::ScenarioSpec conditional_spec(const std::string& condition, Duration leakspeed = 10 * kSecond) {
  content::ScenarioSpec spec = make_spec(content::BucketType::kConditional, -1);
  spec.leakspeed = leakspeed;
  spec.condition = source(condition);
  return spec;
}

TEST(Conditional, OverflowsWhenItsConditionHolds) {
  BucketCase run(conditional_spec("count(queue.Queue, #.Meta.action == 'w') >= 2"));
  run.pour(0, "a", {{"action", "w"}}).pour(1, "b", {{"action", "r"}}).pour(2, "c", {{"action", "w"}}).pour(3, "d", {{"action", "w"}});
  EXPECT_EQ(run.alerts(), Lines({"t 192.0.2.1 3 [a b c] 0s..2s"}));
}

TEST(Conditional, DiesALeakspeedAfterItsLastEvent) {
  BucketCase run(conditional_spec("len(queue.Queue) >= 3"));
  run.pour(0, "a").pour(10, "b").pour(20.5, "c").pour(21, "d").pour(22, "e");
  EXPECT_EQ(run.alerts(), Lines({"t 192.0.2.1 3 [c d e] 20.5s..22s"}));
}

TEST(Conditional, CacheLimitsWhatItSees) {
  content::ScenarioSpec spec = conditional_spec("len(queue.Queue) > 3");
  spec.cache_size = 2;
  BucketCase run(spec);
  for (int i = 0; i < 10; ++i) {
    run.pour(i, "x");
  }
  EXPECT_EQ(run.alerts(), Lines());  // never more than three
}

TEST(Conditional, SeesTheEventAndTheBucket) {
  BucketCase by_event(conditional_spec("evt.Meta.id == 'b'"));
  by_event.pour(0, "a").pour(1, "b");
  EXPECT_EQ(by_event.alerts(), Lines({"t 192.0.2.1 2 [a b] 0s..1s"}));

  content::ScenarioSpec spec = conditional_spec("leaky.Total_count == 4");
  spec.cache_size = 1;
  BucketCase by_count(spec);
  by_count.pour(0, "a").pour(1, "b").pour(2, "c").pour(3, "d");
  EXPECT_EQ(by_count.alerts(), Lines({"t 192.0.2.1 4 [c d] 0s..3s"}));
}

TEST(Conditional, AConditionThatFailsIsCountedAndDoesNotHold) {
  BucketCase run(conditional_spec("queue.Queue[7].Meta.id == 'a'"));
  run.pour(0, "a").pour(1, "b");
  EXPECT_EQ(run.alerts(), Lines());
  const auto& errors = run.buckets().errors().entries();
  ASSERT_EQ(errors.count({0, RulePart::kCondition}), 1U);
  EXPECT_EQ(errors.at({0, RulePart::kCondition}).count, 2U);
}

TEST(Conditional, AConditionMayEndAnyType) {
  content::ScenarioSpec spec = leaky_spec(5, 10 * kSecond);
  spec.condition = source("evt.Meta.id == 'stop'");
  BucketCase run(spec);
  run.pour(0, "a").pour(1, "stop");
  EXPECT_EQ(run.alerts(), Lines({"t 192.0.2.1 2 [a stop] 0s..1s"}));
}

}  // namespace
}  // namespace vedette::buckets
