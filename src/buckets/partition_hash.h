// What a bucket is found by.
#pragma once

#include <absl/hash/hash.h>

#include <cstdint>
#include <string_view>

namespace vedette::buckets {

/// Of this process only.
[[nodiscard]] inline std::uint64_t partition_hash(std::uint32_t scenario, std::string_view partition) {
  return absl::HashOf(scenario, partition);
}

}  // namespace vedette::buckets
