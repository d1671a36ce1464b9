// The tests that lie beside the bundled content, and what the runner makes of tests that are wrong.
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "hubtest/generate.h"
#include "hubtest/results.h"
#include "hubtest/test_run.h"

namespace vedette::hubtest {
namespace {

namespace fs = std::filesystem;

Hub open(const std::string& folder) {
  Diagnostics diagnostics;
  Result<Hub> hub = Hub::open(folder, diagnostics);
  EXPECT_TRUE(hub.has_value());
  return hub ? std::move(*hub) : Hub();
}

TEST(BundledHub, passes_its_tests) {
  const Hub hub = open(std::string(VEDETTE_SOURCE_DIR) + "/hub");
  const std::vector<std::string> names = hub.tests().value();
  EXPECT_GE(names.size(), 24U);
  for (const TestOutcome& outcome : run_tests(hub, names, {{}, *parse_rfc3339("2026-01-01T00:00:00Z")}, 2, nullptr)) {
    EXPECT_TRUE(outcome.success) << outcome.name << (outcome.errors.empty() ? "" : ": " + outcome.errors.front());
    for (const AssertFile* file : {&outcome.parsers, &outcome.scenarios}) {
      for (const FailedAssert& failed : file->report.failed) {
        ADD_FAILURE() << file->path << ":" << failed.line << ": " << failed.expression << "\n" << failed.error << failed.actual;
      }
    }
  }
}

/// A filter explained by its parts says what the engine found.
void expect_agreement(const std::vector<explain::NodeStep>& nodes) {
  for (const explain::NodeStep& node : nodes) {
    if (node.filter && node.filter->truth != explain::Truth::kUnasked) {
      EXPECT_EQ(node.filter->truth == explain::Truth::kTrue, node.outcome != parse::NodeOutcome::kStayedOut) << node.name;
    }
    expect_agreement(node.nested);
  }
}

TEST(BundledHub, is_explained_as_it_runs) {
  const Hub hub = open(std::string(VEDETTE_SOURCE_DIR) + "/hub");
  std::size_t asked = 0;
  std::size_t took = 0;
  const std::vector<std::string> names = hub.tests().value();
  for (const std::string& name : names) {
    Diagnostics diagnostics;
    Result<TestConfig> test = read_test_config(hub, name, diagnostics);
    ASSERT_TRUE(test.has_value());
    Result<std::vector<explain::EventReport>> reports = explain_test(hub, *test, {{}, *parse_rfc3339("2026-01-01T00:00:00Z")}, diagnostics);
    ASSERT_TRUE(reports.has_value());
    for (const explain::EventReport& report : *reports) {
      for (const explain::StageSteps& stage : report.stages) {
        expect_agreement(stage.nodes);
      }
      for (const explain::ScenarioReport& scenario : report.scenarios) {
        ++asked;
        took += scenario.took ? 1 : 0;
        EXPECT_EQ(scenario.took, scenario.filter.truth == explain::Truth::kTrue) << name << ": " << scenario.name;
      }
    }
  }
  EXPECT_GE(asked, 100U);
  EXPECT_GE(took, 50U);
}

/// A hub of one parser and one trigger, in a folder that goes with it.
class SmallHub : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = (fs::temp_directory_path() / ("vedette-hubtest-" + std::to_string(getpid()))).string();
    write("parsers/s00-raw/a/raw.yaml",
          "name: a/raw\nonsuccess: next_stage\nstatics:\n  - {meta: who, expression: evt.Line.Raw}\n"
          "  - {meta: log_type, value: x}\n  - {meta: source_ip, value: 192.0.2.1}\n");
    write("scenarios/a/seen.yaml",
          "name: a/seen\ndescription: seen\ntype: trigger\nfilter: \"evt.Meta.log_type == 'x'\"\ngroupby: evt.Meta.who\n"
          "labels: {service: x, remediation: true}\n");
    write(".tests/good/config.yaml", "parsers: [a/raw]\nscenarios: [./scenarios/a/seen.yaml]\nlog_file: x.log\nlog_type: t\n");
    write(".tests/good/x.log", "one\ntwo\n");
  }
  void TearDown() override { fs::remove_all(folder_); }

  void write(const std::string& name, const std::string& text) {
    fs::create_directories(fs::path(folder_ + "/" + name).parent_path());
    std::ofstream(folder_ + "/" + name) << text;
  }
  TestOutcome run(const std::string& name) { return run_test(open(folder_), name, {{}, *parse_rfc3339("2026-01-01T00:00:00Z")}); }

  std::string folder_;
};

TEST_F(SmallHub, generates_assertions_that_hold) {
  const TestOutcome empty = run("good");
  ASSERT_TRUE(empty.errors.empty()) << empty.errors.front();
  EXPECT_FALSE(empty.success);
  EXPECT_NE(empty.parsers.generated.find(R"(results["s00-raw"]["a/raw"][1].Evt.Meta["who"] == "two")"), std::string::npos) << empty.parsers.generated;
  EXPECT_NE(empty.scenarios.generated.find("len(results) == 2\n"), std::string::npos) << empty.scenarios.generated;
  write(".tests/good/parser.assert", empty.parsers.generated);
  write(".tests/good/scenario.assert", empty.scenarios.generated);
  EXPECT_TRUE(run("good").success);
}

TEST_F(SmallHub, says_what_differs) {
  write(".tests/good/parser.assert", "results[\"s00-raw\"][\"a/raw\"][0].Evt.Meta[\"who\"] == \"two\"\n");
  write(".tests/good/scenario.assert", "\"192.0.2.9\" in results[0].Overflow.GetSources()\nresults[7].Overflow.Alert.Remediation == true\n");
  const TestOutcome outcome = run("good");
  EXPECT_FALSE(outcome.success);
  ASSERT_EQ(outcome.parsers.report.failed.size(), 1U);
  EXPECT_EQ(outcome.parsers.report.failed[0].actual, "one\n");
  ASSERT_EQ(outcome.scenarios.report.failed.size(), 2U);
  EXPECT_TRUE(outcome.scenarios.report.failed[0].overlooked);
  EXPECT_FALSE(outcome.scenarios.report.failed[1].error.empty());
}

TEST_F(SmallHub, pours_undated_events_into_triggers_only) {
  write("scenarios/a/two.yaml",
        "name: a/two\ndescription: two\ntype: leaky\ncapacity: 1\nleakspeed: 1m\nfilter: \"evt.Meta.log_type == 'x'\"\n"
        "labels: {service: x, remediation: true}\n");
  write(".tests/good/config.yaml", "parsers: [a/raw]\nscenarios: [./scenarios/a/seen.yaml, ./scenarios/a/two.yaml]\nlog_file: x.log\nlog_type: t\n");
  write(".tests/good/scenario.assert", "len(results) == 2\nresults[0].Overflow.Alert.GetScenario() == \"a/seen\"\n");
  const TestOutcome outcome = run("good");
  EXPECT_TRUE(outcome.scenarios.report.passed());
}

TEST_F(SmallHub, goes_on_after_a_test_that_cannot_run) {
  write(".tests/bad/config.yaml", "parsers: [a/absent]\nlog_file: x.log\nlog_type: t\n");
  write(".tests/worse/config.yaml", "parsers: [\n");
  const std::vector<TestOutcome> outcomes = run_tests(open(folder_), {"bad", "absent", "worse", "good"}, {{}, {}}, 2, nullptr);
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(outcomes[static_cast<std::size_t>(i)].errors.size(), 1U);
  }
  EXPECT_TRUE(outcomes[3].errors.empty());
}

}  // namespace
}  // namespace vedette::hubtest
