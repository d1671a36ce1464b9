#include "buckets/bayesian.h"

#include <fmt/format.h>

#include "buckets/bucket_types.h"

namespace vedette::buckets {

namespace {

// leakybucket: BayesianType.Validate
std::string validate(const content::ScenarioSpec& spec) {
  if (spec.bayesian_conditions.empty()) {
    return "a bayesian bucket needs bayesian_conditions";
  }
  if (!(spec.bayesian_prior > 0 && spec.bayesian_prior <= 1)) {
    return fmt::format("bayesian_prior is {}: it must be above 0 and at most 1", spec.bayesian_prior);
  }
  if (spec.bayesian_threshold == 0 || spec.bayesian_threshold > 1) {
    return fmt::format("bayesian_threshold is {}: it must be above 0 and at most 1", spec.bayesian_threshold);
  }
  if (spec.capacity != -1) {
    return fmt::format("capacity is {}: a bayesian bucket needs -1", spec.capacity);
  }
  // The reference takes a scenario without it and panics at its first event.
  if (spec.leakspeed.value_or(0) <= 0) {
    return "a bayesian bucket needs a leakspeed above 0";
  }
  return {};
}

void apply(Scenario& scenario) {
  scenario.lifetime = scenario.leakspeed;
}

}  // namespace

const BucketTypeRow kBayesianType = {content::BucketType::kBayesian, "bayesian", validate, apply};

// leakybucket: updateProbability. Every step rounds to float32.
float update_probability(float prior, float prob_given_evil, float prob_given_benign) {
  const float numerator = prob_given_evil * prior;
  const float benign = prob_given_benign * (1 - prior);
  const float denominator = numerator + benign;
  return numerator / denominator;
}

// leakybucket: BayesianProcessor.AfterBucketPour
float bayesian_probability(Bucket& bucket, std::span<const expr::Value> variables, const OrderKey& order, RuleRunner& runner) {
  const Scenario& scenario = *bucket.scenario;
  bucket.guillotines.resize(scenario.bayesian.size());
  float posterior = scenario.spec.bayesian_prior;
  for (std::size_t i = 0; i < scenario.bayesian.size(); ++i) {
    const BayesianCondition& condition = scenario.bayesian[i];
    if (condition.guillotine && bucket.guillotines[i]) {
      posterior = update_probability(posterior, condition.prob_given_evil, condition.prob_given_benign);
      continue;
    }
    std::optional<bool> holds = runner.run_bool(*condition.program, variables, {scenario.index, RulePart::kBayesian, order});
    if (!holds) {
      continue;
    }
    if (*holds) {
      posterior = update_probability(posterior, condition.prob_given_evil, condition.prob_given_benign);
      bucket.guillotines[i] = true;
    } else {
      posterior = update_probability(posterior, 1 - condition.prob_given_evil, 1 - condition.prob_given_benign);
    }
  }
  return posterior;
}

}  // namespace vedette::buckets
