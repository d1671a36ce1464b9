// The logs of the tests that lie beside the bundled content, through all of it at once: nothing is lost, no rule fails. What each rule raises is
// asserted by those tests themselves (`vedette hubtest`).
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <string>
#include <vector>

#include "base/diagnostic.h"
#include "engine/replay.h"

namespace vedette::engine {
namespace {

namespace fs = std::filesystem;

class NoSink final : public AlertSink {
 public:
  void alert(EmittedAlert&& /*emitted*/) override {}
};

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

TEST_P(BundledContent, LosesNothing) {
  const fs::path& folder = GetParam();
  const Rules& rules = bundled_rules();
  ReplayOptions options;
  options.paths = {(folder / (folder.filename().string() + ".log")).string()};
  options.type = kCloudTrailType;
  ReplayProgress progress;
  std::atomic<bool> stop{false};
  NoSink sink;
  ReplaySummary summary = replay(rules, options, sink, progress, stop);
  EXPECT_EQ(summary.problem_count, 0u);
  EXPECT_TRUE(summary.back.buckets.dropped.empty()) << "the bundled content loses no alert";
  for (const RuleTrouble& trouble : summary.rule_troubles) {
    ADD_FAILURE() << trouble.rule << ' ' << trouble.part << ": " << trouble.message;
  }
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
