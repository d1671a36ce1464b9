#include "buckets/bayesian.h"

#include "buckets/bucket_case.h"

namespace vedette::buckets {
namespace {

content::BayesianConditionSpec condition(const std::string& text, float evil, float benign, bool guillotine = false) {
  return {source(text), evil, benign, guillotine};
}

content::ScenarioSpec bayesian_spec(float prior, float threshold, std::vector<content::BayesianConditionSpec> conditions) {
  content::ScenarioSpec spec = make_spec(content::BucketType::kBayesian, -1);
  spec.leakspeed = 30 * kSecond;
  spec.bayesian_prior = prior;
  spec.bayesian_threshold = threshold;
  spec.bayesian_conditions = std::move(conditions);
  return spec;
}

TEST(Bayesian, UpdatesInSinglePrecision) {
  EXPECT_EQ(update_probability(0.5F, 0.8F, 0.2F), 0.800000012F);
  EXPECT_EQ(update_probability(0.8F, 0.9F, 0.5F), 0.878048837F);
  EXPECT_EQ(update_probability(1.0F, 0.3F, 0.7F), 1.0F);
  EXPECT_EQ(update_probability(0.3F, 0.7F, 0.4F), 0.428571433F);
  EXPECT_EQ(update_probability(0.7F, 0.1F, 0.9F), 0.205882356F);
}

TEST(Bayesian, WeighsAllConditionsAtEveryPour) {
  // 0.5 -> 0.8 with the first, -> 0.878 with the second; without the first 0.5 -> 0.2.
  BucketCase run(bayesian_spec(
      0.5F, 0.85F,
      {condition("any(queue.Queue, #.Meta.path == '/')", 0.8F, 0.2F), condition("any(queue.Queue, #.Meta.user == 'admin')", 0.9F, 0.5F)}));
  run.pour(0, "a", {{"path", "/"}}).pour(1, "b", {{"user", "admin"}});
  EXPECT_EQ(run.alerts(), Lines({"t 192.0.2.1 2 [a b] 0s..1s"}));
}

TEST(Bayesian, AGuillotineStaysDown) {
  // The condition holds for the first event only, but counts from then on.
  auto conditions = [](bool guillotine) {
    return std::vector{condition("evt.Meta.path == '/'", 0.8F, 0.2F, guillotine), condition("evt.Meta.user == 'admin'", 0.9F, 0.5F)};
  };
  BucketCase with(bayesian_spec(0.5F, 0.85F, conditions(true)));
  with.pour(0, "a", {{"path", "/"}}).pour(1, "b", {{"user", "admin"}});
  EXPECT_EQ(with.alerts().size(), 1U);

  BucketCase without(bayesian_spec(0.5F, 0.85F, conditions(false)));
  without.pour(0, "a", {{"path", "/"}}).pour(1, "b", {{"user", "admin"}});
  EXPECT_EQ(without.alerts().size(), 0U);
}

TEST(Bayesian, TheThresholdItselfIsNotEnough) {
  BucketCase run(bayesian_spec(0.5F, 0.8F, {condition("true", 0.8F, 0.2F)}));
  run.pour(0, "a");
  EXPECT_EQ(run.alerts(), Lines());
}

TEST(Bayesian, AConditionThatFailsChangesNothing) {
  BucketCase run(bayesian_spec(0.5F, 0.7F, {condition("queue.Queue[9].Meta.id == ''", 0.1F, 0.9F), condition("true", 0.8F, 0.2F)}));
  run.pour(0, "a");
  EXPECT_EQ(run.alerts().size(), 1U);
  EXPECT_EQ(run.buckets().errors().entries().at({0, RulePart::kBayesian}).count, 1U);
}

}  // namespace
}  // namespace vedette::buckets
