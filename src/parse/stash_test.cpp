#include "parse/stash.h"

#include <gtest/gtest.h>

namespace vedette::parse {
namespace {

Time at(std::int64_t second) {
  return Time{second, 0, nullptr};
}

std::string get(StashCache& cache, std::string_view key, std::int64_t now = 0) {
  std::string_view out;
  return cache.get(key, at(now), out) ? std::string(out) : "-";
}

class EveryStrategy : public ::testing::TestWithParam<StashStrategy> {};

TEST_P(EveryStrategy, keeps_and_replaces) {
  auto cache = make_stash_cache(GetParam(), 3);
  EXPECT_EQ(get(*cache, "a"), "-");
  cache->set("a", "1", at(100));
  cache->set("a", "2", at(100));
  EXPECT_EQ(get(*cache, "a"), "2");
  EXPECT_EQ(cache->size(), 1);
}

TEST_P(EveryStrategy, forgets_when_the_time_is_over) {
  auto cache = make_stash_cache(GetParam(), 3);
  cache->set("a", "1", at(100));
  cache->set("b", "1", at(100));
  EXPECT_EQ(get(*cache, "b", 99), "1");
  EXPECT_EQ(get(*cache, "a", 100), "1");
  EXPECT_EQ(get(*cache, "a", 101), "-");
  EXPECT_EQ(get(*cache, "b", 101), "-");
  EXPECT_EQ(cache->size(), 0);
  cache->set("a", "3", at(200));
  EXPECT_EQ(get(*cache, "a", 150), "3");
}

TEST_P(EveryStrategy, is_bounded) {
  auto cache = make_stash_cache(GetParam(), 3);
  for (int i = 0; i < 1000; ++i) {
    std::string key = std::to_string(i * 7919 % 13);
    cache->set(key, "x", at(100));
    (void)get(*cache, std::to_string(i * 31 % 13));
    ASSERT_LE(cache->size(), 3);
  }
}

INSTANTIATE_TEST_SUITE_P(Stash, EveryStrategy, ::testing::Values(StashStrategy::kLru, StashStrategy::kLfu, StashStrategy::kArc));

TEST(Stash, lru_forgets_the_least_recently_used) {
  auto cache = make_stash_cache(StashStrategy::kLru, 2);
  cache->set("a", "1", at(100));
  cache->set("b", "2", at(100));
  EXPECT_EQ(get(*cache, "a"), "1");
  cache->set("c", "3", at(100));
  EXPECT_EQ(get(*cache, "b"), "-");
  EXPECT_EQ(get(*cache, "a"), "1");
  EXPECT_EQ(get(*cache, "c"), "3");
}

TEST(Stash, lfu_forgets_the_least_often_read) {
  auto cache = make_stash_cache(StashStrategy::kLfu, 2);
  cache->set("a", "1", at(100));
  cache->set("b", "2", at(100));
  EXPECT_EQ(get(*cache, "a"), "1");
  cache->set("b", "3", at(100));  // writing is not reading
  cache->set("c", "3", at(100));
  EXPECT_EQ(get(*cache, "b"), "-");
  EXPECT_EQ(get(*cache, "a"), "1");
}

TEST(Stash, arc_keeps_what_is_read_again_from_a_scan) {
  auto cache = make_stash_cache(StashStrategy::kArc, 3);
  cache->set("a", "1", at(100));
  EXPECT_EQ(get(*cache, "a"), "1");
  for (int i = 0; i < 10; ++i) {
    cache->set(std::to_string(i), "x", at(100));
  }
  EXPECT_EQ(get(*cache, "a"), "1");
  EXPECT_EQ(get(*cache, "9"), "x");
  EXPECT_EQ(get(*cache, "1"), "-");
}

TEST(Stash, caches_by_name) {
  std::vector<StashConfig> configs = {{"users", 2, 10 * kSecond, StashStrategy::kLru}, {"users", 1, kSecond, StashStrategy::kLfu}};
  StashCaches caches(configs);
  std::string_view out;
  caches.set("users", "a", "1", nullptr, at(0));
  EXPECT_TRUE(caches.get("users", "a", at(10), out));
  EXPECT_FALSE(caches.get("users", "a", at(11), out));
  Duration longer = 20 * kSecond;
  caches.set("users", "a", "1", &longer, at(0));
  EXPECT_TRUE(caches.get("users", "a", at(20), out));
  caches.set("nobody", "a", "1", nullptr, at(0));
  EXPECT_FALSE(caches.get("nobody", "a", at(0), out));
}

}  // namespace
}  // namespace vedette::parse
