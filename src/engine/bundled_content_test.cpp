// Runs the tests that lie beside the bundled content, in the Hub's layout: `hub/.tests/<name>/` holds a log, the items it is for, and assertions over
// `results`, the overflows in their order.
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "base/diagnostic.h"
#include "engine/replay.h"
#include "model/event_types.h"

namespace vedette::engine {
namespace {

namespace fs = std::filesystem;

std::string read_file(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

class Collector final : public AlertSink {
 public:
  explicit Collector(const Rules& rules) : rules_(rules) {}
  void alert(EmittedAlert&& emitted) override {
    names.push_back(rules_.scenarios->at(emitted.scenario).name());
    alerts.push_back(std::move(emitted));
  }
  std::vector<std::string> names;
  std::vector<EmittedAlert> alerts;

 private:
  const Rules& rules_;
};

/// The first scenario that the test's config.yaml names.
std::string scenario_of(const fs::path& folder) {
  std::string text = read_file(folder / "config.yaml");
  std::size_t at = text.find("- ", text.find("scenarios:")) + 2;
  return text.substr(at, text.find('\n', at) - at);
}

const Rules& bundled_rules() {
  static const Rules* rules = [] {
    Diagnostics diagnostics;
    auto* loaded = new Rules(load_rules({}, diagnostics));
    for (const Diagnostic& diagnostic : diagnostics.all()) {
      ADD_FAILURE() << render(diagnostic);
    }
    return loaded;
  }();
  return *rules;
}

class BundledContent : public testing::TestWithParam<fs::path> {};

TEST_P(BundledContent, RaisesWhatItsTestSays) {
  const fs::path& folder = GetParam();
  const Rules& rules = bundled_rules();
  ReplayOptions options;
  options.paths = {(folder / (folder.filename().string() + ".log")).string()};
  options.type = kCloudTrailType;
  ReplayProgress progress;
  std::atomic<bool> stop{false};
  Collector collector(rules);
  ReplaySummary summary = replay(rules, options, collector, progress, stop);
  EXPECT_EQ(summary.problem_count, 0u);
  EXPECT_TRUE(summary.back.buckets.dropped.empty()) << "the bundled content loses no alert";
  for (const RuleTrouble& trouble : summary.rule_troubles) {
    ADD_FAILURE() << trouble.rule << ' ' << trouble.part << ": " << trouble.message;
  }

  Arena arena;
  std::vector<const model::Event*> results;
  for (std::size_t i = 0; i < collector.alerts.size(); ++i) {
    if (collector.names[i] == scenario_of(folder)) {
      auto* event = arena.make<model::Event>(arena);
      event->type = model::EventType::kOverflow;
      event->overflow = const_cast<model::RuntimeAlert*>(collector.alerts[i].alert.get());  // assertions only read
      results.push_back(event);
    }
  }
  const expr::Field* queue = model::queue_type()->element->field("Queue");
  ASSERT_NE(queue, nullptr);
  model::QueueView view{results, 0};
  expr::Environment environment;
  environment.variables = {{"results", queue->type}};
  environment.functions = &model::content_functions();
  expr::MachinePtr machine = expr::make_machine();
  std::ifstream assertions(folder / "scenario.assert");
  std::size_t count = 0;
  for (std::string line; std::getline(assertions, line); ++count) {
    Diagnostics diagnostics;
    auto program = expr::Program::compile(SourceText("scenario.assert", line), environment, diagnostics);
    ASSERT_NE(program, nullptr) << render(diagnostics.all().front());
    expr::CallContext context(arena);
    expr::Value variables[] = {queue->get(&view, arena)};
    expr::Outcome outcome;
    EXPECT_EQ(program->run_filter(*machine, context, variables, &outcome), std::optional(true)) << line << "\n" << outcome.message;
  }
  EXPECT_GT(count, 0u);
}

std::vector<fs::path> folders() {
  std::vector<fs::path> all;
  for (const auto& entry : fs::directory_iterator(fs::path(VEDETTE_SOURCE_DIR) / "hub/.tests")) {
    all.push_back(entry.path());
  }
  std::sort(all.begin(), all.end());
  return all;
}

INSTANTIATE_TEST_SUITE_P(Hub, BundledContent, testing::ValuesIn(folders()), [](const auto& info) {
  std::string name = info.param.filename().string();
  std::replace_if(
      name.begin(), name.end(), [](char c) { return !std::isalnum(static_cast<unsigned char>(c)); }, '_');
  return name;
});

TEST(BundledContentTests, EveryScenarioHasOne) {
  for (std::uint32_t i = 0; i < bundled_rules().scenarios->size(); ++i) {
    const std::string& name = bundled_rules().scenarios->at(i).name();
    EXPECT_TRUE(fs::is_directory(fs::path(VEDETTE_SOURCE_DIR) / "hub/.tests" / name.substr(name.find('/') + 1))) << name;
  }
}

}  // namespace
}  // namespace vedette::engine
