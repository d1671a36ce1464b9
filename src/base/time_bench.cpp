#include <benchmark/benchmark.h>

#include "base/go_layout.h"
#include "base/time.h"

namespace vedette {
namespace {

void read_rfc3339(benchmark::State& state) {
  std::string text = "2026-11-24T04:05:06Z";
  for (auto _ : state) {
    benchmark::DoNotOptimize(text);
    Time time;
    benchmark::DoNotOptimize(try_parse_time(kLayoutRfc3339, text, time));
    benchmark::DoNotOptimize(time);
  }
}
BENCHMARK(read_rfc3339);

void write_rfc3339_utc(benchmark::State& state) {
  Time time{1795493106, 0, nullptr};
  char buffer[kRfc3339Room];
  for (auto _ : state) {
    benchmark::DoNotOptimize(time);
    benchmark::DoNotOptimize(write_rfc3339(time, buffer));
  }
}
BENCHMARK(write_rfc3339_utc);

void read_other_layout(benchmark::State& state) {
  std::string text = "Tue, 04 Nov 1997 00:00:01 +0200";
  for (auto _ : state) {
    benchmark::DoNotOptimize(text);
    Time time;
    benchmark::DoNotOptimize(try_parse_time("Mon, 02 Jan 2006 15:04:05 -0700", text, time));
    benchmark::DoNotOptimize(time);
  }
}
BENCHMARK(read_other_layout);

}  // namespace
}  // namespace vedette
