// One live bucket.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/text_table.h"
#include "buckets/event_queue.h"
#include "buckets/limiter.h"
#include "buckets/scenario.h"

namespace vedette::buckets {

/// leakybucket.Leaky: a plain struct, in log time.
struct Bucket {
  explicit Bucket(const Scenario& scenario_in) : scenario(&scenario_in), limiter(scenario_in.spec.capacity) {}

  const Scenario* scenario;
  std::string partition;
  std::uint64_t hash = 0;      // of (scenario, partition)
  std::uint64_t sequence = 0;  // of creation: breaks ties in time
  Time first;                  // First_ts; zero until something is poured
  Time last;                   // Last_ts
  std::int64_t total_count = 0;
  Limiter limiter;
  EventQueue queue;
  std::unique_ptr<TextSet> distinct_seen;  // UniqProcessor.KeyCache
  std::vector<bool> guillotines;           // BayesianEvent.guillotineState, by condition
  Time deadline;                           // when the clock passes it, the bucket dies or (timed) overflows
  std::size_t timer = 0;                   // its place in the TimerHeap
};

}  // namespace vedette::buckets
