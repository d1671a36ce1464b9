// The back's half of pouring: all live buckets, in log time. Takes pours in order, gives overflows in order.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "buckets/overflow.h"
#include "buckets/pour.h"
#include "buckets/rule_errors.h"
#include "buckets/scenario.h"
#include "expr/builtins/services.h"

namespace vedette::buckets {

class BucketObserver;

/// By scenario index where it is a vector.
struct BucketStats {
  std::vector<std::uint64_t> poured;      // events that reached a bucket, also those that distinct dropped
  std::vector<std::uint64_t> overflows;   // that became alerts
  std::vector<std::uint64_t> blackholed;  // discarded: the partition is in its blackhole
  std::vector<std::uint64_t> filtered;    // discarded by overflow_filter
  std::vector<std::uint64_t> cancelled;   // buckets killed by cancel_on
  std::vector<std::uint64_t> expired;     // buckets that died without overflow
  std::vector<std::uint64_t> created;
  /// Overflows that cannot be made into an alert: scenario index and reason.
  std::map<std::pair<std::uint32_t, std::string>, std::uint64_t> dropped;
};

/// One thread. Every bucket is a plain struct; a bucket whose deadline has passed goes without any scan over the others.
class Buckets {
 public:
  /// `scenarios` must outlive this. `services` is handed to builtins.
  Buckets(const Scenarios& scenarios, expr::Services* services);
  ~Buckets();

  /// Advances to the event's time, then pours it into all its buckets in scenario order.
  /// Overflows are appended to `out` in the order in which they happen. Events come in time order; one that is late is taken as it comes.
  void pour(const PouredEventRef& event, std::vector<Overflow>& out);

  /// Moves the clock to `now`: deadlines before it fire or expire, in order. Returns true after the first that gave an overflow, with the clock at
  /// that deadline, so that what follows from it can be poured before the next: call again until false.
  [[nodiscard]] bool advance(Time now, std::vector<Overflow>& out);

  /// The end of the input: the same for deadlines up to and at `end` or the latest time seen. What is left stays open.
  [[nodiscard]] bool finish(Time end, std::vector<Overflow>& out);

  /// The scenarios have been read anew: buckets, blackholes and counts of those that are the same go over to `next`, which must outlive this; the
  /// others' go. `place` as in ScenarioChanges. What is poured from now on is built with `next`. Returns how many buckets were dropped.
  std::size_t replace_scenarios(const Scenarios& next, std::span<const std::uint32_t> place);

  /// By scenario: buckets that are still open.
  [[nodiscard]] std::map<std::uint32_t, std::uint64_t> open_buckets() const;
  [[nodiscard]] std::size_t live_buckets() const;
  [[nodiscard]] const BucketStats& stats() const;
  [[nodiscard]] const RuleErrors& errors() const;

  /// Is told of every pour and every end, until set to null. Not for the hot path.
  void set_observer(BucketObserver* observer);

 private:
  class Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace vedette::buckets
