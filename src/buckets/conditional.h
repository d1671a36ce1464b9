// The `condition` of a bucket.
#pragma once

#include <span>

#include "buckets/rule_runner.h"
#include "buckets/scenario.h"

namespace vedette::buckets {

/// Whether the bucket overflows now. One that fails or gives no bool does not. `variables` are those of condition_rules().
[[nodiscard]] bool condition_holds(const Scenario& scenario, std::span<const expr::Value> variables, const OrderKey& order, RuleRunner& runner);

}  // namespace vedette::buckets
