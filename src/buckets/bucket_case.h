// For tests: small cases run through PourBuilder and Buckets, and what came of them as one line an overflow.
#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "buckets/buckets.h"
#include "buckets/pour_builder.h"
#include "model/event_types.h"

namespace vedette::buckets {

using Meta = std::map<std::string, std::string>;

/// Seconds after 2026-01-01T00:00:00Z.
inline Time at(double seconds) {
  Time start;
  start.seconds = 1767225600;
  return add(start, static_cast<Duration>(std::llround(seconds * 1e9)));
}

inline SourceText source(const std::string& text) {
  return {"<test>", text};
}

inline content::ScenarioSpec make_spec(content::BucketType type, std::int64_t capacity = 0) {
  content::ScenarioSpec spec;
  spec.at = source("scenario");
  spec.name = "t";
  spec.description = "a test";
  spec.type = type;
  spec.capacity = capacity;
  spec.filter = source("true");
  return spec;
}

inline content::ScenarioSpec leaky_spec(std::int64_t capacity, Duration leakspeed) {
  content::ScenarioSpec spec = make_spec(content::BucketType::kLeaky, capacity);
  spec.leakspeed = leakspeed;
  return spec;
}

inline content::ScenarioSpec trigger_spec() {
  return make_spec(content::BucketType::kTrigger);
}

inline Scenarios compile_all(std::vector<content::ScenarioSpec> specs, Diagnostics& diagnostics) {
  content::Content content;
  content.scenarios = std::move(specs);
  return Scenarios::compile(content, model::content_functions(), diagnostics);
}

inline Scenarios compile_all(std::vector<content::ScenarioSpec> specs) {
  Diagnostics diagnostics;
  Scenarios scenarios = compile_all(std::move(specs), diagnostics);
  for (const Diagnostic& diagnostic : diagnostics.all()) {
    EXPECT_NE(diagnostic.severity, Severity::kError) << render(diagnostic);
  }
  return scenarios;
}

/// A log event of the test at `time`. Its source is 192.0.2.1 unless `meta` says otherwise.
inline model::Event make_event(Time time, const Meta& meta, Arena& arena) {
  model::Event event(arena);
  event.marshaled_time = arena.copy(format_rfc3339(time));
  event.time = time;
  event.meta.set("source_ip", "192.0.2.1", arena);
  for (const auto& [key, value] : meta) {
    if (value == "(none)") {
      event.meta.clear();
      continue;
    }
    event.meta.set(arena.copy(key), value.empty() ? std::string_view("") : arena.copy(value), arena);
  }
  return event;
}

class BucketCase {
 public:
  explicit BucketCase(std::vector<content::ScenarioSpec> specs)
      : scenarios_(compile_all(std::move(specs))), builder_(scenarios_, {nullptr, at(0)}), buckets_(scenarios_, nullptr) {}
  explicit BucketCase(content::ScenarioSpec spec) : BucketCase(std::vector<content::ScenarioSpec>{std::move(spec)}) {}

  /// One event; `id` is Meta.id.
  BucketCase& pour(double seconds, const std::string& id, Meta meta = {}) {
    Arena arena;
    meta["id"] = id;
    model::Event event = make_event(at(seconds), meta, arena);
    if (PouredEventRef poured = builder_.build(event, {0, record_++}, std::nullopt)) {
      buckets_.pour(poured, overflows_);
    }
    return *this;
  }
  BucketCase& advance(double seconds) {
    while (buckets_.advance(at(seconds), overflows_)) {
    }
    return *this;
  }
  BucketCase& finish() {
    while (buckets_.finish(Time(), overflows_)) {
    }
    return *this;
  }

  /// "scenario value count [ids] start..stop" with times in seconds; one a source.
  [[nodiscard]] std::vector<std::string> alerts() const {
    std::vector<std::string> lines;
    for (const Overflow& overflow : overflows_) {
      for (const model::Alert& alert : overflow.alert->alerts) {
        std::string line = alert.scenario + " " + alert.source.value + " " + std::to_string(alert.events_count) + " [";
        for (std::size_t i = 0; i < alert.events.size(); ++i) {
          const std::string_view id = alert.events[i].get_meta("id");
          line += (i != 0 ? " " : "") + std::string(id.data() != nullptr ? id : "?");
        }
        line += "] " + format_duration(subtract(alert.start, at(0))) + ".." + format_duration(subtract(alert.stop, at(0)));
        lines.push_back(std::move(line));
      }
    }
    return lines;
  }

  [[nodiscard]] const std::vector<Overflow>& overflows() const { return overflows_; }
  [[nodiscard]] const Buckets& buckets() const { return buckets_; }
  [[nodiscard]] const PourBuilder& builder() const { return builder_; }
  [[nodiscard]] const Scenarios& scenarios() const { return scenarios_; }

 private:
  Scenarios scenarios_;
  PourBuilder builder_;
  Buckets buckets_;
  std::vector<Overflow> overflows_;
  std::uint64_t record_ = 0;
};

using Lines = std::vector<std::string>;

}  // namespace vedette::buckets
