#include "engine/replay.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

#include "cli/commands.h"
#include "cli/interrupt.h"
#include "cli/load_report.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "cli/replay_delivery.h"
#include "cli/summary.h"
#include "cli/table.h"
#include "cli/terminal.h"
#include "cli/when.h"
#include "enrich/online.h"
#include "report/report.h"

namespace vedette::cli {
namespace {

constexpr std::size_t kPipeWidth = 180;  // of a table that nobody's terminal limits

constexpr std::size_t kTextWidth = 120;  // of paragraphs

/// As given on the command line.
struct Arguments {
  std::vector<std::string> paths;
  std::string type;
  std::vector<std::string> labels;
  std::string transform;
  std::string since;
  std::string until;
  std::string reference_date;
  bool keep_duplicates = false;

  engine::RulesChoice rules;
  bool strict = false;

  Format format = Format::kTable;
  std::string output;
  bool show_allowed = false;
  bool quiet = false;
  bool verbose = false;

  ReplayDeliveryArguments delivery;

  bool network = false;
  unsigned threads = 0;
  std::size_t memory_mib = 128;
};

/// Every option, once: name, text, default, check.
void declare_options(CLI::App& app, Arguments& given) {
  app.add_option("PATH", given.paths, "Files, folders (searched recursively), or - for standard input")->required();

  app.add_option("--type", given.type,
                 "What the lines are. Default: recognised as CloudTrail in any wrapping.\n"
                 "With another type than aws-cloudtrail each line is one event")
      ->type_name("NAME")
      ->group("Input");
  app.add_option("--label", given.labels, "Another label of the lines")->allow_extra_args(false)->type_name("KEY=VALUE")->group("Input");
  app.add_option("--transform", given.transform, "An expression over evt that gives a list of lines")->type_name("EXPR")->group("Input");
  app.add_option("--since", given.since, "Leave out events before: 2026-03-02, 2026-03-02T08:05")->type_name("DATE")->group("Input");
  app.add_option("--until", given.until, "Leave out events from then on")->type_name("DATE")->group("Input");
  app.add_option("--reference-date", given.reference_date, "The time of events that have none (default: now)")->type_name("DATE")->group("Input");
  app.add_flag("--keep-duplicates", given.keep_duplicates, "Count CloudTrail records that are there twice as two")->group("Input");

  auto* config = app.add_option("-c,--config", given.rules.config_file, "A CrowdSec config.yaml, with the items installed beside it")
                     ->check(CLI::ExistingFile)
                     ->type_name("FILE")
                     ->group("Rules");
  app.add_option("--content", given.rules.content_folder, "A folder in the Hub's layout, all of it enabled, instead of the bundled content")
      ->check(CLI::ExistingDirectory)
      ->excludes(config)
      ->type_name("DIR")
      ->group("Rules");
  app.add_option("--data", given.rules.data_folders, "Where data files are, before the content's own folder")
      ->check(CLI::ExistingDirectory)
      ->allow_extra_args(false)
      ->type_name("DIR")
      ->group("Rules");
  app.add_flag("--strict", given.strict, "End with 2 when any item of the content does not load")->group("Rules");

  static const std::map<std::string, Format> kFormats = {
      {"table", Format::kTable}, {"json", Format::kJson}, {"jsonl", Format::kJsonLines}, {"csv", Format::kCsv}, {"html", Format::kHtml}};
  app.add_option_function<std::string>(
         "-o,--format", [&given](const std::string& name) { given.format = kFormats.at(name); },
         "table, json, jsonl, csv or html, a report to read (default: table)")
      ->check(CLI::IsMember(kFormats))
      ->type_name("FORMAT")
      ->group("Output");
  app.add_option("--output", given.output, "A file for the alerts; it appears when it is whole")->type_name("FILE")->group("Output");
  app.add_flag("--show-allowed", given.show_allowed, "Show what postoverflows allow-list, with the reason")->group("Output");
  app.add_flag("-q,--quiet", given.quiet, "No progress and no summary")->group("Output");
  app.add_flag("--verbose", given.verbose, "All that is wrong with the content, not the first few")->group("Output");

  app.add_option_function<std::string>(
         "--store",
         [&given](const std::string& file) {
           given.delivery.store = true;
           given.delivery.where.store_file = file;
         },
         "Keep the alerts, once each, and send their notifications. Default: as db_config\nof config.yaml says, else vedette.db here")
      ->expected(0, 1)
      ->type_name("FILE")
      ->group("Delivery");
  app.add_option("--profiles", given.delivery.where.profiles_file, "The profiles, instead of config.yaml's")
      ->check(CLI::ExistingFile)
      ->type_name("FILE")
      ->group("Delivery");
  app.add_option("--notifications", given.delivery.where.notifications, "The folder of notifications, instead of config.yaml's")
      ->check(CLI::ExistingDirectory)
      ->type_name("DIR")
      ->group("Delivery");
  app.add_option("--deliver-wait", given.delivery.wait, "How long to wait for receivers at the end (default: 30s)")
      ->type_name("DURATION")
      ->group("Delivery");

  app.add_flag("--network", given.network, "Rules may ask the network: names of addresses, HTTP, threat intelligence")->group("Running");
  app.add_option("--threads", given.threads, "Default: one a core")->check(CLI::Range(1U, 256U))->type_name("N")->group("Running");
  app.add_option("--memory", given.memory_mib, "MiB of waiting events kept in memory before they spill to $TMPDIR (default: 128)")
      ->check(CLI::Range(std::size_t{16}, std::size_t{1024} * 1024))
      ->type_name("MIB")
      ->group("Running");
  app.footer(
      "\nEnds with 0 when done, 1 when something could not be read (the rest was), 2 on wrong usage, 130 on Ctrl-C.\n"
      "\nExamples:\n"
      "  vedette replay AWSLogs/\n"
      "  vedette replay --content my-rules -o jsonl AWSLogs/ > alerts.jsonl\n"
      "  vedette replay -o html --output report.html AWSLogs/\n"
      "  zcat events.gz | vedette replay -");
}

/// The lines of usage errors; empty when all is well.
std::optional<engine::ReplayOptions> replay_options(const Arguments& given, std::string& error) {
  engine::ReplayOptions options;
  options.paths = given.paths;
  options.type = given.type;
  options.keep_duplicates = given.keep_duplicates;
  options.reference_date = wall_clock_now();
  options.threads = given.threads != 0 ? given.threads : std::max(1U, std::thread::hardware_concurrency());
  options.memory_budget = given.memory_mib << 20;
  for (const std::string& label : given.labels) {
    std::size_t equals = label.find('=');
    if (equals == std::string::npos || equals == 0) {
      error = "--label " + label + ": KEY=VALUE is expected";
      return std::nullopt;
    }
    options.labels.emplace_back(label.substr(0, equals), label.substr(equals + 1));
  }
  auto date = [&](std::string_view name, const std::string& text, auto&& store) {
    if (text.empty()) {
      return true;
    }
    Result<Time> time = parse_when(text);
    if (!time) {
      error = std::string(name) + ": " + time.error().message;
      return false;
    }
    store(*time);
    return true;
  };
  if (!date("--since", given.since, [&](Time time) { options.since = time; }) ||
      !date("--until", given.until, [&](Time time) { options.until = time; }) ||
      !date("--reference-date", given.reference_date, [&](Time time) { options.reference_date = time; })) {
    return std::nullopt;
  }
  if (options.since && options.until && !(*options.since < *options.until)) {
    error = "--since " + given.since + " is not before --until " + given.until + ": no event is between them";
    return std::nullopt;
  }
  return options;
}

/// Takes alerts while the replay runs: rows of the table, or text on its way out.
class Alerts final : public engine::AlertSink {
 public:
  Alerts(const Arguments& given, const engine::Rules& rules, Output& output, std::atomic<bool>& stop)
      : given_(given), rules_(rules), output_(output), stop_(stop), writer_(given.format, output) {
    if (given.format == Format::kHtml) {
      report_.emplace(rules, VEDETTE_VERSION);
      report_->begin(output.buffer());
    } else {
      writer_.begin();
    }
  }

