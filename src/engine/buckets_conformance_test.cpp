// Random scenarios over random events: the alerts that CrowdSec raised in time-machine mode must all come out, and no others.
#include <gtest/gtest.h>

#include <algorithm>
#include <compare>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "base/json.h"
#include "buckets/pour_builder.h"
#include "content/spec.h"
#include "engine/back.h"
#include "expr/builtins/services.h"
#include "model/event_types.h"
#include "parse/stages.h"

namespace vedette::engine {
namespace {

std::string instant(std::string_view text) {
  Result<Time> time = parse_rfc3339(text);
  return time ? format_rfc3339(Time{time->seconds, time->nanoseconds, nullptr}) : std::string(text);
}

/// What the recordings say of an alert.
struct Raised {
  std::string scenario, scope, value, start, stop;
  std::int64_t events = 0;
  std::vector<std::string> ids;
  friend auto operator<=>(const Raised&, const Raised&) = default;
};

std::string to_string(const Raised& alert) {
  std::string text =
      alert.scenario + ' ' + alert.scope + ' ' + alert.value + ' ' + std::to_string(alert.events) + ' ' + alert.start + ".." + alert.stop;
  for (const std::string& id : alert.ids) {
    text += ' ' + id;
  }
  return text;
}

void PrintTo(const Raised& alert, std::ostream* out) {
  *out << to_string(alert);
}

class Collector final : public AlertSink {
 public:
  void alert(EmittedAlert&& emitted) override {
    for (const model::Alert& alert : emitted.alert->alerts) {
      Raised raised{alert.scenario, alert.source.scope, alert.source.value, instant(alert.start_at), instant(alert.stop_at), alert.events_count, {}};
      for (const model::AlertEvent& event : alert.events) {
        raised.ids.emplace_back(event.get_meta("event_id"));
      }
      alerts.push_back(std::move(raised));
    }
  }
  std::vector<Raised> alerts;
};

std::vector<Raised> expected_alerts(const std::string& file) {
  std::vector<Raised> alerts;
  std::ifstream in(file);
  JsonReader reader;
  for (std::string text; std::getline(in, text);) {
    Result<JsonView> alert = reader.parse(text);
    EXPECT_TRUE(alert.has_value()) << text;
    auto field = [&](std::string_view key) {
      JsonView found;
      EXPECT_TRUE(alert->find(key, found)) << key;
      return found;
    };
    auto text_of = [&](std::string_view key) { return std::string(field(key).as_string()); };
    Raised raised{text_of("scenario"),
                  text_of("scope"),
                  text_of("value"),
                  instant(text_of("start")),
                  instant(text_of("stop")),
                  static_cast<std::int64_t>(field("events").as_number()),
                  {}};
    for (auto id = field("event_ids").elements(); id.next();) {
      raised.ids.emplace_back(id.value().as_string());
    }
    alerts.push_back(std::move(raised));
    reader.reset();
  }
  return alerts;
}

std::vector<std::string> read_lines(const std::string& file) {
  std::vector<std::string> lines;
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);) {
    lines.push_back(line);
  }
  return lines;
}

/// Alerts of `lines` (type vt), cut into batches of `batch` events that are handed over last first when `reversed`.
std::vector<Raised> replay(const std::string& folder, const std::vector<std::string>& lines, std::size_t batch, bool reversed,
                           std::size_t memory_budget) {
  Diagnostics diagnostics;
  content::Content content = content::load_folder(folder, {}, diagnostics);
  std::vector<content::SkippedItem> skipped;
  auto stages = parse::Stages::compile(content.parsers, parse::StagesKind::kLog, diagnostics, skipped);
  buckets::Scenarios scenarios = buckets::Scenarios::compile(content, model::content_functions(), diagnostics);
  for (const Diagnostic& diagnostic : diagnostics.all()) {
    EXPECT_NE(diagnostic.severity, Severity::kError) << render(diagnostic);
  }
  EXPECT_TRUE(skipped.empty());
  EXPECT_EQ(scenarios.size(), content.scenarios.size());

  JsonReader json;
  expr::Services services{nullptr, nullptr, &json};
  parse::Runner runner(*stages, &services, Time());
  buckets::PourBuilder builder(scenarios, {&services, Time()});
  BackOptions options;
  options.memory_budget = memory_budget;
  Collector collector;
  Back back(scenarios, nullptr, options, collector);

  std::vector<Batch> batches;
  Arena arena;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (i % batch == 0) {
      batches.emplace_back();
    }
    arena.reset();
    json.reset();
    model::Event event(arena);
    event.line.raw = lines[i];
    event.line.labels.set("type", "vt", arena);
    event.line.module = "file";
    event.line.src = "events.jsonl";
    if (stages->run(event, runner).fate != parse::Fate::kParsed) {
      continue;
    }
    if (buckets::PouredEventRef poured = builder.build(event, {0, i}, std::nullopt)) {
      batches.back().events.push_back(std::move(poured));
    }
  }
  if (reversed) {
    std::reverse(batches.begin(), batches.end());
  }
  for (Batch& one : batches) {
    Result<void> added = back.add(std::move(one));
    EXPECT_TRUE(added.has_value()) << added.error().message;
  }
  Result<void> finished = back.finish();
  EXPECT_TRUE(finished.has_value()) << finished.error().message;
  EXPECT_EQ(back.stats().spilled_bytes != 0, memory_budget < 100'000);
  return collector.alerts;
}

