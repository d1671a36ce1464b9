#include "cli/delivery_setup.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>

#include "cli/load_report.h"
#include "content/config.h"
#include "content/lint/rules.h"
#include "content/profile_spec.h"

namespace vedette::cli {
namespace {

Diagnostics worth_saying(const Diagnostics& all, const std::string& about) {
  Diagnostics out;
  for (const Diagnostic& diagnostic : all.all()) {
    if (diagnostic.severity == Severity::kError || (!about.empty() && diagnostic.item == about)) {
      out.add(diagnostic);
    }
  }
  return out;
}

}  // namespace

std::optional<DeliverySetup> DeliverySetup::load(const DeliveryArguments& given, NotifiersWanted wanted, const std::string& about) {
  DeliverySetup out;
  Diagnostics diagnostics;
  std::optional<content::Config> config;
  if (!given.config_file.empty()) {
    config = content::read_config(given.config_file, diagnostics);
    if (!config) {
      report_diagnostics(diagnostics, diagnostics.all().size());
      return std::nullopt;
    }
  }
  diagnostics = Diagnostics();  // the rest of the configuration is reported by who loads the rules
  Result<StorePlace> place = find_store(given.store_file, config ? &*config : nullptr);
  if (!place) {
    (void)store_failure(place.error().message);
    return std::nullopt;
  }
  out.place = std::move(*place);
  std::vector<content::ProfileSpec> specs;
  const std::string profiles = !given.profiles_file.empty() ? given.profiles_file : config ? config->profiles_path : std::string();
  if (!profiles.empty()) {
    specs = content::load_profiles(profiles, diagnostics);
  }
  notify::NotifierFiles files;
  files.folder = !given.notifications.empty() ? given.notifications : config ? config->notification_dir : std::string();
  if (config) {
    files.plugin_dir = config->plugin_dir;
    files.plugin_user = config->plugin_user;
    files.plugin_group = config->plugin_group;
  }
  std::vector<std::string> called;
  for (const content::ProfileSpec& spec : specs) {
    for (const SourceText& name : spec.notifications) {
      called.push_back(name.text());
    }
  }
  files.used = called;
  if (!about.empty()) {
    files.used->push_back(about);
  }
  if (!files.folder.empty() && (wanted == NotifiersWanted::kAll || !called.empty())) {
    out.notifiers = notify::load_notifiers(files, diagnostics);
  }
  std::vector<std::string> names;
  for (const notify::NotifierConfig& known : out.notifiers.configs) {
    names.push_back(known.name);
  }
  content::lint::check_notifications(specs, names, diagnostics);
  const std::size_t read = specs.size();
  out.profiles = profile::Profiles::compile(std::move(specs), diagnostics);
  const Diagnostics said = wanted == NotifiersWanted::kCalled ? diagnostics : worth_saying(diagnostics, about);
  report_diagnostics(said, said.all().size());
  const bool broken = diagnostics.has_errors() && (wanted == NotifiersWanted::kCalled || out.profiles.all().size() != read);
  return broken ? std::nullopt : std::optional(std::move(out));
}

delivery::Log log_to_stderr(bool quiet) {
  return [quiet](Severity severity, const std::string& text) {
    if (severity != Severity::kNote || !quiet) {
      std::fprintf(stderr, "vedette: %s\n", text.c_str());
    }
  };
}

}  // namespace vedette::cli