  void alert(engine::EmittedAlert&& alert) override {
    if (given_.format == Format::kTable) {
      table_.add(alert);
    } else if (report_) {
      report_->add(alert, output_.buffer());
      output_.appended();
      stop_ = stop_ || output_.failed();
    } else if (!alert.allowed || given_.show_allowed) {
      writer_.write(alert);
      if (output_.failed()) {
        stop_ = true;
      }
    }
  }

  void end(const engine::ReplayOptions& options, const engine::ReplaySummary& summary) {
    if (report_) {
      report_->end(options, summary, output_.buffer());
      output_.appended();
      return;
    }
    if (given_.format != Format::kTable) {
      writer_.end();
      return;
    }
    Style style = given_.output.empty() ? Style(stdout) : Style(false);
    if (table_.empty() || (table_.alerts() == 0 && !given_.show_allowed)) {
      output_.write("No alerts.\n");
    } else {
      const std::size_t width = terminal_width(output_.stream(), kPipeWidth);
      output_.write(table_.render(width, style, given_.show_allowed));
      output_.write("\n" + table_.render_guidance(*rules_.scenarios, std::min(width, kTextWidth), style, given_.show_allowed));
    }
    if (table_.allowed() != 0 && !given_.show_allowed) {
      output_.write(count_of(table_.allowed(), "alert is", "alerts are") + " allow-listed; --show-allowed shows them.\n");
    }
  }

