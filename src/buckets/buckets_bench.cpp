// What a pour costs: building it on the live event, and putting it into its bucket, with few and with a million buckets.
#include <benchmark/benchmark.h>

#include "buckets/buckets.h"
#include "buckets/pour_builder.h"
#include "model/event_types.h"

namespace vedette::buckets {
namespace {

content::ScenarioSpec leaky(const char* groupby) {
  content::ScenarioSpec spec;
  spec.at = SourceText("<bench>", "scenario");
  spec.name = "bench";
  spec.description = "bench";
  spec.type = content::BucketType::kLeaky;
  spec.capacity = 5;
  spec.leakspeed = 10 * kSecond;
  spec.filter = SourceText("<bench>", "evt.Meta.log_type == 'aws-cloudtrail'");
  spec.groupby = SourceText("<bench>", groupby);
  return spec;
}

Scenarios compile_one(content::ScenarioSpec spec) {
  content::Content content;
  content.scenarios.push_back(std::move(spec));
  Diagnostics diagnostics;
  return Scenarios::compile(content, model::content_functions(), diagnostics);
}

/// A log event with a dozen Meta fields; `user` has one of `users` values.
model::Event make_event(Arena& arena, std::int64_t number, std::int64_t users) {
  model::Event event(arena);
  Time time;
  time.seconds = 1767225600 + number / 1000;
  event.time = time;
  event.marshaled_time = arena.copy(format_rfc3339(time));
  event.meta.set("log_type", "aws-cloudtrail", arena);
  event.meta.set("source_ip", "192.0.2.1", arena);
  event.meta.set("user", arena.copy(std::to_string(number * 7919 % users)), arena);
  for (const char* key :
       {"event_name", "event_source", "aws_region", "user_type", "user_arn", "account_id", "user_agent", "error_code", "event_id"}) {
    event.meta.set(model::intern_field(key), "a value of usual length", arena);
  }
  return event;
}

PouredEventRef make(PourBuilder& builder, Arena& arena, std::int64_t number, std::int64_t users) {
  arena.reset();
  model::Event event = make_event(arena, number, users);
  return builder.build(event, {0, static_cast<std::uint64_t>(number)}, std::nullopt);
}

void BM_BuildPour(benchmark::State& state) {
  Scenarios scenarios = compile_one(leaky("evt.Meta.user"));
  PourBuilder builder(scenarios, {});
  Arena arena;
  model::Event event = make_event(arena, 1, 1000);
  for (auto _ : state) {
    benchmark::DoNotOptimize(builder.build(event, {0, 1}, std::nullopt));
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(BM_BuildPour);

/// A filter that does not match: what an event costs that is poured nowhere.
void BM_BuildNoPour(benchmark::State& state) {
  content::ScenarioSpec spec = leaky("evt.Meta.user");
  spec.filter = SourceText("<bench>", "evt.Meta.log_type == 'aws-cloudtrail' && evt.Meta.event_name == 'ConsoleLogin'");
  Scenarios scenarios = compile_one(spec);
  PourBuilder builder(scenarios, {});
  Arena arena;
  model::Event event = make_event(arena, 1, 1000);
  for (auto _ : state) {
    benchmark::DoNotOptimize(builder.build(event, {0, 1}, std::nullopt));
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(BM_BuildNoPour);

/// Scenarios for other events stand beside the one that takes it.
void BM_BuildAmongRules(benchmark::State& state) {
  content::Content content;
  content.scenarios.push_back(leaky("evt.Meta.user"));
  for (std::int64_t i = 1; i < state.range(0); ++i) {
    content::ScenarioSpec spec = leaky("evt.Meta.user");
    spec.name = "other-" + std::to_string(i);
    spec.filter = SourceText("<bench>", "evt.Meta.log_type == 'aws-cloudtrail' && evt.Meta.event_name == 'Event" + std::to_string(i) + "'");
    content.scenarios.push_back(std::move(spec));
  }
  Diagnostics diagnostics;
  Scenarios scenarios = Scenarios::compile(content, model::content_functions(), diagnostics);
  PourBuilder builder(scenarios, {});
  Arena arena;
  model::Event event = make_event(arena, 1, 1000);
  for (auto _ : state) {
    benchmark::DoNotOptimize(builder.build(event, {0, 1}, std::nullopt));
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(BM_BuildAmongRules)->Arg(10)->Arg(1000);

void BM_Pour(benchmark::State& state) {
  const std::int64_t users = state.range(0);
  content::ScenarioSpec spec = leaky("evt.Meta.user");
  spec.leakspeed = 24 * kHour;  // none expires
  spec.capacity = 1000;
  spec.cache_size = 3;
  Scenarios scenarios = compile_one(spec);
  PourBuilder builder(scenarios, {});
  Buckets buckets(scenarios, nullptr);
  Arena arena;
  std::vector<Overflow> overflows;
  std::vector<PouredEventRef> events;
  for (std::int64_t i = 0; i < users; ++i) {
    events.push_back(make(builder, arena, i, users));
    buckets.pour(events.back(), overflows);
  }
  std::size_t next = 0;
  for (auto _ : state) {
    buckets.pour(events[next], overflows);
    next = next + 1 == events.size() ? 0 : next + 1;
  }
  state.SetItemsProcessed(state.iterations());
  state.counters["buckets"] = static_cast<double>(buckets.live_buckets());
}
BENCHMARK(BM_Pour)->Arg(100)->Arg(10'000)->Arg(1'000'000);

}  // namespace
}  // namespace vedette::buckets
