// For tests: content written to a folder of its own, lines run through the engine, and what is told of them.
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <vector>

#include "engine/replay.h"
#include "explain/recorder.h"
#include "parse/testing.h"

namespace vedette::explain::testing {

/// Parsers of lines such as "2026-03-02T08:05:00Z login ann 192.0.2.1": Meta.what, .who, .source_ip. Scenarios are added by tests.
class Engine {
 public:
  Engine() {
    folder_.add("parsers/s00-raw/vt/raw.yaml",
                "name: vt/raw\nfilter: evt.Line.Labels.type == 'vt'\nonsuccess: next_stage\nstatics:\n"
                "  - {parsed: program, value: vt}\n");
    folder_.add(
        "parsers/s01-parse/vt/line.yaml",
        "name: vt/line\nfilter: evt.Parsed.program == 'vt'\nonsuccess: next_stage\nnodes:\n"
        "  - grok:\n      pattern: '^%{TIMESTAMP_ISO8601:at} quiet'\n      apply_on: Line.Raw\n"
        "  - name: vt/words\n    grok:\n      pattern: '^%{TIMESTAMP_ISO8601:at} %{WORD:what} %{WORD:who} %{IP:ip}'\n      apply_on: Line.Raw\n"
        "statics:\n  - {meta: log_type, value: vt}\n  - {meta: what, expression: evt.Parsed.what}\n"
        "  - {meta: who, expression: evt.Parsed.who}\n  - {meta: source_ip, expression: evt.Parsed.ip}\n"
        "  - {target: evt.StrTime, expression: evt.Parsed.at}\n");
    folder_.add("parsers/s02-enrich/vt/date.yaml",
                "name: vt/date\nfilter: evt.StrTime != ''\nstatics:\n  - {method: ParseDate, expression: evt.StrTime}\n"
                "  - {target: MarshaledTime, expression: evt.Enriched.MarshaledTime}\n");
    folder_.add("parsers/s02-enrich/vt/office.yaml",
                "name: vt/office\nwhitelist:\n  reason: the office\n  expression:\n    - evt.Meta.who == 'boss'\n");
  }

  Engine& add(const std::string& name, const std::string& text) {
    folder_.add(name, text);
    return *this;
  }
  Engine& scenario(const std::string& name, const std::string& rest) {
    return add("scenarios/vt/" + name + ".yaml", "name: vt/" + name + "\ndescription: d\nlabels: {service: vt}\n" + rest);
  }

  std::vector<EventReport> run(const std::string& lines, Options options = {}, const std::string& type = "vt") {
    parse::testing::ContentFolder log;
    log.add("a.log", lines);
    Diagnostics diagnostics;
    engine::RulesChoice choice;
    choice.content_folder = folder_.path();
    rules_ = engine::load_rules(choice, diagnostics);
    EXPECT_FALSE(diagnostics.has_errors()) << (diagnostics.all().empty() ? "" : render(diagnostics.all().front()));
    Recorder recorder(rules_, options);
    engine::ReplayOptions replay;
    replay.paths = {log.path() + "/a.log"};
    replay.type = type;
    replay.front_observer = &recorder;
    replay.bucket_observer = &recorder;
    replay.postoverflow_observer = &recorder;
    engine::ReplayProgress progress;
    const std::atomic<bool> stop{false};
    summary = engine::replay(rules_, replay, recorder, progress, stop);
    return recorder.take();
  }

  engine::ReplaySummary summary;

 private:
  parse::testing::ContentFolder folder_;
  engine::Rules rules_;
};

[[nodiscard]] inline const ScenarioReport* scenario_of(const EventReport& report, const std::string& name) {
  for (const ScenarioReport& scenario : report.scenarios) {
    if (scenario.name == name) {
      return &scenario;
    }
  }
  return nullptr;
}

}  // namespace vedette::explain::testing