 private:
  const Arguments& given_;
  const engine::Rules& rules_;
  Output& output_;
  std::atomic<bool>& stop_;
  AlertWriter writer_;
  AlertTable table_;
  std::optional<report::Report> report_;
};

/// The input that writing `output` would destroy: the file itself, or the folder it lies in; null when there is none.
const std::string* overwritten_input(const std::string& output, const std::vector<std::string>& paths) {
  namespace fs = std::filesystem;
  std::error_code error;
  const fs::path target = output.empty() ? fs::path() : fs::canonical(output, error);
  if (output.empty() || error || !fs::is_regular_file(target, error)) {
    return nullptr;  // nothing is there yet, or it is a device or a pipe
  }
  for (const std::string& path : paths) {
    if (fs::equivalent(path, target, error)) {
      return &path;
    }
    const fs::path folder = fs::canonical(path, error);
    if (!error && fs::is_directory(folder, error) &&
        std::mismatch(folder.begin(), folder.end(), target.begin(), target.end()).first == folder.end()) {
      return &path;
    }
  }
  return nullptr;
}

void say(const std::string& message) {
  std::fprintf(stderr, "vedette: %s\n", message.c_str());
}

int run_replay(const Arguments& given) {
  std::string error;
  std::optional<engine::ReplayOptions> options = replay_options(given, error);
  if (!options) {
    say(error);
    return kUsage;
  }
  Diagnostics diagnostics;
  std::unique_ptr<engine::Transform> transform;
  if (!given.transform.empty()) {
    if (engine::is_cloudtrail_walk(given.transform)) {
      options->cloudtrail_walk = true;
    } else {
      transform = engine::Transform::compile(SourceText("--transform", given.transform), diagnostics);
      if (!transform) {
        report_diagnostics(diagnostics, kShownDiagnostics);
        return kUsage;
      }
      options->transform = transform.get();
    }
  }
  engine::Rules rules = engine::load_rules(given.rules, diagnostics);
  report_diagnostics(diagnostics, given.verbose ? diagnostics.all().size() : kShownDiagnostics);
  if (!rules.content.usable) {
    say("there are no rules to replay with");
    return kUsage;
  }
  if (given.strict && (diagnostics.has_errors() || !rules.skipped.empty())) {
    say("an item does not load, and --strict is given");
    return kUsage;
  }
  if (const std::string* input = overwritten_input(given.output, given.paths)) {
    say("--output " + given.output + " would overwrite the input " + *input);
    return kUsage;
  }
  if (given.format == Format::kHtml && (given.output.empty() || given.output == "-") && is_terminal(stdout)) {
    say("-o html is for a browser: name a file with --output");
    return kUsage;
  }
  Result<std::unique_ptr<Output>> output = Output::create(given.output);
  if (!output) {
    say(output.error().message);
    return kUsage;
  }

  std::unique_ptr<ReplayDelivery> delivery;
  if (given.delivery.store) {
    ReplayDeliveryArguments arguments = given.delivery;
    arguments.where.config_file = given.rules.config_file;
    int exit_code = kUsage;
    delivery = ReplayDelivery::start(arguments, given.quiet, exit_code);
    if (delivery == nullptr) {
      return exit_code;
    }
  }

  std::unique_ptr<enrich::Online> online;
  if (given.network) {
    enrich::ThreatIntelligenceOptions intelligence;
    const content::ThreatIntelligenceSpec& spec = rules.content.threat_intelligence;
    intelligence.key = spec.key;
    intelligence.keep = std::chrono::milliseconds(spec.keep / 1'000'000);
    intelligence.size = spec.size;
    online = std::make_unique<enrich::Online>(std::move(intelligence));
    options->network = online.get();
  }
  Interrupt interrupt;
  Alerts alerts(given, rules, **output, interrupt.flag());
  engine::ReplayProgress progress;
  std::optional<engine::ReplaySummary> summary;
  {
    ProgressBar bar(progress, !given.quiet);
    engine::AlertSink* sink = &alerts;
    if (delivery != nullptr) {
      delivery->pass_on_to(alerts);
      sink = delivery.get();
    }
    summary = engine::replay(rules, *options, *sink, progress, interrupt.flag());
  }
  alerts.end(*options, *summary);
  Result<void> written = (*output)->commit();
  if ((*output)->reader_gone()) {
    return kDone;
  }
  if (!given.quiet) {
    // The summary goes where the table goes, and beside data.
    std::FILE* where = given.format == Format::kTable && given.output.empty() ? stdout : stderr;
    std::string text = render_summary(rules, *options, *summary, Style(where));
    std::fprintf(where, "\n%s", text.c_str());
    std::fflush(where);
  } else {
    for (const sources::Problem& problem : summary->problems) {
      say(printable(problem.path) + ": " + printable(problem.message));
    }
  }
  bool delivered = true;
  if (delivery != nullptr) {
    const std::string told = delivery->finish(interrupt.flag(), delivered);
    if (!given.quiet || !delivered) {
      std::fprintf(stderr, "\n%s", told.c_str());
    }
  }
  if (!written) {
    say(written.error().message);
    return kIncomplete;
  }
  if (interrupt.by_signal()) {
    return kInterrupted;
  }
  const bool incomplete = summary->problem_count != 0 || !summary->spill_trouble.empty() || summary->front.not_json != 0 || !delivered;
  return incomplete ? kIncomplete : kDone;
}

}  // namespace

void declare_replay(CLI::App& app, int& exit_code) {
  auto given = std::make_shared<Arguments>();
  declare_options(app, *given);
  app.callback([given, &exit_code] { exit_code = run_replay(*given); });
}

}  // namespace vedette::cli
