// The bayesian processor: every pour weighs all conditions anew; above the threshold the bucket overflows.
#pragma once

#include <span>

#include "buckets/bucket.h"
#include "buckets/rule_runner.h"

namespace vedette::buckets {

/// Bayes' rule in float32, as the reference computes it.
[[nodiscard]] float update_probability(float prior, float prob_given_evil, float prob_given_benign);

/// Above the scenario's threshold the bucket overflows now. Conditions that fail or give no bool change nothing. `variables` are those of
/// condition_rules().
[[nodiscard]] float bayesian_probability(Bucket& bucket, std::span<const expr::Value> variables, const OrderKey& order, RuleRunner& runner);

}  // namespace vedette::buckets
