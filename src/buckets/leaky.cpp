// leaky: overflows when more than `capacity` events come in faster than they leak.
#include <fmt/format.h>

#include <limits>

#include "buckets/bucket_types.h"

namespace vedette::buckets {

namespace {

// leakybucket: LeakyType.Validate
std::string validate(const content::ScenarioSpec& spec) {
  if (spec.capacity <= 0) {
    return fmt::format("capacity is {}: a leaky bucket needs one above 0", spec.capacity);
  }
  if (!spec.leakspeed) {
    return "a leaky bucket needs leakspeed";
  }
  if (*spec.leakspeed <= 0) {
    return fmt::format("leakspeed is {}: it must be above 0", format_duration(*spec.leakspeed));
  }
  return {};
}

void apply(Scenario& scenario) {
  // leakybucket: NewLeakyFromFactory, (Capacity + 1) * leakspeed, with Go's wrapping multiplication made a bound.
  Duration lifetime = 0;
  if (__builtin_mul_overflow(scenario.spec.capacity + 1, scenario.leakspeed, &lifetime)) {
    lifetime = std::numeric_limits<Duration>::max();
  }
  scenario.lifetime = lifetime;
  if (scenario.spec.duration.value_or(0) != 0) {
    scenario.lifetime = *scenario.spec.duration;
    scenario.timed_overflow = true;
  }
}

}  // namespace

const BucketTypeRow kLeakyType = {content::BucketType::kLeaky, "leaky", validate, apply};

}  // namespace vedette::buckets
