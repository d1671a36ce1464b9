// Keeps the store within its limits (pkg/database/flush.go): old alerts go, with the decisions that are over and the notifications that were sent.
#pragma once

#include <cstdint>
#include <optional>

#include "base/error.h"
#include "base/time.h"
#include "store/store.h"

namespace vedette::store {

struct FlushLimits {
  std::optional<std::int64_t> max_items;  // alerts by number; the oldest go
  std::optional<Duration> max_age;        // of alerts, from the time they were stored
};

struct Flushed {
  std::int64_t by_age = 0;
  std::int64_t by_number = 0;
  std::int64_t decisions = 0;  // over, and without an alert
  std::int64_t outbox = 0;     // done, and without an alert
  std::int64_t total = 0;      // alerts before
};

/// An alert with a decision in force, or with a notification that was not sent yet, stays whatever the limits say. Deletes in transactions of a
/// thousand, so that others can write between; stops with what it has done at the first failure.
[[nodiscard]] Result<Flushed> flush(Store& store, const FlushLimits& limits, Time now);

}  // namespace vedette::store
