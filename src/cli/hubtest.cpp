// `vedette hubtest`: runs the tests that lie beside a hub's items, and helps to write them.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "cli/commands.h"
#include "cli/explain_text.h"
#include "cli/hubtest_report.h"
#include "hubtest/coverage.h"
#include "hubtest/hub.h"
#include "hubtest/results.h"
#include "hubtest/test_creation.h"
#include "hubtest/test_run.h"

namespace vedette::cli {
namespace {

struct Options {
  std::string hub_folder;
  std::vector<std::string> data_folders;
  std::string output = "human";
  std::vector<std::string> names;
  bool all = false;
  bool report_success = false;
  unsigned threads = std::max(1U, std::thread::hardware_concurrency());
  std::string expression;
  ExplainShown explain;
  bool clean = false;
  bool only_percent = false;
  bool only_parsers = false;
  bool only_scenarios = false;
  hubtest::NewTest created;

  [[nodiscard]] bool json() const { return output == "json"; }
};

int complain(const std::string& message) {
  std::fprintf(stderr, "vedette: %s\n", message.c_str());
  return kIncomplete;
}

/// The hub that was named, or the one in the program.
class OpenHub {
 public:
  [[nodiscard]] static Result<OpenHub> open(const Options& options) {
    OpenHub out;
    std::string folder = options.hub_folder;
    if (folder.empty()) {
      Result<hubtest::BundledHub> bundled = hubtest::BundledHub::unpack();
      if (!bundled) {
        return tl::unexpected(bundled.error());
      }
      out.bundled_.emplace(std::move(*bundled));
      folder = out.bundled_->folder();
    }
    Diagnostics diagnostics;
    Result<hubtest::Hub> hub = hubtest::Hub::open(folder, diagnostics);
    if (!hub) {
      return tl::unexpected(hub.error());
    }
    for (const Diagnostic& diagnostic : diagnostics.all()) {
      std::fputs((render(diagnostic) + "\n").c_str(), stderr);
    }
    out.hub_ = std::move(*hub);
    return out;
  }
  [[nodiscard]] const hubtest::Hub& operator*() const { return *hub_; }
  [[nodiscard]] const hubtest::Hub* operator->() const { return &*hub_; }

