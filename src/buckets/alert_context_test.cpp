#include "buckets/alert_context.h"

#include "buckets/bucket_case.h"
#include "buckets/rule_runner.h"

namespace vedette::buckets {
namespace {

TEST(AlertContext, GathersEachValueOnceInOrder) {
  Diagnostics diagnostics;
  AlertContext context;
  context.compile({{"user", {source("evt.Meta.user"), source("evt.Meta.other")}},
                   {"count", {source("len(evt.Meta.user)")}},
                   {"parts", {source("Split(evt.Meta.user, '-')")}},
                   {"none", {source("evt.Meta.nothing")}},
                   {"sure", {source("evt.Meta.user == '' ? evt.Meta.other : 'x'")}},
                   {"broken", {source("evt.Unmarshaled.a.b")}}},
                  model::content_functions(), diagnostics);
  ASSERT_FALSE(diagnostics.has_errors());
  content::ScenarioSpec spec;
  spec.name = "t";
  spec.description = "t";
  spec.type = content::BucketType::kTrigger;
  spec.filter = source("true");
  const Scenarios scenarios = compile_all({spec});
  PourBuilder builder(scenarios, {});
  Arena arena;
  auto pour = [&](double time, const Meta& meta) {
    model::Event event = make_event(at(time), meta, arena);
    return builder.build(event, {}, std::nullopt);
  };
  const PouredEventRef events[] = {pour(0, {{"user", "a-b"}, {"other", "<o>"}}), pour(1, {{"user", "a-c"}}), pour(1, {{"user", "a-b"}})};
  RuleErrors errors;
  RuleRunner runner(nullptr, errors);
  EXPECT_EQ(context.evaluate(events, {}, 0, runner), (std::vector<model::MetaItem>{
                                                         {"count", R"(["3"])"},
                                                         {"parts", R"(["a","b","c"])"},
                                                         {"sure", R"(["x"])"},
                                                         {"user", "[\"a-b\",\"\\u003co\\u003e\",\"a-c\"]"},
                                                     }));
  EXPECT_EQ(errors.entries().at({0, RulePart::kContext}).count, 3U);
}

TEST(AlertContext, WhatAnExpressionWritesIsInTheAlert) {
  Diagnostics diagnostics;
  AlertContext context;
  context.compile({{"mark", {source("evt.SetMeta('mark', evt.Meta.user) ? evt.Meta.mark : ''")}}}, model::content_functions(), diagnostics);
  ASSERT_FALSE(diagnostics.has_errors());
  content::ScenarioSpec spec;
  spec.name = "t";
  spec.description = "t";
  spec.type = content::BucketType::kTrigger;
  spec.filter = source("true");
  const Scenarios scenarios = compile_all({spec});
  PourBuilder builder(scenarios, {});
  Arena arena;
  model::Event event = make_event(at(0), {{"user", "ann"}}, arena);
  const PouredEventRef events[] = {builder.build(event, {}, std::nullopt)};
  RuleErrors errors;
  RuleRunner runner(nullptr, errors);
  EXPECT_EQ(context.evaluate(events, {}, 0, runner), (std::vector<model::MetaItem>{{"mark", R"(["ann"])"}}));
  EXPECT_EQ(events[0]->meta(arena).get("mark"), "ann");
}

TEST(AlertContext, AnExpressionThatDoesNotCompileIsReported) {
  Diagnostics diagnostics;
  AlertContext context;
  context.compile({{"user", {source("evt.Meta.")}}}, model::content_functions(), diagnostics);
  EXPECT_TRUE(diagnostics.has_errors());
  EXPECT_TRUE(context.empty());
}

TEST(AlertContext, WhatIsAboutTheApplicationFirewallIsLeftOut) {
  Diagnostics diagnostics;
  AlertContext context;
  context.compile({{"name", {source("(match.name != nil && match.internal != true) ? match.name : ''")}},
                   {"agent", {source("req.Method != '' ? req.UserAgent() : ''")}}},
                  model::content_functions(), diagnostics);
  EXPECT_TRUE(diagnostics.all().empty());
  EXPECT_TRUE(context.empty());
  EXPECT_FALSE(names_variable("evt.Meta.match == 'match' || evt.Meta.matches != ''", "match"));
}

TEST(AlertContext, ValuesAreCut) {
  EXPECT_EQ(context_value({"aa", "bb", "cc"}, 16), R"(["aa","bb","cc"])");
  EXPECT_EQ(context_value({"aa", "bb", "cc"}, 15), R"(["aa","bb"])");
  EXPECT_EQ(context_value({std::string(100, 'x')}, 60), "[\"" + std::string(50, 'x') + "...\"]");
  EXPECT_EQ(context_value({"abc"}, 1), R"(["abc"])");
}

}  // namespace
}  // namespace vedette::buckets
