// How fast records are found in a document.
#include <benchmark/benchmark.h>

#include <random>
#include <string>
#include <vector>

#include "base/json.h"
#include "sources/archive/split.h"

namespace {

std::string document(std::size_t bytes) {
  std::mt19937_64 random(3);
  std::string out = R"({"Records":[)";
  for (std::size_t i = 0; out.size() < bytes; ++i) {
    out += i == 0 ? "" : ",";
    out += R"({"eventVersion":"1.08","userIdentity":{"type":"AssumedRole","arn":"arn:aws:sts::123456789012:assumed-role/x/y",)"
           R"("sessionContext":{"sessionIssuer":{"type":"Role","userName":"x"},"attributes":{"mfaAuthenticated":"false"}}},)"
           R"("eventTime":"2026-03-02T08:05:00Z","eventSource":"ec2.amazonaws.com","eventName":"DescribeInstances",)"
           R"("requestParameters":{"filterSet":{"items":[{"name":"vpc-id","valueSet":{"items":[{"value":"vpc-)";
    out += std::to_string(random());
    out += R"("}]}}]}},"responseElements":null,"additionalEventData":{"x":"a \"quoted\" text with {brackets}"},"eventID":")";
    out += std::to_string(random());
    out += R"(","readOnly":true,"eventType":"AwsApiCall","managementEvent":true,"recipientAccountId":"123456789012"})";
  }
  return out + "]}";
}

void split_document(benchmark::State& state) {
  std::string text = document(1 << 20);
  std::size_t size = text.size();
  text.append(vedette::JsonReader::kPadding, '\0');
  vedette::sources::Splitter splitter;
  vedette::Arena arena;
  std::vector<std::string_view> records;
  for (auto _ : state) {
    splitter.begin(vedette::sources::SplitMode::kRecognise);
    records.clear();
    benchmark::DoNotOptimize(splitter.feed({text.data(), size}, true, arena, records));
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * size));
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations() * records.size()));
}
BENCHMARK(split_document);

}  // namespace
