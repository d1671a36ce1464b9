// distinct: of events with the same value only the first is poured, as long as the bucket lives.
#pragma once

#include <string_view>

#include "buckets/bucket.h"

namespace vedette::buckets {

/// leakybucket: UniqProcessor.OnBucketPour. True when `value` is new to the bucket, which remembers it.
[[nodiscard]] inline bool distinct_is_new(Bucket& bucket, std::string_view value) {
  if (bucket.distinct_seen == nullptr) {
    bucket.distinct_seen = std::make_unique<TextSet>();
  }
  if (bucket.distinct_seen->contains(value)) {
    return false;
  }
  bucket.distinct_seen->emplace(value);
  return true;
}

/// leakybucket: getElement. What is not a string counts as "".
[[nodiscard]] inline std::string_view distinct_text(const expr::Value& value) {
  return value.is_string() ? value.as_string() : std::string_view();
}

}  // namespace vedette::buckets
