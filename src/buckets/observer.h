// Watching buckets: what explanations are made of.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "buckets/bucket.h"
#include "buckets/overflow.h"
#include "buckets/pour.h"

namespace vedette::buckets {

/// What a pour came to.
enum class PourOutcome : std::uint8_t {
  kKept,       // in the bucket now
  kSeen,       // dropped: the bucket knows its `distinct` value already
  kCancelled,  // cancel_on held: the bucket died
  kOverflowed,
};

/// What a bucket came to.
enum class BucketEnd : std::uint8_t {
  kExpired,     // its time was over
  kCancelled,   // cancel_on
  kFiltered,    // it overflowed, overflow_filter was false
  kBlackholed,  // it overflowed while its partition was silent
  kNoAlert,     // it overflowed, but there is nobody to accuse
  kRaised,      // it overflowed
};

struct BucketEnding {
  BucketEnd end = BucketEnd::kExpired;
  const Scenario* scenario = nullptr;
  const Bucket* bucket = nullptr;              // null for a trigger, which ends in the call after its pour. Gone when the call returns
  Time time;                                   // on the log's clock
  std::int64_t events = 0;                     // that were poured into it
  Time until = {};                             // kBlackholed: the end of the silence
  std::string_view reason = {};                // kNoAlert
  const model::RuntimeAlert* alert = nullptr;  // kRaised
};

/// Set on Buckets, whose thread calls it. What it is handed is valid during the call; buckets are told apart by their address and `sequence`.
class BucketObserver {
 public:
  /// After the pour; `bucket` is null for a trigger. When it overflowed, `ended` follows.
  virtual void poured(const Scenario& /*scenario*/, const PouredEvent& /*event*/, const Pour& /*pour*/, const Bucket* /*bucket*/,
                      PourOutcome /*outcome*/) {}
  /// Before `condition` and bayesian conditions are asked, while `bucket` holds the event: with these variables, of condition_rules().
  virtual void weighing(const Bucket& /*bucket*/, const PouredEvent& /*event*/, std::span<const expr::Value> /*variables*/) {}
  /// What bayesian conditions came to.
  virtual void weighed(const Bucket& /*bucket*/, float /*probability*/) {}
  /// What overflow_filter said; `variables` are those of overflow_rules(). `bucket` is null for a trigger.
  virtual void filtered(const Scenario& /*scenario*/, const Bucket* /*bucket*/, std::span<const expr::Value> /*variables*/, bool /*passes*/) {}
  virtual void ended(const BucketEnding& /*ending*/) {}
  /// Not poured at all: the same CloudTrail record came before.
  virtual void repeated(const PouredEvent& /*event*/) {}

 protected:
  ~BucketObserver() = default;
};

}  // namespace vedette::buckets
