// cancel_on: an event for which it holds kills the bucket.
#pragma once

#include <span>

#include "buckets/rule_runner.h"
#include "buckets/scenario.h"

namespace vedette::buckets {

/// leakybucket: CancelProcessor.OnBucketPour. One that fails or gives no bool is ignored. `variables` are those of event_rules().
[[nodiscard]] inline bool cancels(const Scenario& scenario, std::span<const expr::Value> variables, const OrderKey& order, RuleRunner& runner) {
  return runner.run_bool(*scenario.cancel_on, variables, {scenario.index, RulePart::kCancelOn, order}).value_or(false);
}

}  // namespace vedette::buckets
