#include "cli/hubtest_report.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/json.h"
#include "cli/terminal.h"

namespace vedette::cli {
namespace {

using hubtest::FailedAssert;
using hubtest::TestOutcome;

/// Of one file; the rest is counted.
constexpr std::size_t kMostShown = 50;

std::string name_list(const std::vector<std::string>& names) {
  std::string out = "[";
  for (const std::string& name : names) {
    out += (out.size() > 1 ? "," : "") + json_string(name);
  }
  return out + "]";
}

/// The right side of `variable == literal`.
std::string expected_of(const FailedAssert& failed) {
  const std::size_t at = failed.expression.find(failed.variable + " == ");
  return at == std::string::npos ? std::string() : failed.expression.substr(at + failed.variable.size() + 4);
}

void say_failed(const FailedAssert& failed, const std::string& file, std::string& out) {
  out += fmt::format("  {}:{}: {}\n", file, failed.line, printable(failed.expression));
  if (failed.overlooked) {
    out += "      false, which cscli hubtest does not notice: no failure here either\n";
  }
  if (!failed.error.empty()) {
    out += fmt::format("      {}\n", printable(failed.error));
  }
  if (!failed.variable.empty()) {
    std::string actual = failed.actual;
    while (!actual.empty() && actual.back() == '\n') {
      actual.pop_back();
    }
    if (actual.find('\n') != std::string::npos) {
      actual = actual.substr(0, actual.find('\n')) + " ...";
    }
    out += fmt::format("      - expected {}\n      + actual   {}\n", printable(expected_of(failed)), printable(actual));
  }
}

void say_file(const hubtest::AssertFile& file, std::string& out) {
  const std::string name = file.path.substr(file.path.rfind('/') + 1);
  for (std::size_t i = 0; i < std::min(file.report.failed.size(), kMostShown); ++i) {
    say_failed(file.report.failed[i], name, out);
  }
  if (file.report.failed.size() > kMostShown) {
    out += fmt::format("  {}: {} more\n", name, file.report.failed.size() - kMostShown);
  }
  if (!file.generated.empty()) {
    out += fmt::format("  {} has no assertions yet. These hold now; keep those that should:\n\n{}\n", file.path, file.generated);
  }
}

void say_test(const TestOutcome& outcome, std::string& out) {
  if (!outcome.errors.empty()) {
    out += fmt::format("{}: not run\n", outcome.name);
  } else if (outcome.generated()) {
    out += fmt::format("{}: waits for assertions\n", outcome.name);
  } else {
    const std::size_t failed = outcome.parsers.report.failed.size() + outcome.scenarios.report.failed.size();
    out += fmt::format("{}: {}{} of {} assertions {}\n", outcome.name, outcome.success ? "passed, but " : "", failed, outcome.asserts(),
                       outcome.success ? "are false" : "failed");
  }
  for (const std::string& error : outcome.errors) {
    out += fmt::format("  {}\n", printable(error));
  }
  for (const Diagnostic& diagnostic : outcome.diagnostics.all()) {
    out += render(diagnostic) + "\n";
  }
  say_file(outcome.parsers, out);
  say_file(outcome.scenarios, out);
  out += '\n';
}

int percent_of(const std::vector<hubtest::ItemCoverage>& items) {
  const auto tested = std::count_if(items.begin(), items.end(), [](const auto& item) { return item.asserts != 0; });
  return items.empty() ? 0 : static_cast<int>((tested * 200 / static_cast<std::ptrdiff_t>(items.size()) + 1) / 2);
}

void coverage_lines(const char* title, const std::vector<hubtest::ItemCoverage>& items, std::string& out) {
  std::size_t width = 0;
  for (const hubtest::ItemCoverage& item : items) {
    width = std::max(width, item.name.size());
  }
  out += fmt::format("{}\n", title);
  for (const hubtest::ItemCoverage& item : items) {
    out += fmt::format("  {:<{}}  {}\n", item.name, width,
                       item.asserts == 0 ? std::string("no test") : fmt::format("{} assertions in {} tests", item.asserts, item.tests.size()));
  }
  out += '\n';
}

// hubtest.Coverage, as json.MarshalIndent writes it.
std::string coverage_items(const std::vector<hubtest::ItemCoverage>& items) {
  std::string out = "[";
  for (const hubtest::ItemCoverage& item : items) {
    out += out.size() > 1 ? ",\n" : "\n";
    out += fmt::format(" {{\n  \"Name\": {},\n  \"TestsCount\": {},\n  \"PresentIn\": {{", json_string(item.name), item.asserts);
    bool first = true;
    for (const std::string& test : item.tests) {
      out += fmt::format("{}\n   {}: true", first ? "" : ",", json_string(test));
      first = false;
    }
    out += first ? "}\n }" : "\n  }\n }";
  }
  return out + (items.empty() ? "]" : "\n]");
}

}  // namespace

std::string test_report_json(const std::vector<TestOutcome>& outcomes) {
  std::vector<std::string> good;
  std::vector<std::string> bad;
  for (const TestOutcome& outcome : outcomes) {
    (outcome.success ? good : bad).push_back(outcome.name);
  }
  std::sort(good.begin(), good.end());
  std::sort(bad.begin(), bad.end());
  return fmt::format("{{\"fail\":{},\"success\":{}}}\n", name_list(bad), name_list(good));
}

std::string test_report_text(const std::vector<TestOutcome>& outcomes, bool report_success) {
  std::string out;
  std::size_t good = 0;
  std::size_t asserts = 0;
  for (const TestOutcome& outcome : outcomes) {
    asserts += outcome.asserts();
    good += outcome.success ? 1 : 0;
    if (!outcome.success || !outcome.parsers.report.failed.empty() || !outcome.scenarios.report.failed.empty()) {
      say_test(outcome, out);
    } else if (report_success) {
      out += fmt::format("{}: passed, {} assertions\n", outcome.name, outcome.asserts());
    }
  }
  out += fmt::format("{} of {} tests passed, {} assertions\n", good, outcomes.size(), asserts);
  return out;
}

std::string test_list_json(const hubtest::Hub& hub, const std::vector<std::string>& names) {
  std::string out = "[";
  for (const std::string& name : names) {
    out += fmt::format("{}\n  {{\n    \"Name\": {},\n    \"Path\": {}\n  }}", out.size() > 1 ? "," : "", json_string(name),
                       json_string(hub.tests_folder() + "/" + name));
  }
  return out + "\n]\n";
}

std::string test_list_text(const hubtest::Hub& hub, const std::vector<std::string>& names) {
  std::size_t width = 0;
  for (const std::string& name : names) {
    width = std::max(width, name.size());
  }
  std::string out;
  for (const std::string& name : names) {
    out += fmt::format("{:<{}}  {}/{}\n", name, width, hub.tests_folder(), name);
  }
  return out;
}

std::string test_info(const hubtest::TestConfig& test) {
  std::string out = fmt::format("\n  Test name                   :  {}\n  Test path                   :  {}\n", test.name, test.folder);
  out += fmt::format("  Log file                    :  {}\n", test.log_path());
  out += fmt::format("  Parser assertion file       :  {}\n", test.parser_asserts());
  out += fmt::format("  Scenario assertion file     :  {}\n", test.scenario_asserts());
  return out + fmt::format("  Configuration File          :  {}\n", test.config_path());
}

std::string coverage_text(const hubtest::HubCoverage& coverage, const CoverageShown& shown) {
  std::string out;
  if (shown.only_percent) {
    out += shown.parsers ? fmt::format("parsers={}%\n", percent_of(coverage.parsers)) : std::string();
    out += shown.scenarios ? fmt::format("scenarios={}%\n", percent_of(coverage.scenarios)) : std::string();
    return out;
  }
  if (shown.parsers) {
    coverage_lines("Parsers", coverage.parsers, out);
  }
  if (shown.scenarios) {
    coverage_lines("Scenarios", coverage.scenarios, out);
  }
  out += shown.parsers ? fmt::format("PARSERS    : {}% of coverage\n", percent_of(coverage.parsers)) : std::string();
  out += shown.scenarios ? fmt::format("SCENARIOS  : {}% of coverage\n", percent_of(coverage.scenarios)) : std::string();
  return out;
}

std::string coverage_json(const hubtest::HubCoverage& coverage, const CoverageShown& shown) {
  std::string out = shown.parsers ? coverage_items(coverage.parsers) : std::string();
  return out + (shown.scenarios ? coverage_items(coverage.scenarios) : std::string()) + "\n";
}

}  // namespace vedette::cli
