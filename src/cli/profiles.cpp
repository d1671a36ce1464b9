// `vedette profiles`: what profiles make of an alert, before they make it of a real one.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <string>

#include "base/json.h"
#include "cli/alert_input.h"
#include "cli/commands.h"
#include "cli/load_report.h"
#include "cli/profile_trial.h"
#include "cli/terminal.h"
#include "content/config.h"
#include "content/lint/rules.h"
#include "content/notification_names.h"
#include "content/profile_spec.h"
#include "expr/builtins/services.h"

namespace vedette::cli {
namespace {

struct Options {
  std::string config_file;
  std::string profiles_file;
  std::string alert_file;
  std::string format = "human";
};

void say(const std::string& message) {
  std::fprintf(stderr, "vedette: %s\n", message.c_str());
}

/// The file with the profiles; empty, and the user told, when there is none.
std::string profiles_file(const Options& options, std::string& notification_folder, Diagnostics& diagnostics) {
  if (!options.profiles_file.empty()) {
    return options.profiles_file;
  }
  std::optional<content::Config> config = content::read_config(options.config_file, diagnostics);
  if (!config) {
    return {};
  }
  notification_folder = config->notification_dir;
  if (config->profiles_path.empty()) {
    say(options.config_file + " names no profiles (api.server.profiles_path)");
  }
  return config->profiles_path;
}

int run_test(const Options& options) {
  if (options.profiles_file.empty() && options.config_file.empty()) {
    say("give --profiles FILE, or -c config.yaml that names one");
    return kUsage;
  }
  Diagnostics diagnostics;
  std::string notifications;
  const std::string file = profiles_file(options, notifications, diagnostics);
  profile::Profiles profiles;
  if (!file.empty()) {
    std::vector<content::ProfileSpec> specs = content::load_profiles(file, diagnostics);
    if (!notifications.empty()) {
      const std::vector<std::string> names = content::read_notification_names(notifications, diagnostics);
      content::lint::check_notifications(specs, names, diagnostics);
    }
    profiles = profile::Profiles::compile(std::move(specs), diagnostics);
  }
  report_diagnostics(diagnostics, diagnostics.all().size());
  if (profiles.all().empty()) {
    return kUsage;
  }
  Result<std::vector<model::Alert>> alerts = read_alert_input(options.alert_file);
  if (!alerts) {
    say(alerts.error().message);
    return kIncomplete;
  }
  JsonReader json;
  expr::Services services;
  services.json = &json;
  profile::Setting setting;
  setting.services = &services;
  setting.now = wall_clock_now();
  const std::vector<AlertTrial> trials = try_profiles(profiles, std::move(*alerts), setting);
  const std::string text = options.format == "json" ? trials_json(trials) : trials_text(trials, Style(stdout));
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size()) {
    return kIncomplete;
  }
  return diagnostics.has_errors() ? kIncomplete : kDone;
}

}  // namespace

void declare_profiles(CLI::App& app, int& exit_code) {
  app.require_subcommand(1);
  auto options = std::make_shared<Options>();
  CLI::App* test = app.add_subcommand("test", "Say which profiles take an alert and what follows, filter by filter");
  auto* file = test->add_option("--profiles", options->profiles_file, "The profiles; those of FILE.local are asked before them")
                   ->check(CLI::ExistingFile)
                   ->type_name("FILE");
  test->add_option("-c,--config", options->config_file, "A CrowdSec config.yaml that names the profiles and notifications")
      ->check(CLI::ExistingFile)
      ->excludes(file)
      ->type_name("FILE");
  test->add_option("--alert", options->alert_file, "One alert, a list, or one a line, as JSON ('-': standard input)")->required()->type_name("FILE");
  test->add_option("-o,--output", options->format, "human or json (default: human)")->check(CLI::IsMember({"human", "json"}))->type_name("FORMAT");
  test->footer(
      "\nEnds with 0 when done, 1 when a profile does not load or the alerts cannot be read, 2 when there is no profile.\n"
      "\nExample:\n"
      "  vedette replay -o jsonl AWSLogs/ | vedette profiles test --profiles profiles.yaml --alert -");
  test->callback([options, &exit_code] { exit_code = run_test(*options); });
}

}  // namespace vedette::cli
