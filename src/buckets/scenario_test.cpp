#include "buckets/scenario.h"

#include "buckets/bucket_case.h"

namespace vedette::buckets {
namespace {

using content::BucketType;

content::ScenarioSpec with(BucketType type, std::int64_t capacity, void (*change)(content::ScenarioSpec&) = nullptr) {
  content::ScenarioSpec spec = make_spec(type, capacity);
  spec.leakspeed = kSecond;
  spec.duration = std::nullopt;
  if (change != nullptr) {
    change(spec);
  }
  return spec;
}

void bayesian(content::ScenarioSpec& spec) {
  spec.bayesian_prior = 0.5F;
  spec.bayesian_threshold = 0.8F;
  spec.bayesian_conditions = {{source("true"), 0.5F, 0.5F, false}};
}

std::string first_error(const Diagnostics& diagnostics) {
  for (const Diagnostic& diagnostic : diagnostics.all()) {
    if (diagnostic.severity == Severity::kError) {
      return diagnostic.message;
    }
  }
  return "";
}

TEST(Scenarios, EachTypeHasItsDemands) {
  using Spec = content::ScenarioSpec;
  struct {
    Spec spec;
    std::string error;  // its beginning; empty: it loads
  } cases[] = {
      {with(BucketType::kLeaky, 10), ""},
      {with(BucketType::kLeaky, 0), "capacity is 0: a leaky bucket needs one above 0"},
      {with(BucketType::kLeaky, -1), "capacity is -1"},
      {with(BucketType::kLeaky, 10, [](Spec& s) { s.leakspeed = std::nullopt; }), "a leaky bucket needs leakspeed"},
      {with(BucketType::kLeaky, 10, [](Spec& s) { s.leakspeed = 0; }), "leakspeed is 0s"},
      {with(BucketType::kTrigger, 0), ""},
      {with(BucketType::kTrigger, 1), "capacity is 1: a trigger has none"},
      {with(BucketType::kCounter, -1, [](Spec& s) { s.duration = kSecond; }), ""},
      {with(BucketType::kCounter, 0, [](Spec& s) { s.duration = kSecond; }), "capacity is 0: a counter needs -1"},
      {with(BucketType::kCounter, -1), "a counter needs duration"},
      {with(BucketType::kCounter, -1, [](Spec& s) { s.duration = 0; }), "duration is 0s"},
      {with(BucketType::kConditional, -1, [](Spec& s) { s.condition = source("true"); }), ""},
      {with(BucketType::kConditional, -1), "a conditional bucket needs a condition"},
      {with(BucketType::kBayesian, -1, bayesian), ""},
      {with(BucketType::kBayesian, 0, bayesian), "capacity is 0: a bayesian bucket needs -1"},
      {with(BucketType::kBayesian, -1), "a bayesian bucket needs bayesian_conditions"},
      {with(BucketType::kBayesian, -1, [](Spec& s) { bayesian(s), s.bayesian_prior = 0; }), "bayesian_prior is 0"},
      {with(BucketType::kBayesian, -1, [](Spec& s) { bayesian(s), s.bayesian_prior = 1.01F; }), "bayesian_prior is 1.01"},
      {with(BucketType::kBayesian, -1, [](Spec& s) { bayesian(s), s.bayesian_threshold = 0; }), "bayesian_threshold is 0"},
      {with(BucketType::kBayesian, -1, [](Spec& s) { bayesian(s), s.bayesian_threshold = 1.01F; }), "bayesian_threshold is 1.01"},
      {with(BucketType::kBayesian, -1, [](Spec& s) { bayesian(s), s.leakspeed = std::nullopt; }), "a bayesian bucket needs a leakspeed"},
      {with(BucketType::kTrigger, 0, [](Spec& s) { s.filter = SourceText(); }), "a scenario needs a filter"},
      {with(BucketType::kTrigger, 0, [](Spec& s) { s.description = ""; }), "a scenario needs a description"},
      {with(BucketType::kTrigger, 0, [](Spec& s) { s.scope_expression = source("evt.Meta.x"); }), "the scope Ip takes no expression"},
      {with(BucketType::kTrigger, 0, [](Spec& s) { s.scope_type = "Country"; }), "the scope Country needs an expression"},
      {with(BucketType::kTrigger, 0, [](Spec& s) { s.scope_type = "Range"; }), ""},
  };
  for (const auto& one : cases) {
    Diagnostics diagnostics;
    Scenarios scenarios = compile_all({one.spec}, diagnostics);
    EXPECT_EQ(first_error(diagnostics).substr(0, one.error.size()), one.error);
    EXPECT_EQ(scenarios.size(), one.error.empty() ? 1U : 0U) << first_error(diagnostics);
    EXPECT_EQ(scenarios.skipped().size(), one.error.empty() ? 0U : 1U);
  }
}

TEST(Scenarios, OneThatDoesNotCompileIsLeftOut) {
  content::ScenarioSpec bad = trigger_spec();
  bad.name = "a-bad";
  bad.filter = source("evt.Meta.x ==");
  content::ScenarioSpec number = trigger_spec();
  number.name = "b-number";
  number.groupby = source("len(evt.Meta.x)");
  content::ScenarioSpec good = trigger_spec();
  good.name = "c-good";
  Diagnostics diagnostics;
  Scenarios scenarios = compile_all({good, bad, number}, diagnostics);
  ASSERT_EQ(scenarios.size(), 1U);
  EXPECT_EQ(scenarios.at(0).name(), "c-good");
  ASSERT_EQ(scenarios.skipped().size(), 2U);
  EXPECT_EQ(scenarios.skipped()[0].name, "a-bad");
  EXPECT_EQ(diagnostics.all()[0].item, "a-bad");
}

TEST(Scenarios, AreInNameOrder) {
  content::ScenarioSpec b = trigger_spec();
  b.name = "b";
  content::ScenarioSpec a = trigger_spec();
  a.name = "a";
  Scenarios scenarios = compile_all({b, a});
  EXPECT_EQ(scenarios.at(0).name(), "a");
  EXPECT_EQ(scenarios.at(1).index, 1U);
  EXPECT_EQ(scenarios.find("b"), &scenarios.at(1));
  EXPECT_EQ(scenarios.find("c"), nullptr);
}

TEST(Scenarios, SizeQueuesAsTheReference) {
  struct {
    std::int64_t capacity, cache_size, queue_capacity;
  } cases[] = {{5, 0, 5}, {5, 3, 3}, {5, 5, 5}, {5, 6, 5}};
  for (const auto& one : cases) {
    content::ScenarioSpec spec = leaky_spec(one.capacity, kSecond);
    spec.cache_size = one.cache_size;
    EXPECT_EQ(compile_all({spec}).at(0).queue_capacity, one.queue_capacity);
  }
}

}  // namespace
}  // namespace vedette::buckets
