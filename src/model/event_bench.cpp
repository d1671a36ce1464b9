// What every record of an archive pays: decoding it into the event, and reading fields.
#include <benchmark/benchmark.h>

#include <string>

#include "base/json.h"
#include "expr/builtins/services.h"
#include "expr/program.h"
#include "model/event_types.h"

namespace vedette::model {
namespace {

const std::string kRecord =
    R"({"eventVersion":"1.08","userIdentity":{"type":"AssumedRole","principalId":"AROAEXAMPLE:session","arn":"arn:aws:sts::123456789012:assumed-role/role-name/session",)"
    R"("accountId":"123456789012","accessKeyId":"ASIAEXAMPLE","sessionContext":{"sessionIssuer":{"type":"Role","principalId":"AROAEXAMPLE",)"
    R"("arn":"arn:aws:iam::123456789012:role/role-name","accountId":"123456789012","userName":"role-name"},"webIdFederationData":{},)"
    R"("attributes":{"creationDate":"2026-03-07T19:00:00Z","mfaAuthenticated":"false"}}},"eventTime":"2026-03-07T19:30:00Z",)"
    R"("eventSource":"ec2.amazonaws.com","eventName":"DescribeInstances","awsRegion":"us-east-1","sourceIPAddress":"203.0.113.77",)"
    R"("userAgent":"aws-cli/2.1 Python/3.9 Linux/5.10","requestParameters":{"instancesSet":{"items":[{"instanceId":"i-0123456789abcdef0"}]},)"
    R"("filterSet":{}},"responseElements":null,"requestID":"8f2c3d4e-5a6b-7c8d-9e0f-a1b2c3d4e5f6","eventID":"8f2c3d4e-5a6b-7c8d-9e0f-a1b2c3d4e5f6",)"
    R"("readOnly":true,"eventType":"AwsApiCall","managementEvent":true,"recipientAccountId":"123456789012","eventCategory":"Management"})";

/// Runs one expression on a fresh event, as the front does for each record; the reader and the arena are reset every 1,024 records.
void run(benchmark::State& state, const char* text, bool decoded) {
  Diagnostics diagnostics;
  auto program = expr::Program::compile(SourceText("<bench>", text), event_environment(), diagnostics);
  if (program == nullptr) {
    state.SkipWithError("does not compile");
    return;
  }
  Arena arena;
  JsonReader reader;
  expr::Services services;
  services.json = &reader;
  expr::CallContext context(arena);
  context.services = &services;
  expr::MachinePtr machine = expr::make_machine();
  auto decode =
      expr::Program::compile(SourceText("<bench>", "UnmarshalJSON(evt.Line.Raw, evt.Unmarshaled, 'cloudtrail')"), event_environment(), diagnostics);
  Event kept(arena);
  kept.line.raw = kRecord;
  kept.line.raw_is_json_source = true;
  const expr::Value kept_variables[] = {event_value(kept)};
  if (decoded) {
    (void)decode->run(*machine, context, kept_variables);
  }
  std::size_t count = 0;
  for (auto _ : state) {
    context.steps_left = 10'000'000;
    if (decoded) {
      benchmark::DoNotOptimize(program->run(*machine, context, kept_variables));
      continue;
    }
    if (++count % 1024 == 0) {
      arena.reset();
      reader.reset();
    }
    Event event(arena);
    event.line.raw = kRecord;
    event.line.raw_is_json_source = true;
    const expr::Value variables[] = {event_value(event)};
    benchmark::DoNotOptimize(program->run(*machine, context, variables));
  }
}

void unmarshal_record(benchmark::State& state) {
  run(state, "UnmarshalJSON(evt.Line.Raw, evt.Unmarshaled, 'cloudtrail') in ['', nil]", false);
}
BENCHMARK(unmarshal_record);

void read_top_field(benchmark::State& state) {
  run(state, "evt.Unmarshaled.cloudtrail.eventName == 'ConsoleLogin'", true);
}
BENCHMARK(read_top_field);

void read_deep_field(benchmark::State& state) {
  run(state, "evt.Unmarshaled.cloudtrail.userIdentity?.sessionContext?.sessionIssuer?.arn", true);
}
BENCHMARK(read_deep_field);

void get_interned_field(benchmark::State& state) {
  Arena arena;
  FieldMap map;
  for (int i = 0; i < 15; ++i) {
    map.set(intern_field("bench" + std::to_string(i)), "value", arena);
  }
  FieldId last = intern_field("bench14");
  for (auto _ : state) {
    benchmark::DoNotOptimize(map.get(last));
  }
}
BENCHMARK(get_interned_field);

void set_meta(benchmark::State& state) {
  std::vector<FieldId> ids;
  for (int i = 0; i < 15; ++i) {
    ids.push_back(intern_field("bench" + std::to_string(i)));
  }
  Arena arena;
  for (auto _ : state) {
    arena.reset();
    FieldMap map;
    for (FieldId id : ids) {
      map.set(id, "value", arena);
    }
    benchmark::DoNotOptimize(map);
  }
  state.SetItemsProcessed(state.iterations() * 15);
}
BENCHMARK(set_meta);

}  // namespace
}  // namespace vedette::model
