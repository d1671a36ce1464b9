// `vedette explain`: what each parser and scenario made of a line, or of an event of an archive.
#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "base/nearest.h"
#include "cli/commands.h"
#include "cli/explain_text.h"
#include "cli/interrupt.h"
#include "cli/load_report.h"
#include "cli/when.h"
#include "engine/replay.h"
#include "explain/recorder.h"

namespace vedette::cli {
namespace {

struct Arguments {
  std::vector<std::string> paths;
  std::string line;
  std::string file;
  std::string dsn;
  std::string event_id;
  std::string type;
  std::vector<std::string> labels;
  std::string label_list;
  std::string reference_date;

  engine::RulesChoice rules;

  std::string output = "human";
  ExplainShown shown;
  bool all = false;
  std::string scenario;
  bool failures = false;
  bool no_clean = false;
  std::size_t limit = 100;

  [[nodiscard]] bool json() const { return output == "json"; }
};

void say(const std::string& message) {
  std::fprintf(stderr, "vedette: %s\n", message.c_str());
}

/// A line that was given on the command line, as a file that is nowhere.
class GivenLine {
 public:
  static constexpr std::string_view kName = "the given line";

  GivenLine() = default;
  ~GivenLine() {
    if (descriptor_ >= 0) {
      close(descriptor_);
    }
  }
  GivenLine(const GivenLine&) = delete;
  GivenLine& operator=(const GivenLine&) = delete;

  [[nodiscard]] Result<void> hold(std::string_view line) {
    descriptor_ = memfd_create("line", MFD_CLOEXEC);
    std::string text(line);
    text += '\n';
    for (std::size_t done = 0; descriptor_ >= 0 && done < text.size();) {
      const ssize_t written = write(descriptor_, text.data() + done, text.size() - done);
      if (written < 0 && errno != EINTR) {
        break;
      }
      done += written > 0 ? static_cast<std::size_t>(written) : 0;
      if (done == text.size()) {
        return {};
      }
    }
    return fail(ErrorKind::kUnavailable, std::string("the line cannot be kept: ") + std::strerror(errno));
  }
  [[nodiscard]] std::string path() const { return descriptor_ < 0 ? std::string() : fmt::format("/proc/self/fd/{}", descriptor_); }

