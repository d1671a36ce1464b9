// Expressions as content has them, over a struct that looks like an event.
#include <benchmark/benchmark.h>

#include <array>

#include "expr/program.h"

namespace vedette::expr {
namespace {

/// A map[string]string with a few interned keys, as an event's Meta.
class Names final : public MapObject {
 public:
  static std::uint32_t intern(std::string_view key) {
    for (std::uint32_t i = 0; i < kKeys.size(); ++i) {
      if (kKeys[i] == key) {
        return i;
      }
    }
    return 0xFFFFFFFF;
  }
  [[nodiscard]] std::size_t size() const override { return kKeys.size(); }
  [[nodiscard]] bool find(std::string_view key, Arena& arena, Value& out) const override { return find_interned(intern(key), key, arena, out); }
  [[nodiscard]] bool find_interned(std::uint32_t id, std::string_view /*key*/, Arena& /*arena*/, Value& out) const override {
    for (std::uint32_t i = 0; i < kKeys.size(); ++i) {
      if (i == id) {
        out = Value::string(kValues[i]);
        return true;
      }
    }
    return false;
  }
  void entries(Arena& /*arena*/, std::vector<std::pair<Value, Value>>& out) const override {
    for (std::size_t i = 0; i < kKeys.size(); ++i) {
      out.emplace_back(Value::string(kKeys[i]), Value::string(kValues[i]));
    }
  }

 private:
  static constexpr std::array<std::string_view, 6> kKeys = {"service", "source_ip", "timestamp", "machine", "log_type", "event_name"};
  static constexpr std::array<std::string_view, 6> kValues = {"aws", "203.0.113.7", "2026-01-01T00:00:00Z", "host", "aws-cloudtrail", "ConsoleLogin"};
};

struct FakeEvent {
  Names meta;
  Value unmarshaled;
};

/// {"cloudtrail": {"eventName": .., "userIdentity": {"arn": .., "userName": ..}, "errorCode": ..}}
Value cloudtrail(Arena& arena) {
  const auto object = [&](std::vector<std::pair<std::string_view, Value>> fields) {
    auto* entries = static_cast<std::pair<Value, Value>*>(arena.allocate(fields.size() * sizeof(std::pair<Value, Value>)));
    for (std::size_t i = 0; i < fields.size(); ++i) {
      new (entries + i) std::pair<Value, Value>(Value::string(fields[i].first), fields[i].second);
    }
    return Value::map(arena.make<ArenaMap>(entries, fields.size()));
  };
  const auto text = [](std::string_view s) { return Value::string(s); };
  Value identity = object({{"type", text("IAMUser")}, {"principalId", text("AIDA")}, {"arn", text("arn:aws:iam::123456789012:user/alice")}});
  Value record = object({{"eventVersion", text("1.08")},
                         {"userIdentity", identity},
                         {"eventTime", text("2026-01-01T00:00:00Z")},
                         {"eventSource", text("signin.amazonaws.com")},
                         {"eventName", text("ConsoleLogin")},
                         {"awsRegion", text("us-east-1")}});
  return object({{"cloudtrail", record}});
}

const Type* event_type() {
  static const KeyInterner interner{&Names::intern};
  static const Type* type = [] {
    Type* event = define_struct("bench.Event");
    event->fields.push_back({"Meta", type_of(type_id::kStringMap),
                             [](const void* object, Arena&) { return Value::map(&static_cast<const FakeEvent*>(object)->meta, type_id::kStringMap); },
                             &interner});
    event->fields.push_back(
        {"Unmarshaled", type_of(type_id::kAnyMap), [](const void* object, Arena&) { return static_cast<const FakeEvent*>(object)->unmarshaled; }});
    return pointer_to(event);
  }();
  return type;
}

void run(benchmark::State& state, const char* text) {
  Arena arena;
  FakeEvent event{{}, cloudtrail(arena)};
  Environment environment;
  environment.variables.push_back({"evt", event_type()});
  Diagnostics diagnostics;
  auto program = Program::compile(SourceText("<bench>", text), environment, diagnostics);
  if (program == nullptr) {
    state.SkipWithError(diagnostics.all().front().message.c_str());
    return;
  }
  MachinePtr machine = make_machine();
  Arena scratch;
  CallContext context(scratch);
  const Value variables[] = {Value::object(&event, event_type()->id)};
  for (auto _ : state) {
    Outcome outcome = program->run(*machine, context, variables);
    benchmark::DoNotOptimize(outcome.value);
    if (outcome.failed) {
      state.SkipWithError(outcome.message.c_str());
    }
    scratch.reset();
  }
}

void run_filter(benchmark::State& state, const char* text) {
  Arena arena;
  FakeEvent event{{}, cloudtrail(arena)};
  Environment environment;
  environment.variables.push_back({"evt", event_type()});
  Diagnostics diagnostics;
  auto program = Program::compile(SourceText("<bench>", text), environment, diagnostics);
  if (program == nullptr) {
    state.SkipWithError(diagnostics.all().front().message.c_str());
    return;
  }
  MachinePtr machine = make_machine();
  Arena scratch;
  CallContext context(scratch);
  const Value variables[] = {Value::object(&event, event_type()->id)};
  for (auto _ : state) {
    benchmark::DoNotOptimize(program->run_filter(*machine, context, variables));
    scratch.reset();
  }
}

BENCHMARK_CAPTURE(run_filter, one_test, "evt.Meta.log_type == 'aws-cloudtrail'");
BENCHMARK_CAPTURE(run_filter, other_log_type, "evt.Meta.log_type == 'nginx' && evt.Meta.event_name == 'x'");
BENCHMARK_CAPTURE(run_filter, two_tests, "evt.Meta.log_type == 'aws-cloudtrail' && evt.Unmarshaled.cloudtrail.eventName == \"ConsoleLogin\"");
BENCHMARK_CAPTURE(run_filter, in_list,
                  "evt.Meta.log_type == 'aws-cloudtrail' && evt.Meta.event_name in ['StopLogging', 'DeleteTrail', 'UpdateTrail']");
BENCHMARK_CAPTURE(run_filter, cannot_fetch, "evt.Unmarshaled.cloudtrail.errorCode.x == 'y'");
BENCHMARK_CAPTURE(run_filter, four_tests,
                  "evt.Meta.log_type == 'aws-cloudtrail' && evt.Unmarshaled.cloudtrail.eventSource == 'signin.amazonaws.com' && "
                  "evt.Meta.event_name == 'ConsoleLogin' && evt.Unmarshaled.cloudtrail.userIdentity.type != 'Root'");
BENCHMARK_CAPTURE(run_filter, starts_with, "evt.Meta.event_name startsWith 'Console'");
BENCHMARK_CAPTURE(run_filter, matches, "evt.Meta.event_name matches '^Console(Login|Logout)$'");
BENCHMARK_CAPTURE(run_filter, any_of_list, "any(['StopLogging', 'DeleteTrail', 'ConsoleLogin'], {# == evt.Meta.event_name})");
BENCHMARK_CAPTURE(run, coalesce, "evt.Unmarshaled.cloudtrail.userIdentity?.arn ?? evt.Unmarshaled.cloudtrail.userIdentity.userName");
BENCHMARK_CAPTURE(run, concatenate, "evt.Meta.service + ':' + evt.Meta.event_name");
BENCHMARK_CAPTURE(run, static_field, "evt.Meta.source_ip");

}  // namespace
}  // namespace vedette::expr
