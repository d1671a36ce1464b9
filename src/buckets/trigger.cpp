// trigger: every event is an overflow; nothing is kept.
#include <fmt/format.h>

#include "buckets/bucket_types.h"

namespace vedette::buckets {

namespace {

// leakybucket: TriggerType.Validate
std::string validate(const content::ScenarioSpec& spec) {
  if (spec.capacity != 0) {
    return fmt::format("capacity is {}: a trigger has none", spec.capacity);
  }
  return {};
}

void apply(Scenario&) {}

}  // namespace

const BucketTypeRow kTriggerType = {content::BucketType::kTrigger, "trigger", validate, apply};

}  // namespace vedette::buckets
