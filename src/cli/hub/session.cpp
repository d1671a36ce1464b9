#include "cli/hub/session.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>

#include "base/printable.h"
#include "cli/commands.h"

namespace vedette::cli {

void declare_hub_options(CLI::App& app, HubArguments& given) {
  app.add_option("-c,--config", given.config_file, "CrowdSec's config.yaml: it says where items are (default: /etc/crowdsec/config.yaml)")
      ->take_last()
      ->type_name("FILE");
  app.add_option("-o,--output", given.output, "human, json or raw")->check(CLI::IsMember({"human", "json", "raw"}))->take_last()->type_name("FORMAT");
  app.add_option("--color", given.color, "yes, no or auto")->check(CLI::IsMember({"yes", "no", "auto"}))->type_name("WHEN");
  app.add_option("--hub", given.source,
                 "Where the hub is: a folder (a checkout will do) or a URL; default: what the configuration says, else CrowdSec's")
      ->type_name("DIR|URL");
  app.add_option("--branch", given.branch, "The hub's branch, where the URL has a place for it (default: master)")->type_name("NAME");
  app.add_option("--data", given.data_folders, "A folder with the data files that items name: nothing is fetched then")
      ->check(CLI::ExistingDirectory)
      ->allow_extra_args(false)
      ->type_name("DIR");
  app.add_flag("--warning", given.only_warnings, "Say only what is wrong");
  app.add_flag("--error", given.only_errors, "Say only why something failed, for cron jobs");
}

int hub_failure(const std::string& message) {
  std::fprintf(stderr, "vedette: %s\n", printable(message).c_str());
  return kIncomplete;
}

std::unique_ptr<HubSession> HubSession::open(const HubArguments& given) {
  Diagnostics diagnostics;
  std::optional<content::Config> config = content::read_config(given.config_file, diagnostics);
  if (!config) {
    for (const Diagnostic& diagnostic : diagnostics.all()) {
      if (diagnostic.severity == Severity::kError) {
        std::fprintf(stderr, "%s\n", render(diagnostic).c_str());
      }
    }
    return nullptr;
  }
  return std::unique_ptr<HubSession>(new HubSession(given, std::move(*config)));
}

HubSession::HubSession(const HubArguments& given, content::Config config) : given_(given), config_(std::move(config)), style_(stdout) {
  const std::string& output = given.output.empty() ? config_.hub.output : given.output;
  format_ = output == "json" ? HubFormat::kJson : output == "raw" ? HubFormat::kRaw : HubFormat::kHuman;
  const std::string& color = given.color.empty() ? config_.hub.color : given.color;
  if (color == "yes" || color == "no") {
    style_ = Style(color == "yes");
  }
  // crowdsec-cli/main.go, initialize: what programs read is not disturbed.
  if (given.only_errors || format_ != HubFormat::kHuman) {
    level_ = content::HubLevel::kError;
  } else if (given.only_warnings) {
    level_ = content::HubLevel::kWarning;
  }
  log_ = [this](content::HubLevel level, const std::string& message) {
    if (level <= level_ && said_.insert(message).second) {
      const char* kind = level == content::HubLevel::kError ? "error" : level == content::HubLevel::kWarning ? "warning" : "note";
      std::fprintf(stderr, "%s: %s\n", kind, printable(message).c_str());
    }
  };
}

content::HubFolders HubSession::folders() const {
  return {config_.index_path, config_.hub_dir, config_.config_dir, config_.data_dir};
}

std::string HubSession::branch() const {
  const std::string& branch = given_.branch.empty() ? config_.hub.branch : given_.branch;
  return branch.empty() ? std::string(content::HubSource::kDefaultBranch) : branch;
}

content::Hub* HubSession::load() {
  Result<content::Hub> hub = content::Hub::load(folders(), log_);
  if (!hub) {
    (void)hub_failure(hub.error().message);
    return nullptr;
  }
  return &hub_.emplace(std::move(*hub));
}

const content::HubSource* HubSession::source(const std::atomic<bool>* stop) {
  downloader_.emplace(stop);
  std::string place = given_.source.empty() ? config_.hub.url : given_.source;
  if (place.empty()) {
    place = content::HubSource::kDefaultUrl;
  }
  Result<content::HubSource> source = content::HubSource::create(place, branch(), *downloader_);
  if (!source) {
    (void)hub_failure(source.error().message);
    return nullptr;
  }
  return &source_.emplace(std::move(*source));
}

}  // namespace vedette::cli
