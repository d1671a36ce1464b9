// Events that wait for their turn, in the order of (time, path, record), in bounded memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/error.h"
#include "buckets/pour.h"
#include "engine/spill.h"

namespace vedette::engine {

/// Batches are kept as sorted runs, one run as long as they follow each other in time, and merged as they are taken; past the budget all that waits
/// in memory goes to the spill file as one run.
class PourQueue {
 public:
  PourQueue(std::size_t memory_budget, std::string spill_folder);

  /// Takes all of `events`. Fails when the spill file cannot be written; everything is still in the queue then.
  [[nodiscard]] Result<void> push(std::vector<buckets::PouredEventRef>&& events);

  /// The order of the next event, or null when the queue is empty. Valid until the next push or pop.
  [[nodiscard]] const buckets::OrderKey* next() const { return runs_.empty() ? nullptr : &runs_.front()->head->order(); }
  /// Takes the next event of a queue that is not empty. Fails when the spill file cannot be read.
  [[nodiscard]] Result<buckets::PouredEventRef> pop();

  /// Bytes of waiting events in memory.
  [[nodiscard]] std::size_t memory() const { return memory_; }
  [[nodiscard]] std::uint64_t spilled_bytes() const { return spill_.written(); }

 private:
  /// Sorted events, in memory or in the file. `head` is the next one and never null.
  struct Run {
    std::uint64_t sequence = 0;  // of its making: the order among equal events
    buckets::PouredEventRef head;
    std::vector<buckets::PouredEventRef> events;  // in memory: [at, end) follow the head
    std::size_t at = 0;
    std::unique_ptr<SpillReader> reader;

    /// Of a run in memory.
    [[nodiscard]] const buckets::PouredEventRef& last() const { return at == events.size() ? head : events.back(); }
  };
  using RunPtr = std::unique_ptr<Run>;

  /// Heap order: the run whose head comes last.
  struct Later {
    bool operator()(const RunPtr& a, const RunPtr& b) const;
  };
  [[nodiscard]] Result<void> spill();
  /// Moves the head on; false at the end of the run.
  [[nodiscard]] Result<bool> step(Run& run);

  static std::size_t memory_of(const buckets::PouredEventRef& event) { return event->memory() + sizeof event; }

  std::size_t memory_budget_;
  SpillFile spill_;
  std::vector<RunPtr> runs_;  // a heap
  Run* newest_ = nullptr;     // of runs_ and in memory: a batch that follows it in time joins it, so small files make no run each
  std::size_t memory_ = 0;
  std::uint64_t sequence_ = 0;
  std::size_t spilled_runs_ = 0;
};

}  // namespace vedette::engine
