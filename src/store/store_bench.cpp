// Alerts of a CloudTrail incident's size, stored and read back.
#include <benchmark/benchmark.h>

#include <filesystem>
#include <memory>
#include <string>

#include "model/read_alert.h"
#include "store/alerts.h"
#include "store/outbox.h"
#include "store/store.h"

namespace vedette::store {
namespace {

/// About 8 kB of JSON: a dozen events of a dozen fields.
model::Alert large_alert() {
  std::string events;
  for (int i = 0; i < 12; ++i) {
    events += events.empty() ? "" : ",";
    events += R"({"meta":[)";
    for (int j = 0; j < 12; ++j) {
      events += j == 0 ? "" : ",";
      events += R"({"key":"field_)" + std::to_string(j) + R"(","value":"value )" + std::to_string(i * j * 7919) + R"( of it"})";
    }
    events += R"(],"timestamp":"2024-06-01T11:00:00Z"})";
  }
  const std::string json =
      R"({"capacity":5,"decisions":null,"events":[)" + events +
      R"(],"events_count":12,"kind":"crowdsec","labels":null,"leakspeed":"10s","message":"m","scenario":"a/b","scenario_hash":"",)"
      R"("scenario_version":"","simulated":false,"source":{"ip":"192.0.2.1","scope":"Ip","value":"192.0.2.1"},)"
      R"("start_at":"2024-06-01T10:59:00Z","stop_at":"2024-06-01T11:00:00Z"})";
  return model::read_alerts(json).value().at(0);
}

/// One transaction of so many alerts, each with a notification.
void insert_alerts(benchmark::State& state) {
  const model::Alert alert = large_alert();
  const Time now = from_unix(1717243200, 0);
  std::string folder = std::filesystem::temp_directory_path() / "vedette-store-bench-XXXXXX";
  folder = ::mkdtemp(folder.data());
  std::int64_t number = 0;
  {
    Settings settings;
    settings.path = folder + "/vedette.db";
    const std::unique_ptr<Store> store = std::move(Store::open(settings).value());
    for (auto _ : state) {
      Transaction transaction = std::move(store->begin().value());
      for (std::int64_t i = 0; i < state.range(0); ++i) {
        const std::string key = std::to_string(number++);
        const AlertId id = Alerts(transaction).insert({alert, key, "m", now}).value().id;
        const auto entry =
            Outbox(transaction)
                .add({.notifier = "slack", .key = key, .alerts = {id}, .profile = "p", .group = "", .not_before = now, .rendered = {}}, now);
        VEDETTE_CHECK(entry.has_value());
      }
      VEDETTE_CHECK(transaction.commit().has_value());
    }
    state.SetItemsProcessed(number);
    state.counters["bytes_an_alert"] = static_cast<double>(std::filesystem::file_size(settings.path)) / static_cast<double>(number);
  }
  std::filesystem::remove_all(folder);
}
BENCHMARK(insert_alerts)->Arg(1)->Arg(20'000)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace vedette::store
