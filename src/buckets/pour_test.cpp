#include "buckets/pour.h"

#include "buckets/bucket_case.h"
#include "buckets/event_snapshot.h"

namespace vedette::buckets {
namespace {

TEST(DuplicateId, IsAUuidWithinAnAccount) {
  auto id = DuplicateId::from("123456789012", "e6a2a0e4-1c4b-4d3e-9f00-0123456789AB");
  ASSERT_TRUE(id);
  EXPECT_EQ(id->account, 123456789012U);
  EXPECT_EQ(id->high, 0xe6a2a0e41c4b4d3eU);
  EXPECT_EQ(id->low, 0x9f000123456789abU);
  for (const char* text :
       {"", "e6a2a0e4", "e6a2a0e4-1c4b-4d3e-9f00-0123456789a", "e6a2a0e4-1c4b-4d3e-9f00-0123456789ag", "e6a2a0e4x1c4b-4d3e-9f00-0123456789ab"}) {
    EXPECT_FALSE(DuplicateId::from("1", text)) << text;
  }
  EXPECT_FALSE(DuplicateId::from("", "e6a2a0e4-1c4b-4d3e-9f00-0123456789ab"));
  EXPECT_FALSE(DuplicateId::from("anonymous", "e6a2a0e4-1c4b-4d3e-9f00-0123456789ab"));
}

TEST(PourBuilder, AFilterThatWritesDecidesWhatComesAfterIt) {
  const std::vector<std::string> filters = {
      "evt.Meta.user == 'ann'",                                    // stands before the one that writes
      "evt.Meta.event == 'x' && evt.SetMeta('user', 'ann')",       //
      "evt.Meta.user == 'ann'",                                    // found by what was written
      "evt.Meta.user == 'bob'",                                    // not found any more
      "evt.Meta.user contains 'ann'",                              // by words
      "evt.Meta.user contains 'bob' || evt.Meta.user == 'nobody'"  //
  };
  std::vector<content::ScenarioSpec> specs;
  for (const std::string& filter : filters) {
    content::ScenarioSpec& spec = specs.emplace_back(trigger_spec());
    spec.name = "scenario " + std::to_string(specs.size());
    spec.filter = source(filter);
  }
  Scenarios scenarios = compile_all(specs);
  PourBuilder builder(scenarios, {});
  Arena arena;
  const auto poured = [&](const Meta& meta) {
    model::Event event = make_event(at(0), meta, arena);
    PouredEventRef made = builder.build(event, {}, std::nullopt);
    Lines names;
    for (std::uint32_t i = 0; made && i < made->pour_count(); ++i) {
      names.push_back(scenarios.at(made->pour(i).scenario).name());
    }
    return names;
  };
  EXPECT_EQ(poured({{"event", "x"}, {"user", "bob"}}), Lines({"scenario 2", "scenario 3", "scenario 5"}));
  EXPECT_EQ(poured({{"event", "y"}, {"user", "bob"}}), Lines({"scenario 4", "scenario 6"}));
  EXPECT_EQ(poured({{"event", "y"}, {"user", "ann"}}), Lines({"scenario 1", "scenario 3", "scenario 5"}));
}

TEST(PouredEvent, ComesBackFromItsBytes) {
  content::ScenarioSpec spec = leaky_spec(1, kSecond);
  spec.groupby = source("evt.Meta.user");
  spec.distinct = source("evt.Meta.id");
  spec.scope_type = "Username";
  spec.scope_expression = source("evt.Meta.user");
  spec.overflow_filter = source("len(queue.Queue[0].Unmarshaled) > 0 && queue.Queue[0].Parsed.p == ''");
  content::ScenarioSpec other = trigger_spec();
  other.name = "u";
  Scenarios scenarios = compile_all({spec, other});
  PourBuilder builder(scenarios, {});
  std::string packed;
  {
    Arena arena;
    model::Event event = make_event(at(1.5), {{"user", "ann"}, {"id", "7"}, {"a key nobody names", "x"}, {"empty", ""}}, arena);
    event.parsed.set("p", "q", arena);
    const expr::Value numbers[] = {expr::Value::floating(1.5), expr::Value::boolean(true), expr::Value(), expr::Value::string("deep")};
    const std::pair<expr::Value, expr::Value> entries[] = {{expr::Value::string("list"), expr::Value::slice(numbers, 4)}};
    expr::ArenaMap map(entries, 1);
    event.unmarshaled.set("vt", expr::Value::map(&map), arena);
    PouredEventRef poured = builder.build(event, {3, 4}, DuplicateId{1, 2, 3});
    ASSERT_TRUE(poured);
    poured->pack(packed);
  }
  PouredEventRef poured = PouredEventRef::unpack(packed);
  ASSERT_TRUE(poured);
  EXPECT_EQ(poured->time(), at(1.5));
  EXPECT_EQ(poured->order().path, 3U);
  EXPECT_EQ(poured->order().record, 4U);
  EXPECT_EQ(poured->duplicate_id(), (DuplicateId{1, 2, 3}));
  ASSERT_EQ(poured->pour_count(), 2U);
  EXPECT_EQ(poured->pour(0).partition, "ann");
  EXPECT_EQ(poured->pour(0).distinct, "7");
  EXPECT_EQ(poured->pour(0).scope, "ann");
  EXPECT_FALSE(poured->pour_into(9));

  const model::Event& event = poured->event();
  EXPECT_EQ(event.meta.get("user"), "ann");
  EXPECT_EQ(event.meta.get("a key nobody names"), "x");
  EXPECT_TRUE(event.meta.has("empty"));
  EXPECT_EQ(event.parsed.get("p"), "q");
  EXPECT_EQ(event.marshaled_time, "2026-01-01T00:00:01.5Z");
  Arena arena;
  expr::Value vt;
  ASSERT_TRUE(event.unmarshaled.find("vt", arena, vt));
  EXPECT_EQ(expr::to_typed_json(vt, arena), R"({"list":[1.5,true,null,"deep"]})");
}

TEST(PouredEvent, HoldsOnlyWhatIsReadLater) {
  Scenarios scenarios = compile_all({trigger_spec()});
  PourBuilder builder(scenarios, {});
  Arena arena;
  model::Event event = make_event(at(0), {}, arena);
  event.parsed.set("p", "q", arena);
  event.line.raw = "the line";
  PouredEventRef poured = builder.build(event, {}, std::nullopt);
  ASSERT_TRUE(poured);
  EXPECT_FALSE(poured->event().parsed.has("p"));
  EXPECT_TRUE(poured->event().line.raw.empty());
  EXPECT_EQ(poured->event().meta.get("source_ip"), "192.0.2.1");
}

TEST(PouredEvent, RefusesBytesThatAreNotIts) {
  EXPECT_FALSE(PouredEventRef::unpack("short"));
  EXPECT_FALSE(PouredEventRef::unpack(std::string(200, '\xff')));
}

TEST(PourBuilder, AnUndatedEventTakesTheReferenceDate) {
  Scenarios scenarios = compile_all({trigger_spec()});
  PourBuilder builder(scenarios, {nullptr, at(77)});
  Arena arena;
  model::Event event = make_event(at(0), {}, arena);
  event.marshaled_time = "soon";
  event.time = Time();
  EXPECT_EQ(builder.build(event, {}, std::nullopt)->time(), at(77));
  event.time = at(5);
  EXPECT_EQ(builder.build(event, {}, std::nullopt)->time(), at(5));
  EXPECT_EQ(builder.undated(), 2U);
}

TEST(PourBuilder, AFilterThatFailsIsFalseForItsScenarioOnly) {
  content::ScenarioSpec bad = trigger_spec();
  bad.name = "a";
  bad.filter = source("evt.Unmarshaled.none.deep == 'x'");
  content::ScenarioSpec bad_group = trigger_spec();
  bad_group.name = "b";
  bad_group.groupby = source("evt.Unmarshaled.none.deep");
  content::ScenarioSpec good = trigger_spec();
  good.name = "c";
  BucketCase run(std::vector<content::ScenarioSpec>{bad, bad_group, good});
  run.pour(0, "1").pour(1, "2");
  EXPECT_EQ(run.alerts(), Lines({"c 192.0.2.1 1 [1] 0s..0s", "c 192.0.2.1 1 [2] 1s..1s"}));
  const auto& errors = run.builder().errors().entries();
  EXPECT_EQ(errors.at({0, RulePart::kFilter}).count, 2U);
  EXPECT_EQ(errors.at({1, RulePart::kGroupby}).count, 2U);
  EXPECT_FALSE(errors.at({0, RulePart::kFilter}).message.empty());
}

TEST(CaptureNeeds, FollowTheNamesInTheText) {
  struct {
    const char* expression;
    bool parsed, unmarshaled, enriched, line;
  } cases[] = {
      {"len(queue.Queue) > 2", false, false, false, false},
      {"any(queue.Queue, #.Meta.country == 'FR')", false, false, false, false},
      {"any(queue.Queue, {.Parsed.port == '22'})", true, false, false, false},
      {"evt?.Unmarshaled?.x == 1", false, true, false, false},
      {"evt.Enriched.IsoCode + evt.Line.Src", false, false, true, true},
      {"count(queue.Queue, #acc == 1) > 0", false, false, false, false},
      {"map(queue.Queue, #)[0].Meta.x == ''", true, true, true, true},
      {"ToJsonString(queue.Queue) == ''", true, true, true, true},
      {"evt['Par' + 'sed'].x == ''", true, true, true, true},
      {"queue.Queue[0]['Par' + 'sed'].x == ''", true, true, true, true},
      {"let x = queue.Queue[-1]; x[evt.Meta.f].y == ''", true, true, true, true},
      {"'https://x/#/events/evt' + evt.Meta['json'] + \"\\\"#\"", false, false, false, false},
      {"let known = ['a', 'b']; queue.Queue[-1].Meta.x in known && queue.Queue[0].Meta[evt.Meta.k] == ''", false, false, false, false},
  };
  for (const auto& one : cases) {
    CaptureNeeds needs = needs_of_expression(one.expression);
    EXPECT_EQ(needs.parsed, one.parsed) << one.expression;
    EXPECT_EQ(needs.unmarshaled, one.unmarshaled) << one.expression;
    EXPECT_EQ(needs.enriched, one.enriched) << one.expression;
    EXPECT_EQ(needs.line, one.line) << one.expression;
  }
}

}  // namespace
}  // namespace vedette::buckets
