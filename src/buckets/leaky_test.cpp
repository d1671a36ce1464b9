#include "buckets/bucket_case.h"

namespace vedette::buckets {
namespace {

TEST(Leaky, OverflowsWithOneMoreThanItsCapacity) {
  BucketCase run(leaky_spec(2, 10 * kSecond));
  run.pour(0, "a").pour(1, "b").pour(2, "c");
  EXPECT_EQ(run.alerts(), Lines({"t 192.0.2.1 3 [a b c] 0s..2s"}));
  EXPECT_EQ(run.buckets().live_buckets(), 0U);
}

TEST(Leaky, LeaksOneEventALeakspeed) {
  BucketCase run(leaky_spec(2, 10 * kSecond));
  // At 10 s one of the two has leaked, so there is room for one more.
  run.pour(0, "a").pour(0, "b").pour(10, "c").pour(10, "d");
  EXPECT_EQ(run.alerts(), Lines({"t 192.0.2.1 4 [b c d] 0s..10s"}));
}

TEST(Leaky, StartsAnewAfterAnOverflow) {
  BucketCase run(leaky_spec(1, 10 * kSecond));
  run.pour(0, "a").pour(1, "b").pour(2, "c").pour(3, "d");
  EXPECT_EQ(run.alerts(), Lines({"t 192.0.2.1 2 [a b] 0s..1s", "t 192.0.2.1 2 [c d] 2s..3s"}));
}

TEST(Leaky, DiesWhenNothingComesForCapacityAndOneTimesLeakspeed) {
  // A bucket of capacity 3 lives for 40 s after its last event, that instant included.
  BucketCase at_deadline(leaky_spec(3, 10 * kSecond));
  at_deadline.pour(0, "a").pour(40, "b").pour(40, "c").pour(40, "d").pour(40, "e");
  EXPECT_EQ(at_deadline.alerts(), Lines({"t 192.0.2.1 5 [b c d e] 0s..40s"}));

  BucketCase after(leaky_spec(3, 10 * kSecond));
  after.pour(0, "a").pour(40.001, "b").pour(40.001, "c").pour(40.001, "d").pour(40.001, "e");
  EXPECT_EQ(after.alerts(), Lines({"t 192.0.2.1 4 [b c d e] 40.001s..40.001s"}));
  EXPECT_EQ(after.buckets().stats().expired[0], 1U);
}

TEST(Leaky, KeepsTheLastOfItsCacheButCountsAll) {
  content::ScenarioSpec spec = leaky_spec(5, 10 * kSecond);
  spec.cache_size = 3;
  BucketCase run(spec);
  for (const char* id : {"1", "2", "3", "4", "5", "6"}) {
    run.pour(0, id);
  }
  EXPECT_EQ(run.alerts(), Lines({"t 192.0.2.1 6 [3 4 5 6] 0s..0s"}));
}

TEST(Leaky, CacheLargerThanTheCapacityHasNoEffect) {
  content::ScenarioSpec spec = leaky_spec(1, 10 * kSecond);
  spec.cache_size = 7;
  BucketCase run(spec);
  run.pour(0, "a").pour(5, "b");
  EXPECT_EQ(run.alerts(), Lines({"t 192.0.2.1 2 [a b] 0s..5s"}));
}

TEST(Leaky, PartitionsByGroupby) {
  content::ScenarioSpec spec = leaky_spec(1, 10 * kSecond);
  spec.groupby = source("evt.Meta.user");
  BucketCase run(spec);
  run.pour(0, "a", {{"user", "ann"}}).pour(1, "b", {{"user", "bob"}}).pour(2, "c", {{"user", "ann"}});
  EXPECT_EQ(run.alerts(), Lines({"t 192.0.2.1 2 [a c] 0s..2s"}));
  EXPECT_EQ(run.buckets().live_buckets(), 1U);
  EXPECT_EQ(run.buckets().open_buckets(), (std::map<std::uint32_t, std::uint64_t>{{0, 1}}));
}

TEST(Leaky, ExpiredBucketsGoWithoutBeingPouredAgain) {
  content::ScenarioSpec spec = leaky_spec(1, kSecond);
  spec.groupby = source("evt.Meta.user");
  BucketCase run(spec);
  for (int i = 0; i < 1000; ++i) {
    run.pour(i, "x", {{"user", std::to_string(i)}});
    EXPECT_LE(run.buckets().live_buckets(), 4U);
  }
}

TEST(Leaky, ALateEventIsTakenAsItComes) {
  BucketCase run(leaky_spec(1, 10 * kSecond));
  // Nothing leaks while time goes back, and the bucket of the late event lives on for its time.
  run.pour(100, "a").pour(50, "b");
  EXPECT_EQ(run.alerts(), Lines({"t 192.0.2.1 2 [a b] 1m40s..50s"}));
}

TEST(Leaky, OneAlertASource) {
  BucketCase run(leaky_spec(2, 10 * kSecond));
  run.pour(0, "a", {{"source_ip", "192.0.2.7"}}).pour(0, "b", {{"source_ip", "192.0.2.3"}}).pour(0, "c", {{"source_ip", "192.0.2.7"}});
  EXPECT_EQ(run.alerts(), Lines({"t 192.0.2.3 3 [a b c] 0s..0s", "t 192.0.2.7 3 [a b c] 0s..0s"}));
  EXPECT_EQ(run.overflows()[0].alert->alerts[0].message, "Ip 2 sources performed 't' (3 events over 0s) at 2026-01-01 00:00:00 +0000 UTC");
}

}  // namespace
}  // namespace vedette::buckets
