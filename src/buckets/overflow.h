// From a bucket that overflowed to alerts.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/error.h"
#include "buckets/pour.h"
#include "buckets/scenario.h"
#include "model/alert.h"

namespace vedette::buckets {

/// An overflow that passed its overflow_filter and its blackhole, on its way to the postoverflows.
struct Overflow {
  std::uint32_t scenario = 0;
  Time time;                                   // Ovflw_ts: of the last event, or a counter's deadline
  std::shared_ptr<model::RuntimeAlert> alert;  // at least one of its alerts
};

/// What an alert says of its bucket.
struct BucketFacts {
  std::string_view partition;
  std::string_view bucket_id;
  Time first;
  Time last;
  Time overflow;
  std::int64_t total_count = 0;
};

/// leakybucket.NewAlert: one alert a source, sources sorted by value. The error says why no alert can be made; the reference loses it then, too.
[[nodiscard]] Result<std::shared_ptr<model::RuntimeAlert>> make_alert(const Scenario& scenario, const BucketFacts& bucket,
                                                                      std::span<const PouredEventRef> queue,
                                                                      std::span<const model::MetaItem> context);

/// leakybucket.EventsFromQueue. Views on the events of the queue; what they do not hold is made in `texts`.
[[nodiscard]] std::vector<model::AlertEvent> events_from_queue(std::span<const PouredEventRef> queue, Arena& texts);

}  // namespace vedette::buckets
