// overflow_filter: an overflow for which it is false is discarded.
#pragma once

#include <span>

#include "buckets/rule_runner.h"
#include "buckets/scenario.h"

namespace vedette::buckets {

/// leakybucket: OverflowProcessor.OnBucketOverflow. One that fails or gives no bool lets the overflow pass. `variables` are those of
/// overflow_rules().
[[nodiscard]] inline bool passes_overflow_filter(const Scenario& scenario, std::span<const expr::Value> variables, const OrderKey& order,
                                                 RuleRunner& runner) {
  return runner.run_bool(*scenario.overflow_filter, variables, {scenario.index, RulePart::kOverflowFilter, order}).value_or(true);
}

}  // namespace vedette::buckets
