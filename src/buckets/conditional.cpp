// conditional: overflows when `condition`, run after every pour, holds.
#include "buckets/conditional.h"

#include <fmt/format.h>

#include "buckets/bucket_types.h"

namespace vedette::buckets {

namespace {

// leakybucket: ConditionalType.Validate
std::string validate(const content::ScenarioSpec& spec) {
  if (spec.condition.empty()) {
    return "a conditional bucket needs a condition";
  }
  if (!spec.leakspeed) {
    return "a conditional bucket needs leakspeed";
  }
  if (*spec.leakspeed <= 0) {
    return fmt::format("leakspeed is {}: it must be above 0", format_duration(*spec.leakspeed));
  }
  return {};
}

void apply(Scenario& scenario) {
  scenario.conditional_overflow = true;
  scenario.lifetime = scenario.leakspeed;
}

}  // namespace

const BucketTypeRow kConditionalType = {content::BucketType::kConditional, "conditional", validate, apply};

// leakybucket: ConditionalProcessor.AfterBucketPour
bool condition_holds(const Scenario& scenario, std::span<const expr::Value> variables, const OrderKey& order, RuleRunner& runner) {
  return runner.run_bool(*scenario.condition, variables, {scenario.index, RulePart::kCondition, order}).value_or(false);
}

}  // namespace vedette::buckets