 private:
  std::optional<hubtest::BundledHub> bundled_;
  std::optional<hubtest::Hub> hub_;
};

hubtest::RunOptions run_options(const Options& options) {
  return {options.data_folders, wall_clock_now()};
}

int run_all(const OpenHub& hub, const Options& options) {
  std::vector<std::string> names = options.names;
  if (options.all || names.empty()) {
    Result<std::vector<std::string>> all = hub->tests();
    if (!all) {
      return complain(all.error().message);
    }
    names = std::move(*all);
  }
  const std::vector<hubtest::TestOutcome> outcomes = hubtest::run_tests(*hub, names, run_options(options), options.threads, nullptr);
  if (options.json()) {
    std::fputs(test_report_json(outcomes).c_str(), stdout);
  } else {
    std::fputs(test_report_text(outcomes, options.report_success).c_str(), stdout);
  }
  const bool good = std::all_of(outcomes.begin(), outcomes.end(), [](const hubtest::TestOutcome& outcome) { return outcome.success; });
  return good ? kDone : kIncomplete;
}

int list(const OpenHub& hub, const Options& options) {
  Result<std::vector<std::string>> names = hub->tests();
  if (!names) {
    return complain(names.error().message);
  }
  std::fputs((options.json() ? test_list_json(*hub, *names) : test_list_text(*hub, *names)).c_str(), stdout);
  return kDone;
}

int info(const OpenHub& hub, const Options& options) {
  int exit_code = kDone;
  for (const std::string& name : options.names) {
    Diagnostics diagnostics;
    Result<hubtest::TestConfig> test = hubtest::read_test_config(*hub, name, diagnostics);
    if (!test) {
      exit_code = complain(test.error().message);
      continue;
    }
    std::fputs(test_info(*test).c_str(), stdout);
  }
  return exit_code;
}

/// Runs each named test and hands its dump to `use`.
template <class Use>
int with_dumps(const OpenHub& hub, const Options& options, Use use) {
  int exit_code = kDone;
  for (const std::string& name : options.names) {
    Diagnostics diagnostics;
    Result<hubtest::TestConfig> test = hubtest::read_test_config(*hub, name, diagnostics);
    Result<hubtest::Dump> dump = test ? hubtest::dump_test(*hub, *test, run_options(options), diagnostics) : tl::unexpected(test.error());
    for (const Diagnostic& diagnostic : diagnostics.all()) {
      std::fputs((render(diagnostic) + "\n").c_str(), stderr);
    }
    exit_code = std::max(exit_code, dump ? use(*dump) : complain(dump.error().message));
  }
  return exit_code;
}

int eval(const OpenHub& hub, const Options& options) {
  return with_dumps(hub, options, [&](const hubtest::Dump& dump) -> int {
    const expr::Value parsers = hubtest::parser_results(dump);
    Result<std::string> text = hubtest::Assertions(hubtest::parser_environment(), parsers).evaluate(options.expression);
    if (!text) {
      // An expression over overflows has another `results`.
      const expr::Value scenarios = hubtest::scenario_results(dump);
      Result<std::string> other = hubtest::Assertions(hubtest::scenario_environment(), scenarios).evaluate(options.expression);
      text = other ? std::move(other) : std::move(text);
    }
    if (!text) {
      return complain(text.error().message);
    }
    std::fputs(text->c_str(), stdout);
    return kDone;
  });
}

int explain_lines(const OpenHub& hub, const Options& options) {
  int exit_code = kDone;
  for (const std::string& name : options.names) {
    Diagnostics diagnostics;
    Result<hubtest::TestConfig> test = hubtest::read_test_config(*hub, name, diagnostics);
    Result<std::vector<explain::EventReport>> reports =
        test ? hubtest::explain_test(*hub, *test, run_options(options), diagnostics) : tl::unexpected(test.error());
    for (const Diagnostic& diagnostic : diagnostics.all()) {
      std::fputs((render(diagnostic) + "\n").c_str(), stderr);
    }
    if (!reports) {
      exit_code = std::max(exit_code, complain(reports.error().message));
      continue;
    }
    std::fputs((options.json() ? explain_json(*reports, 0) : explain_text(*reports, options.explain, Style(stdout))).c_str(), stdout);
  }
  return exit_code;
}

int coverage(const OpenHub& hub, const Options& options) {
  Result<hubtest::HubCoverage> found = hubtest::coverage_of(*hub);
  if (!found) {
    return complain(found.error().message);
  }
  const bool both = options.only_parsers == options.only_scenarios;
  const CoverageShown shown{both || options.only_parsers, both || options.only_scenarios, options.only_percent};
  std::fputs((options.json() ? coverage_json(*found, shown) : coverage_text(*found, shown)).c_str(), stdout);
  return kDone;
}

int create(const OpenHub& hub, const Options& options) {
  if (options.hub_folder.empty()) {
    (void)complain("name the folder that the test is to be made in: --hub DIR");
    return kUsage;
  }
  Result<hubtest::TestConfig> made = hubtest::create_test(*hub, options.created);
  if (!made) {
    return complain(made.error().message);
  }
  std::fputs(test_info(*made).c_str(), stdout);
  std::fputs("\nFill the log, name items in the configuration, then `vedette hubtest run` prints assertions to keep.\n", stdout);
  return kDone;
}

using Action = int (*)(const OpenHub&, const Options&);

CLI::App* add_command(CLI::App& app, const std::shared_ptr<Options>& options, int& exit_code, const char* name, const char* description,
                      Action action) {
  CLI::App* sub = app.add_subcommand(name, description);
  sub->fallthrough();
  sub->callback([options, &exit_code, action] {
    Result<OpenHub> hub = OpenHub::open(*options);
    exit_code = hub ? action(*hub, *options) : complain(hub.error().message);
  });
  return sub;
}

}  // namespace

void declare_hubtest(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<Options>();
  app.require_subcommand(1);
  app.add_option("--hub", options->hub_folder, "A checkout of a hub; without it the bundled content")->type_name("DIR");
  app.add_option("--data", options->data_folders, "A folder with the data files that items name; nothing is fetched")
      ->allow_extra_args(false)
      ->type_name("DIR");
  app.add_option("-o,--output", options->output, "human or json")->check(CLI::IsMember({"human", "json"}))->type_name("FORMAT");

  CLI::App* sub = add_command(app, options, exit_code, "run", "Run tests: those named, or all", run_all);
  sub->add_option("test", options->names, "Names of tests");
  sub->add_flag("--all", options->all, "Run all tests");
  sub->add_flag("--report-success", options->report_success, "Show tests that pass, too");
  sub->add_option("--max-jobs,--threads", options->threads, "Tests at a time (default: the processor's cores)")->type_name("N");
  sub->add_flag("--clean,!--no-clean", options->clean, "Taken for the sake of scripts: nothing is left behind to clean");

  add_command(app, options, exit_code, "list", "List the tests", list);

  sub = add_command(app, options, exit_code, "info", "Say where a test's files are", info);
  sub->add_option("test", options->names, "Names of tests")->required();

  sub = add_command(app, options, exit_code, "eval", "Run tests and print what an expression over `results` gives", eval);
  sub->add_option("test", options->names, "Names of tests")->required();
  sub->add_option("-e,--expr", options->expression, "The expression")->required()->type_name("EXPR");

  sub = add_command(app, options, exit_code, "explain", "Show what each parser and scenario did with each line of a test's log", explain_lines);
  sub->add_option("test", options->names, "Names of tests")->required();
  sub->add_flag("-v,--verbose", options->explain.details, "Show each change of the event");
  sub->add_flag("--failures", options->explain.only_failures, "Only lines that the parsers did not take");
  sub->add_flag("--only-successful-parsers", options->explain.only_successful, "Leave out parsers that stay out or fail");

  sub = add_command(app, options, exit_code, "coverage", "Show which items have tests", coverage);
  sub->add_flag("--parsers", options->only_parsers, "Only parsers");
  sub->add_flag("--scenarios", options->only_scenarios, "Only scenarios");
  sub->add_flag("--percent", options->only_percent, "Only the percentages");

  sub = add_command(app, options, exit_code, "create", "Make a new test, to be filled", create);
  sub->add_option("test", options->created.name, "Its name")->required();
  sub->add_option("-t,--type", options->created.log_type, "The log's type")->required()->type_name("TYPE");
  sub->add_option("-p,--parsers", options->created.parsers, "Parsers that it needs")->delimiter(',')->allow_extra_args(false)->type_name("NAME");
  sub->add_option("-s,--scenarios", options->created.scenarios, "Scenarios that it is about")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->type_name("NAME");
  sub->add_option("--postoverflows", options->created.postoverflows, "Postoverflows that it needs")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->type_name("NAME");
  sub->add_flag("--ignore-parsers", options->created.ignore_parsers, "It says nothing about parsers");
}

}  // namespace vedette::cli
