#include <benchmark/benchmark.h>
#include <simdjson.h>

#include "base/json.h"
#include "base/json_index.h"

namespace vedette {
namespace {

const std::string kRecord =
    R"({"eventVersion":"1.08","userIdentity":{"type":"AssumedRole","principalId":"AROAEXAMPLE:session","arn":"arn:aws:sts::123456789012:assumed-role/role-name/session",)"
    R"("accountId":"123456789012","accessKeyId":"ASIAEXAMPLE","sessionContext":{"sessionIssuer":{"type":"Role","principalId":"AROAEXAMPLE",)"
    R"("arn":"arn:aws:iam::123456789012:role/role-name","accountId":"123456789012","userName":"role-name"},"webIdFederationData":{},)"
    R"("attributes":{"creationDate":"2026-03-07T19:00:00Z","mfaAuthenticated":"false"}}},"eventTime":"2026-03-07T19:30:00Z",)"
    R"("eventSource":"ec2.amazonaws.com","eventName":"DescribeInstances","awsRegion":"us-east-1","sourceIPAddress":"203.0.113.77",)"
    R"("userAgent":"aws-cli/2.1 Python/3.9 Linux/5.10","requestParameters":{"instancesSet":{"items":[{"instanceId":"i-0123456789abcdef0"}]},)"
    R"("filterSet":{}},"responseElements":null,"requestID":"8f2c3d4e-5a6b-7c8d-9e0f-a1b2c3d4e5f6","eventID":"8f2c3d4e-5a6b-7c8d-9e0f-a1b2c3d4e5f6",)"
    R"("readOnly":true,"resources":[{"ARN":"arn:aws:ec2:us-east-1:123456789012:instance/i-0123456789abcdef0","accountId":"123456789012"}],)"
    R"("eventType":"AwsApiCall","managementEvent":true,"recipientAccountId":"123456789012","eventCategory":"Management",)"
    R"("sharedEventID":"8f2c3d4e-5a6b-7c8d-9e0f-a1b2c3d4e5f6","vpcEndpointId":"vpce-0123456789abcdef0",)"
    R"("tlsDetails":{"tlsVersion":"TLSv1.3","cipherSuite":"TLS_AES_128_GCM_SHA256","clientProvidedHostHeader":"ec2.us-east-1.amazonaws.com"}})";

void parse(benchmark::State& state) {
  std::string text = kRecord + std::string(JsonReader::kPadding, ' ');
  JsonReader reader;
  std::size_t count = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(reader.parse(std::string_view(text).substr(0, kRecord.size()), state.range(0) != 0));
    if (++count % static_cast<std::size_t>(state.range(1)) == 0) {
      reader.reset();
    }
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * kRecord.size()));
}
// Few documents alive stay in the cache; a chunk of some MB does not.
BENCHMARK(parse)->ArgNames({"padded", "alive"})->Args({0, 4096})->Args({1, 4096})->Args({1, 16});

/// The yardstick: simdjson's own parser, its buffers hot.
void simdjson_dom(benchmark::State& state) {
  std::string text = kRecord + std::string(JsonReader::kPadding, ' ');
  simdjson::dom::parser parser;
  for (auto _ : state) {
    benchmark::DoNotOptimize(parser.parse(text.data(), kRecord.size(), false).error());
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * kRecord.size()));
}
BENCHMARK(simdjson_dom);

void parse_slowly(benchmark::State& state) {
  JsonReader reader;
  for (auto _ : state) {
    benchmark::DoNotOptimize(reader.parse_slowly(kRecord));
    reader.reset();
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * kRecord.size()));
}
BENCHMARK(parse_slowly);

void find(benchmark::State& state) {
  JsonReader reader;
  JsonView view = *reader.parse(kRecord);
  for (auto _ : state) {
    JsonView found;
    benchmark::DoNotOptimize(view.find("eventName", found));
    benchmark::DoNotOptimize(found);
  }
}
BENCHMARK(find);

void build_index(benchmark::State& state) {
  JsonReader reader;
  JsonView view = *reader.parse(kRecord);
  Arena arena;
  for (auto _ : state) {
    arena.reset();
    benchmark::DoNotOptimize(JsonKeyIndex::build(view, arena));
  }
}
BENCHMARK(build_index);

void find_by_index(benchmark::State& state) {
  JsonReader reader;
  JsonView view = *reader.parse(kRecord);
  Arena arena;
  const JsonKeyIndex* index = JsonKeyIndex::build(view, arena);
  const std::uint32_t hash = json_key_hash("eventName");
  for (auto _ : state) {
    JsonView found;
    benchmark::DoNotOptimize(index->find("eventName", hash, found));
    benchmark::DoNotOptimize(found);
  }
}
BENCHMARK(find_by_index);

void write_canonical(benchmark::State& state) {
  JsonReader reader;
  JsonView view = *reader.parse(kRecord);
  std::string out;
  for (auto _ : state) {
    out.clear();
    append_canonical_json(out, view);
    benchmark::DoNotOptimize(out.data());
  }
}
BENCHMARK(write_canonical);

}  // namespace
}  // namespace vedette
