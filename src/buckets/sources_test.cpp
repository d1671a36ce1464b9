#include "buckets/bucket_case.h"

namespace vedette::buckets {
namespace {

std::map<std::pair<std::uint32_t, std::string>, std::uint64_t> dropped(const BucketCase& run) {
  return run.buckets().stats().dropped;
}

TEST(Sources, AnAlertWithoutItsSourceIsCounted) {
  BucketCase run(trigger_spec());
  run.pour(0, "a", {{"log_type", "(none)"}}).pour(1, "b", {{"source_ip", "AWS Internal"}}).pour(2, "c", {{"source_ip", "AWS Internal"}});
  EXPECT_EQ(run.alerts(), Lines());
  EXPECT_EQ(dropped(run), (std::map<std::pair<std::uint32_t, std::string>, std::uint64_t>{
                              {{0, "scope is Ip but Meta[source_ip] doesn't exist"}, 1},
                              {{0, "scope is Ip but 'AWS Internal' isn't a valid ip"}, 2},
                          }));
}

TEST(Sources, RangeTakesTheDeclaredRange) {
  content::ScenarioSpec spec = trigger_spec();
  spec.scope_type = "Range";
  BucketCase run(spec);
  run.pour(0, "a", {{"SourceRange", "192.0.2.77/24"}}).pour(1, "b").pour(2, "c", {{"SourceRange", "192.0.2.0/33"}});
  EXPECT_EQ(run.alerts(), Lines({"t 192.0.2.0/24 1 [a] 0s..0s", "t  1 [b] 1s..1s"}));
  EXPECT_EQ(run.overflows()[0].alert->alerts[0].source.ip, "192.0.2.1");
  EXPECT_EQ(run.overflows()[0].alert->alerts[0].source.range, "192.0.2.0/24");
  EXPECT_EQ(dropped(run).size(), 1U);
}

TEST(Sources, AScopeOfItsOwnHasItsExpressionsValue) {
  content::ScenarioSpec spec = trigger_spec();
  spec.scope_type = "Username";
  spec.scope_expression = source("evt.Meta.user");
  BucketCase run(spec);
  run.pour(0, "a", {{"user", "ann"}}).pour(1, "b");
  EXPECT_EQ(run.alerts(), Lines({"t ann 1 [a] 0s..0s", "t  1 [b] 1s..1s"}));
  EXPECT_EQ(run.overflows()[0].alert->alerts[0].source.scope, "Username");
  EXPECT_EQ(run.overflows()[0].alert->alerts[0].source.ip, "");
}

TEST(Sources, AScopeExpressionThatFailsLosesTheAlertAndSaysSo) {
  content::ScenarioSpec spec = trigger_spec();
  spec.scope_type = "Username";
  spec.scope_expression = source("evt.Unmarshaled.none.deep");
  BucketCase run(spec);
  run.pour(0, "a");
  ASSERT_EQ(dropped(run).size(), 1U);
  EXPECT_EQ(dropped(run).begin()->first.second.rfind("while running scope filter: ", 0), 0U);
  EXPECT_EQ(run.builder().errors().entries().at({0, RulePart::kScope}).count, 1U);
}

TEST(Sources, CarryWhatTheEnrichersFound) {
  content::ScenarioSpec spec = trigger_spec();
  Scenarios scenarios = compile_all({spec});
  PourBuilder builder(scenarios, {});
  Buckets buckets(scenarios, nullptr);
  Arena arena;
  model::Event event = make_event(at(0), {}, arena);
  event.enriched.set("ASNNumber", "64500", arena);
  event.enriched.set("ASNOrg", "Example", arena);
  event.enriched.set("IsoCode", "FR", arena);
  event.enriched.set("Latitude", "48.5", arena);
  event.enriched.set("Longitude", "not a number", arena);
  std::vector<Overflow> overflows;
  buckets.pour(builder.build(event, {}, std::nullopt), overflows);
  ASSERT_EQ(overflows.size(), 1U);
  const model::Source& found = overflows[0].alert->alerts[0].source;
  EXPECT_EQ(found.as_number, "64500");
  EXPECT_EQ(found.as_name, "Example");
  EXPECT_EQ(found.cn, "FR");
  EXPECT_EQ(found.latitude, 48.5F);
  EXPECT_EQ(found.longitude, 0.0F);
}

}  // namespace
}  // namespace vedette::buckets
