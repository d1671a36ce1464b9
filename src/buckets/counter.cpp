// counter: counts for `duration` from its first event, then overflows. In the reference only the wall clock can end it, so a replay loses it; here
// the log's clock does.
#include <fmt/format.h>

#include "buckets/bucket_types.h"

namespace vedette::buckets {

namespace {

// leakybucket: CounterType.Validate
std::string validate(const content::ScenarioSpec& spec) {
  if (spec.capacity != -1) {
    return fmt::format("capacity is {}: a counter needs -1", spec.capacity);
  }
  if (!spec.duration) {
    return "a counter needs duration";
  }
  if (*spec.duration <= 0) {
    return fmt::format("duration is {}: it must be above 0", format_duration(*spec.duration));
  }
  return {};
}

void apply(Scenario& scenario) {
  scenario.lifetime = *scenario.spec.duration;
  scenario.timed_overflow = true;
}

}  // namespace

const BucketTypeRow kCounterType = {content::BucketType::kCounter, "counter", validate, apply};

}  // namespace vedette::buckets
