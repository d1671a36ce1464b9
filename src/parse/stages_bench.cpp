// The bundled parsers on a CloudTrail record: what the stages cost beside reading the JSON.
#include <benchmark/benchmark.h>

#include <cstdlib>

#include "base/json.h"
#include "content/spec.h"
#include "parse/stages.h"

namespace vedette::parse {
namespace {

constexpr std::string_view kRecord =
    R"({"eventVersion":"1.08","userIdentity":{"type":"AssumedRole","principalId":"AROAEXAMPLE:ana","arn":"arn:aws:sts::123456789012:assumed-role/Deploy/ana",)"
    R"("accountId":"123456789012","accessKeyId":"ASIAEXAMPLE","sessionContext":{"sessionIssuer":{"type":"Role","principalId":"AROAEXAMPLE",)"
    R"("arn":"arn:aws:iam::123456789012:role/Deploy","accountId":"123456789012","userName":"Deploy"},"webIdFederationData":{},)"
    R"("attributes":{"creationDate":"2026-11-24T04:00:00Z","mfaAuthenticated":"false"}}},"eventTime":"2026-11-24T04:05:06Z",)"
    R"("eventSource":"ec2.amazonaws.com","eventName":"DescribeInstances","awsRegion":"eu-west-1","sourceIPAddress":"198.51.100.7",)"
    R"("userAgent":"aws-cli/2.15.0","requestParameters":{"instancesSet":{},"filterSet":{}},"responseElements":null,)"
    R"("requestID":"7b1c0c8e-0000-4000-8000-000000000001","eventID":"7b1c0c8e-0000-4000-8000-000000000002","readOnly":true,)"
    R"("eventType":"AwsApiCall","managementEvent":true,"recipientAccountId":"123456789012","eventCategory":"Management"})";

struct Front {
  Diagnostics diagnostics;
  content::Content content;
  std::vector<content::SkippedItem> skipped;
  std::unique_ptr<Stages> stages;
  JsonReader json;
  expr::Services services;
  Arena arena;
  std::unique_ptr<Runner> runner;

  Front() {
    content = content::load_bundled(diagnostics);
    stages = Stages::compile(content.parsers, StagesKind::kLog, diagnostics, skipped);
    services.json = &json;
    runner = std::make_unique<Runner>(*stages, &services, Time{1795493106, 0, nullptr});
  }
  model::Event* event(std::string_view label) {
    auto* event = arena.make<model::Event>(arena);
    event->line.raw = kRecord;
    event->line.raw_is_json_source = true;
    event->line.module = "file";
    event->line.src = "archive/a.json.gz";
    event->line.labels.set("type", label, arena);
    return event;
  }
  void forget() {
    arena.reset();
    json.reset();
  }
};

void cloudtrail_record(benchmark::State& state) {
  Front front;
  std::size_t parsed = 0;
  for (auto _ : state) {
    ParseResult result = front.stages->run(*front.event("aws-cloudtrail"), *front.runner);
    parsed += result.fate == Fate::kParsed;
    front.forget();
  }
  if (parsed != static_cast<std::size_t>(state.iterations())) {
    state.SkipWithError("not parsed");
  }
}
BENCHMARK(cloudtrail_record);

void json_alone(benchmark::State& state) {
  JsonReader reader;
  for (auto _ : state) {
    benchmark::DoNotOptimize(reader.parse(kRecord));
    reader.reset();
  }
}
BENCHMARK(json_alone);

void record_that_nothing_takes(benchmark::State& state) {
  Front front;
  for (auto _ : state) {
    benchmark::DoNotOptimize(front.stages->run(*front.event("other"), *front.runner));
    front.forget();
  }
}
BENCHMARK(record_that_nothing_takes);

}  // namespace
}  // namespace vedette::parse
