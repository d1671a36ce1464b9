// The live buckets, found by scenario and partition.
#pragma once

#include <absl/container/flat_hash_set.h>

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string_view>

#include "base/time.h"
#include "buckets/bucket.h"
#include "buckets/timer_heap.h"

namespace vedette::buckets {

class BucketStore {
 public:
  struct Name {
    std::uint32_t scenario;
    std::string_view partition;
    std::uint64_t hash;
  };

  BucketStore() = default;
  BucketStore(const BucketStore&) = delete;
  BucketStore& operator=(const BucketStore&) = delete;

  /// Null when there is none.
  [[nodiscard]] Bucket* find(const Name& name) const;
  /// A new bucket with that name, which must not exist. It has no timer until `schedule`.
  [[nodiscard]] Bucket* create(const Scenario& scenario, const Name& name);
  /// Takes the bucket out; it may or may not have a timer.
  [[nodiscard]] std::unique_ptr<Bucket> take(Bucket* bucket);

  /// Sets or moves the time at which the bucket must be looked at. Earlier than before only while it has no timer.
  void schedule(Bucket* bucket, Time deadline);
  /// The bucket whose deadline is earliest, when that is before `now` (or at it, with `inclusive`); null otherwise.
  [[nodiscard]] Bucket* next_due(Time now, bool inclusive);

  /// The scenarios have been read anew: each bucket goes over to the scenario of `next` that `place` gives for its own (by old index), with its
  /// timer. Those that have none there are dropped; returns how many.
  std::size_t replace_scenarios(const Scenarios& next, std::span<const std::uint32_t> place);

  [[nodiscard]] std::size_t size() const { return buckets_.size(); }
  /// By scenario index.
  [[nodiscard]] std::map<std::uint32_t, std::uint64_t> count_by_scenario() const;

 private:
  static constexpr std::size_t kNoTimer = static_cast<std::size_t>(-1);
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(const Name& name) const { return name.hash; }
    std::size_t operator()(const std::unique_ptr<Bucket>& bucket) const { return bucket->hash; }
  };
  struct Equal {
    using is_transparent = void;
    static Name name_of(const std::unique_ptr<Bucket>& bucket) { return {bucket->scenario->index, bucket->partition, bucket->hash}; }
    static const Name& name_of(const Name& name) { return name; }
    template <class A, class B>
    bool operator()(const A& a, const B& b) const {
      const Name& x = name_of(a);
      const Name& y = name_of(b);
      return x.scenario == y.scenario && x.partition == y.partition;
    }
  };

  absl::flat_hash_set<std::unique_ptr<Bucket>, Hash, Equal> buckets_;
  TimerHeap timers_;
  std::uint64_t created_ = 0;
};

}  // namespace vedette::buckets
