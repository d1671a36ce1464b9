// The bucket types: what each demands of its scenario.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "buckets/scenario.h"

namespace vedette::buckets {

/// leakybucket.BucketType
struct BucketTypeRow {
  content::BucketType type;
  std::string_view name;
  /// What is wrong, as a sentence; empty when the scenario is fine.
  std::string (*validate)(const content::ScenarioSpec& spec);
  /// Sets what the type decides: lifetime and how it overflows.
  void (*apply)(Scenario& scenario);
};

[[nodiscard]] const BucketTypeRow& bucket_type_row(content::BucketType type);

// One file each.
extern const BucketTypeRow kLeakyType;
extern const BucketTypeRow kTriggerType;
extern const BucketTypeRow kCounterType;
extern const BucketTypeRow kConditionalType;
extern const BucketTypeRow kBayesianType;

}  // namespace vedette::buckets
