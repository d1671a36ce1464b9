// The same CloudTrail record found twice (files delivered again, overlapping exports) counts once.
#pragma once

#include <absl/container/flat_hash_set.h>

#include <cstdint>

#include "buckets/pour.h"

namespace vedette::engine {

/// Sees events in time order. Records with equal ids have equal times, so only the ids of the present second are remembered: the first `kMostIds`,
/// as events of which no parser makes a time are all of one second. What comes later than the watermark promised is of another second and is not
/// recognised.
class Deduplicate {
 public:
  static constexpr std::size_t kMostIds = 2'000'000;

  /// Whether an event with the same id came before. Events without an id never are duplicates.
  [[nodiscard]] bool seen_before(const buckets::PouredEvent& event);

 private:
  struct Hash {
    std::size_t operator()(const buckets::DuplicateId& id) const {
      // Event ids are random; the account is mixed in by a multiplication.
      return static_cast<std::size_t>(id.high ^ id.low ^ (id.account * 0x9E3779B97F4A7C15ULL));
    }
  };
  std::int64_t second_ = 0;
  absl::flat_hash_set<buckets::DuplicateId, Hash> ids_;
};

}  // namespace vedette::engine
