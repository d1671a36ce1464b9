// distinct, cancel_on, overflow_filter and blackhole.
#include "buckets/blackhole.h"
#include "buckets/bucket_case.h"

namespace vedette::buckets {
namespace {

TEST(Distinct, OnlyTheFirstOfEqualValuesIsPoured) {
  content::ScenarioSpec spec = leaky_spec(1, 10 * kSecond);
  spec.distinct = source("evt.Meta.user");
  BucketCase run(spec);
  run.pour(0, "a", {{"user", "ann"}}).pour(1, "b", {{"user", "ann"}}).pour(2, "c", {{"user", "bob"}});
  EXPECT_EQ(run.alerts(), Lines({"t 192.0.2.1 2 [a c] 0s..2s"}));
}

TEST(Distinct, IsForgottenWithItsBucket) {
  content::ScenarioSpec spec = leaky_spec(1, 10 * kSecond);
  spec.distinct = source("evt.Meta.user");
  BucketCase run(spec);
  // A dropped event does not keep the bucket alive: 20 s after `a` it is gone, and ann is new again.
  run.pour(0, "a", {{"user", "ann"}}).pour(15, "b", {{"user", "ann"}}).pour(21, "c", {{"user", "ann"}}).pour(22, "d", {{"user", "bob"}});
  EXPECT_EQ(run.alerts(), Lines({"t 192.0.2.1 2 [c d] 21s..22s"}));
}

TEST(Distinct, WhatIsNoStringCountsAsEmpty) {
  content::ScenarioSpec spec = leaky_spec(1, 10 * kSecond);
  spec.distinct = source("len(evt.Meta.user)");
  BucketCase run(spec);
  run.pour(0, "a", {{"user", "ann"}}).pour(1, "b", {{"user", "robert"}}).pour(2, "c", {{"user", "x"}});
  EXPECT_EQ(run.alerts(), Lines());
}

TEST(Distinct, AnEventForWhichItFailsIsPoured) {
  content::ScenarioSpec spec = leaky_spec(1, 10 * kSecond);
  spec.distinct = source("evt.Unmarshaled.none.deep");
  BucketCase run(spec);
  run.pour(0, "a").pour(1, "b");
  EXPECT_EQ(run.alerts(), Lines({"t 192.0.2.1 2 [a b] 0s..1s"}));
  EXPECT_EQ(run.builder().errors().entries().at({0, RulePart::kDistinct}).count, 2U);
}

TEST(CancelOn, KillsTheBucket) {
  content::ScenarioSpec spec = leaky_spec(1, 10 * kSecond);
  spec.cancel_on = source("evt.Meta.action == 'ok'");
  BucketCase run(spec);
  run.pour(0, "a").pour(1, "b", {{"action", "ok"}}).pour(2, "c").pour(3, "d");
  EXPECT_EQ(run.alerts(), Lines({"t 192.0.2.1 2 [c d] 2s..3s"}));
  EXPECT_EQ(run.buckets().stats().cancelled[0], 1U);
}

TEST(CancelOn, IsAskedAfterDistinct) {
  content::ScenarioSpec spec = leaky_spec(1, 10 * kSecond);
  spec.distinct = source("evt.Meta.user");
  spec.cancel_on = source("evt.Meta.action == 'ok'");
  BucketCase run(spec);
  // `b` is dropped by distinct and therefore does not cancel.
  run.pour(0, "a", {{"user", "ann"}}).pour(1, "b", {{"user", "ann"}, {"action", "ok"}}).pour(2, "c", {{"user", "bob"}});
  EXPECT_EQ(run.alerts(), Lines({"t 192.0.2.1 2 [a c] 0s..2s"}));
}

TEST(OverflowFilter, SeesTheQueueAndTheSignal) {
  content::ScenarioSpec by_queue = leaky_spec(1, 10 * kSecond);
  by_queue.overflow_filter = source("any(queue.Queue, #.Meta.country == 'FR')");
  BucketCase queue(by_queue);
  queue.pour(0, "a").pour(1, "b").pour(2, "c", {{"country", "FR"}}).pour(3, "d");
  EXPECT_EQ(queue.alerts(), Lines({"t 192.0.2.1 2 [c d] 2s..3s"}));

  content::ScenarioSpec by_signal = leaky_spec(1, 10 * kSecond);
  by_signal.overflow_filter = source("signal.Alert.GetEventsCount() > 1 && '192.0.2.9' in signal.Sources");
  BucketCase signal(by_signal);
  signal.pour(0, "a").pour(1, "b").pour(2, "c", {{"source_ip", "192.0.2.9"}}).pour(3, "d");
  EXPECT_EQ(signal.overflows().size(), 1U);
}

TEST(OverflowFilter, OneThatFailsLetsItPass) {
  content::ScenarioSpec spec = trigger_spec();
  spec.overflow_filter = source("evt.Meta.id == 'a'");  // evt is nil there, as in the reference
  BucketCase run(spec);
  run.pour(0, "b");
  EXPECT_EQ(run.alerts().size(), 1U);
  EXPECT_EQ(run.buckets().errors().entries().at({0, RulePart::kOverflowFilter}).count, 1U);
}

TEST(Blackhole, DiscardsOverflowsOfThePartitionForAWhile) {
  content::ScenarioSpec spec = trigger_spec();
  spec.groupby = source("evt.Meta.user");
  spec.blackhole = 10 * kSecond;
  BucketCase run(spec);
  run.pour(0, "a", {{"user", "ann"}})
      .pour(1, "b", {{"user", "bob"}})
      .pour(9.9, "c", {{"user", "ann"}})
      .pour(10, "d", {{"user", "ann"}})
      .pour(10.5, "e", {{"user", "bob"}});
  EXPECT_EQ(run.alerts(), Lines({"t 192.0.2.1 1 [a] 0s..0s", "t 192.0.2.1 1 [b] 1s..1s", "t 192.0.2.1 1 [d] 10s..10s"}));
  EXPECT_EQ(run.buckets().stats().blackholed[0], 2U);
}

TEST(Blackhole, AnOverflowThatIsNotRaisedStartsNone) {
  content::ScenarioSpec spec = trigger_spec();
  spec.blackhole = 10 * kSecond;
  BucketCase run(spec);
  run.pour(0, "a", {{"source_ip", "AWS Internal"}}).pour(1, "b");
  EXPECT_EQ(run.alerts(), Lines({"t 192.0.2.1 1 [b] 1s..1s"}));
}

TEST(Blackhole, ForgetsWhatHasEnded) {
  Blackhole blackhole;
  for (int i = 0; i < 1000; ++i) {
    EXPECT_FALSE(blackhole.hides(std::to_string(i), at(i)));
    blackhole.start(std::to_string(i), at(i), 5 * kSecond);
    EXPECT_LE(blackhole.size(), 6U);
  }
}

}  // namespace
}  // namespace vedette::buckets
