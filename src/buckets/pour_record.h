// How a Pour lies in the payload of its PouredEvent.
#pragma once

#include <cstdint>

#include "buckets/pour.h"

namespace vedette::buckets {

/// Offsets count from the start of the payload, which begins with these records.
struct PouredEvent::PourRecord {
  std::uint64_t hash;
  std::uint32_t scenario;
  std::uint32_t partition_offset, partition_size;
  std::uint32_t distinct_offset, distinct_size;
  std::uint32_t scope_offset, scope_size;
  Evaluated distinct_state, scope_state;
  bool cancel;
};

}  // namespace vedette::buckets