/// An overflow that blackhole or overflow_filter discards is told to the reference's output goroutine, which then deletes the bucket of that name: by
/// chance that is already the next one, whose first event is lost so. Then it has the same alert with a later start and fewer events.
bool lost_a_bucket_by_chance(const Raised& recorded, const Raised& ours, const content::Content& content) {
  for (const content::ScenarioSpec& spec : content.scenarios) {
    if (spec.name == recorded.scenario && !spec.blackhole && spec.overflow_filter.empty()) {
      return false;
    }
  }
  return recorded.scenario == ours.scenario && recorded.value == ours.value && recorded.stop == ours.stop && recorded.ids == ours.ids &&
         recorded.start > ours.start && recorded.events < ours.events;
}

TEST(BucketsConformance, AllAlertsAgree) {
  const std::string folder = VEDETTE_SHARED_DATA "/buckets";
  if (!std::filesystem::exists(folder + "/alerts.jsonl")) {
    GTEST_SKIP() << folder << " is not there";
  }
  std::vector<std::string> lines = read_lines(folder + "/events.jsonl");
  std::vector<Raised> expected = expected_alerts(folder + "/alerts.jsonl");
  const std::vector<Raised> in_order = replay(folder + "/content", lines, lines.size(), false, 1 << 30);
  std::vector<Raised> actual = in_order;
  std::sort(expected.begin(), expected.end());
  std::sort(actual.begin(), actual.end());
  std::vector<Raised> missing;
  std::vector<Raised> unexpected;
  std::set_difference(expected.begin(), expected.end(), actual.begin(), actual.end(), std::back_inserter(missing));
  std::set_difference(actual.begin(), actual.end(), expected.begin(), expected.end(), std::back_inserter(unexpected));
  const std::size_t agree = expected.size() - missing.size();

  Diagnostics diagnostics;
  const content::Content content = content::load_folder(folder + "/content", {}, diagnostics);
  std::size_t by_chance = 0;
  std::erase_if(missing, [&](const Raised& recorded) {
    auto found =
        std::find_if(unexpected.begin(), unexpected.end(), [&](const Raised& ours) { return lost_a_bucket_by_chance(recorded, ours, content); });
    if (found == unexpected.end()) {
      return false;
    }
    unexpected.erase(found);
    ++by_chance;
    return true;
  });
  std::printf("%zu of %zu alerts agree, %zu differ because the reference lost a bucket by chance, %zu are missing, %zu more came out\n", agree,
              expected.size(), by_chance, missing.size(), unexpected.size());
  EXPECT_LE(by_chance * 500, expected.size());
  for (std::size_t i = 0; i < std::min<std::size_t>(missing.size(), 10); ++i) {
    ADD_FAILURE() << "missing:    " << to_string(missing[i]);
  }
  for (std::size_t i = 0; i < std::min<std::size_t>(unexpected.size(), 10); ++i) {
    ADD_FAILURE() << "unexpected: " << to_string(unexpected[i]);
  }

  // The same, in the same order, however the events are cut up and handed over, and through the spill file.
  EXPECT_EQ(replay(folder + "/content", lines, 7, true, 1 << 30), in_order);
  EXPECT_EQ(replay(folder + "/content", lines, 50, true, 20'000), in_order);
}

}  // namespace
}  // namespace vedette::engine
