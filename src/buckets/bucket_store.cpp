#include "buckets/bucket_store.h"

#include <utility>

#include "base/error.h"
#include "buckets/partition_hash.h"
#include "buckets/scenario_identity.h"

namespace vedette::buckets {

Bucket* BucketStore::find(const Name& name) const {
  auto found = buckets_.find(name);
  return found == buckets_.end() ? nullptr : found->get();
}

Bucket* BucketStore::create(const Scenario& scenario, const Name& name) {
  auto bucket = std::make_unique<Bucket>(scenario);
  bucket->partition = name.partition;
  bucket->hash = name.hash;
  bucket->sequence = created_++;
  bucket->timer = kNoTimer;
  Bucket* raw = bucket.get();
  bool inserted = buckets_.insert(std::move(bucket)).second;
  VEDETTE_CHECK(inserted);
  return raw;
}

std::unique_ptr<Bucket> BucketStore::take(Bucket* bucket) {
  if (bucket->timer != kNoTimer) {
    timers_.remove(bucket);
    bucket->timer = kNoTimer;
  }
  auto found = buckets_.find(Name{bucket->scenario->index, bucket->partition, bucket->hash});
  VEDETTE_CHECK(found != buckets_.end());
  return std::move(buckets_.extract(found).value());
}

void BucketStore::schedule(Bucket* bucket, Time deadline) {
  bucket->deadline = deadline;
  if (bucket->timer == kNoTimer) {
    timers_.add(bucket);
  }
}

Bucket* BucketStore::next_due(Time now, bool inclusive) {
  auto due = [&](const Time& time) { return time < now || (inclusive && time == now); };
  while (!timers_.empty() && due(timers_.first_time())) {
    Bucket* bucket = timers_.first();
    if (bucket->deadline == timers_.first_time()) {
      return bucket;
    }
    timers_.settle();
  }
  return nullptr;
}

std::size_t BucketStore::replace_scenarios(const Scenarios& next, std::span<const std::uint32_t> place) {
  std::vector<std::unique_ptr<Bucket>> kept;
  std::size_t dropped = 0;
  while (!buckets_.empty()) {
    std::unique_ptr<Bucket> bucket = std::move(buckets_.extract(buckets_.begin()).value());
    const std::uint32_t index = place[bucket->scenario->index];
    if (index == ScenarioChanges::kGone) {
      ++dropped;
      continue;
    }
    bucket->scenario = &next.at(index);
    bucket->hash = partition_hash(index, bucket->partition);
    kept.push_back(std::move(bucket));
  }
  timers_ = TimerHeap();
  for (std::unique_ptr<Bucket>& bucket : kept) {
    if (bucket->timer != kNoTimer) {
      timers_.add(bucket.get());
    }
    const bool inserted = buckets_.insert(std::move(bucket)).second;
    VEDETTE_CHECK(inserted);
  }
  return dropped;
}

std::map<std::uint32_t, std::uint64_t> BucketStore::count_by_scenario() const {
  std::map<std::uint32_t, std::uint64_t> counts;
  for (const auto& bucket : buckets_) {
    ++counts[bucket->scenario->index];
  }
  return counts;
}

}  // namespace vedette::buckets
