// One test: its items loaded, its log run through the engine, its assertions evaluated.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/diagnostic.h"
#include "base/error.h"
#include "base/time.h"
#include "explain/report.h"
#include "hubtest/assertions.h"
#include "hubtest/dump.h"
#include "hubtest/hub.h"
#include "hubtest/test_config.h"

namespace vedette::hubtest {

struct RunOptions {
  /// Searched for data files by `dest_file`, or by the path of their `source_url`.
  std::vector<std::string> data_folders;
  /// The present for what has no time of its own.
  Time reference_date;
};

/// An assertion file and what came of it.
struct AssertFile {
  std::string path;
  bool used = false;  // the test has such assertions
  AssertReport report;
  std::string generated;  // what could stand in it; only when it is empty or missing

  [[nodiscard]] bool failed() const { return used && !report.passed(); }
};

struct TestOutcome {
  std::string name;
  bool success = false;
  /// Why it could not be run, one sentence each; its assertions were not looked at then.
  std::vector<std::string> errors;
  /// What loading its items had to say.
  Diagnostics diagnostics;
  AssertFile parsers;
  AssertFile scenarios;
  double seconds = 0;

  /// An assertion file is empty: there is nothing yet to fail.
  [[nodiscard]] bool generated() const { return !parsers.generated.empty() || !scenarios.generated.empty(); }
  [[nodiscard]] std::size_t asserts() const { return parsers.report.count + scenarios.report.count; }
};

/// Loads the test's items and runs its log; errors are sentences for the user. `diagnostics` gets what loading had to say, also without an error.
[[nodiscard]] Result<Dump> dump_test(const Hub& hub, const TestConfig& test, const RunOptions& options, Diagnostics& diagnostics);

/// The same run, told event by event: what each node, nested ones too, and each scenario made of each line, in the log's order.
[[nodiscard]] Result<std::vector<explain::EventReport>> explain_test(const Hub& hub, const TestConfig& test, const RunOptions& options,
                                                                     Diagnostics& diagnostics);

/// Never fails: all that goes wrong is in the outcome. Writes no files.
[[nodiscard]] TestOutcome run_test(const Hub& hub, const std::string& name, const RunOptions& options);

/// All of `names` on `threads` threads. `done` is called for each as it ends, on any thread, one at a time; null for none. Outcomes are in the order
/// of `names`.
[[nodiscard]] std::vector<TestOutcome> run_tests(const Hub& hub, const std::vector<std::string>& names, const RunOptions& options, unsigned threads,
                                                 const std::function<void(const TestOutcome&)>& done);

}  // namespace vedette::hubtest