 private:
  int descriptor_ = -1;
};

/// The labels of `--label KEY=VALUE` and of cscli's `--labels key:value,key2:value2`. False, with a message, when one is neither.
bool read_labels(const Arguments& given, std::vector<std::pair<std::string, std::string>>& labels) {
  auto add = [&](const std::string& text, char between) {
    const std::size_t at = text.find(between);
    if (at == std::string::npos || at == 0) {
      say(fmt::format("label {}: KEY{}VALUE is expected", text, between));
      return false;
    }
    labels.emplace_back(text.substr(0, at), text.substr(at + 1));
    return true;
  };
  for (const std::string& label : given.labels) {
    if (!add(label, '=')) {
      return false;
    }
  }
  for (std::size_t at = 0; at < given.label_list.size();) {
    const std::size_t end = std::min(given.label_list.find(',', at), given.label_list.size());
    if (!add(given.label_list.substr(at, end - at), ':')) {
      return false;
    }
    at = end + 1;
  }
  return true;
}

/// What is to be read; nothing, with a message, on wrong usage.
std::optional<engine::ReplayOptions> replay_options(const Arguments& given, GivenLine& line) {
  engine::ReplayOptions options;
  options.paths = given.paths;
  if (!given.file.empty()) {
    options.paths.push_back(given.file);
  }
  if (!given.dsn.empty()) {
    static constexpr std::string_view kFiles = "file://";
    if (!given.dsn.starts_with(kFiles)) {
      say("--dsn " + given.dsn + ": only file:// can be explained");
      return std::nullopt;
    }
    options.paths.push_back(given.dsn.substr(kFiles.size()));
  }
  if (options.paths.empty() == given.line.empty()) {
    say(given.line.empty() ? "name what to explain: --log LINE, or files and folders" : "give either --log LINE, or files and folders");
    return std::nullopt;
  }
  if (!given.line.empty()) {
    if (Result<void> held = line.hold(given.line); !held) {
      say(held.error().message);
      return std::nullopt;
    }
    options.paths.push_back(line.path());
  }
  options.type = given.type;
  options.reference_date = wall_clock_now();
  if (!given.reference_date.empty()) {
    Result<Time> time = parse_when(given.reference_date);
    if (!time) {
      say("--reference-date: " + time.error().message);
      return std::nullopt;
    }
    options.reference_date = *time;
  }
  if (!read_labels(given, options.labels)) {
    return std::nullopt;
  }
  // Which events are the first is known only in order.
  options.threads = given.event_id.empty() && !given.failures ? 1 : std::max(1U, std::thread::hardware_concurrency());
  return options;
}

bool knows_scenario(const engine::Rules& rules, const std::string& name) {
  if (name.empty() || rules.scenarios->find(name) != nullptr) {
    return true;
  }
  std::vector<std::string_view> names;
  for (std::uint32_t i = 0; i < rules.scenarios->size(); ++i) {
    names.push_back(rules.scenarios->at(i).name());
  }
  const std::string_view near = nearest_name(name, names);
  say("there is no scenario " + name + (near.empty() ? std::string() : ": did you mean " + std::string(near) + "?"));
  return false;
}

class NoSink final : public engine::AlertSink {
 public:
  void alert(engine::EmittedAlert&& /*alert*/) override {}
};

/// Problems of reading, on standard error. The exit code.
int report_problems(const engine::ReplaySummary& summary, const std::string& line_path) {
  for (const sources::Problem& problem : summary.problems) {
    const std::string path = problem.path == line_path ? std::string(GivenLine::kName) : problem.path;
    say(printable(path) + ": " + printable(problem.message));
  }
  return summary.problem_count != 0 ? kIncomplete : kDone;
}

int explain_failures(const Arguments& given, const engine::Rules& rules, engine::ReplayOptions& options, Interrupt& interrupt) {
  explain::Failures failures(rules);
  options.front_observer = &failures;
  NoSink sink;
  engine::ReplayProgress progress;
  const engine::ReplaySummary summary = engine::replay(rules, options, sink, progress, interrupt.flag());
  const std::vector<explain::FailureGroup> groups = failures.groups();
  std::fputs((given.json() ? failures_json(groups, failures.events()) : failures_text(groups, failures.events(), Style(stdout))).c_str(), stdout);
  return report_problems(summary, given.line.empty() ? std::string() : options.paths.back());
}

int explain_events(const Arguments& given, const engine::Rules& rules, engine::ReplayOptions& options, Interrupt& interrupt) {
  explain::Options wanted;
  wanted.event_id = given.event_id;
  wanted.scenario = given.scenario;
  wanted.all_scenarios = given.all;
  wanted.limit = given.limit;
  explain::Recorder recorder(rules, wanted);
  options.front_observer = &recorder;
  options.bucket_observer = &recorder;
  options.postoverflow_observer = &recorder;
  engine::ReplayProgress progress;
  const engine::ReplaySummary summary = engine::replay(rules, options, recorder, progress, interrupt.flag());
  std::vector<explain::EventReport> reports = recorder.take();
  const std::string line_path = given.line.empty() ? std::string() : options.paths.back();
  for (explain::EventReport& report : reports) {
    if (report.source == line_path) {
      report.source.clear();
    }
  }
  ExplainShown shown = given.shown;
  shown.all_clauses = given.all || !given.scenario.empty();
  const std::string text = given.json() ? explain_json(reports, recorder.left_out()) : explain_text(reports, shown, Style(stdout));
  std::fputs(text.c_str(), stdout);
  if (!given.json() && recorder.left_out() != 0) {
    std::printf("\n%s more went through the same, but are not shown (--limit)\n", count_of(recorder.left_out(), "event", "events").c_str());
  }
  int exit_code = report_problems(summary, line_path);
  if (reports.empty() && !given.event_id.empty()) {
    say("no record with the eventID " + given.event_id + " among " + count_of(summary.front.events, "event", "events"));
    exit_code = kIncomplete;
  }
  return exit_code;
}

int run_explain(const Arguments& given) {
  GivenLine line;
  std::optional<engine::ReplayOptions> options = replay_options(given, line);
  if (!options) {
    return kUsage;
  }
  Diagnostics diagnostics;
  const engine::Rules rules = engine::load_rules(given.rules, diagnostics);
  report_diagnostics(diagnostics, given.shown.details ? diagnostics.all().size() : kShownDiagnostics);
  if (!rules.content.usable) {
    say("there are no rules to explain with");
    return kUsage;
  }
  if (!knows_scenario(rules, given.scenario)) {
    return kUsage;
  }
  Interrupt interrupt;
  const int exit_code = given.failures ? explain_failures(given, rules, *options, interrupt) : explain_events(given, rules, *options, interrupt);
  return interrupt.by_signal() ? kInterrupted : exit_code;
}

}  // namespace

void declare_explain(CLI::App& app, int& exit_code) {
  auto given = std::make_shared<Arguments>();
  app.add_option("PATH", given->paths, "Files, folders (searched recursively), or - for standard input");
  app.add_option("-l,--log", given->line, "A line to explain")->type_name("LINE")->group("Input");
  app.add_option("-f,--file", given->file, "A file to explain, as PATH")->type_name("FILE")->group("Input");
  app.add_option("-d,--dsn", given->dsn, "The same as file://FILE")->type_name("DSN")->group("Input");
  app.add_option("--event-id", given->event_id, "Explain this CloudTrail record alone, after all that came before it:\nwhy did it raise no alert?")
      ->type_name("ID")
      ->group("Input");
  app.add_option("-t,--type", given->type, "What the lines are. Default: recognised as CloudTrail in any wrapping")
      ->type_name("NAME")
      ->group("Input");
  app.add_option("--label", given->labels, "Another label of the lines")->allow_extra_args(false)->type_name("KEY=VALUE")->group("Input");
  app.add_option("--labels", given->label_list, "Labels as key:value,key2:value2")->type_name("LIST")->group("Input");
  app.add_option("--reference-date", given->reference_date, "The time of events that have none (default: now)")->type_name("DATE")->group("Input");

  auto* config = app.add_option("-c,--config", given->rules.config_file, "A CrowdSec config.yaml, with the items installed beside it")
                     ->check(CLI::ExistingFile)
                     ->type_name("FILE")
                     ->group("Rules");
  app.add_option("--content", given->rules.content_folder, "A folder in the Hub's layout, all of it enabled, instead of the bundled content")
      ->check(CLI::ExistingDirectory)
      ->excludes(config)
      ->type_name("DIR")
      ->group("Rules");
  app.add_option("--data", given->rules.data_folders, "Where data files are, before the content's own folder")
      ->check(CLI::ExistingDirectory)
      ->allow_extra_args(false)
      ->type_name("DIR")
      ->group("Rules");

  app.add_option("-o,--output", given->output, "human or json (default: human)")
      ->check(CLI::IsMember({"human", "json"}))
      ->type_name("FORMAT")
      ->group("Output");
  app.add_flag("-v,--verbose", given->shown.details, "Every change of the event, every clause of every filter")->group("Output");
  auto* all = app.add_flag("--all", given->all, "All scenarios, not only those that match or miss by one clause")->group("Output");
  app.add_option("--scenario", given->scenario, "This scenario only")->type_name("NAME")->excludes(all)->group("Output");
  app.add_flag("--failures", given->failures, "Lines that the parsers do not take, by reason, each with an example")->group("Output");
  app.add_flag("--only-successful-parsers", given->shown.only_successful, "Leave out parsers that stay out or fail")->group("Output");
  app.add_option("--limit", given->limit, "Events that are shown (default: 100)")->check(CLI::PositiveNumber)->type_name("N")->group("Output");
  app.add_flag("--no-clean,!--clean", given->no_clean, "Taken for the sake of scripts: nothing is left behind to clean")->group("Output");
  app.footer(
      "\nEnds with 0 when done, 1 when something could not be read or there is no such event, 2 on wrong usage.\n"
      "\nExamples:\n"
      "  vedette explain --event-id 4a1b9ab9-3b9a-4c5e-8f5d-6c1d4a1b9ab9 AWSLogs/\n"
      "  vedette explain --type syslog --log 'Sep 19 18:33:22 web sshd[243]: Invalid user bob from 192.0.2.1'\n"
      "  vedette explain --failures --type nginx access.log");
  app.callback([given, &exit_code] { exit_code = run_explain(*given); });
}

}  // namespace vedette::cli
