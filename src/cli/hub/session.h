// What the commands about the hub share: their options, the configuration they work on, what is said on the way.
#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "cli/terminal.h"
#include "content/config.h"
#include "content/hub/download.h"
#include "content/hub/hub.h"
#include "content/hub/source.h"

namespace CLI {
class App;
}

namespace vedette::cli {

enum class HubFormat : std::uint8_t { kHuman, kJson, kRaw };

/// cscli's own names. Declared on a command, they may stand behind its subcommands too.
struct HubArguments {
  std::string config_file = "/etc/crowdsec/config.yaml";
  std::string output;
  std::string color;
  std::string source;
  std::string branch;
  std::vector<std::string> data_folders;
  bool only_errors = false;
  bool only_warnings = false;
};
void declare_hub_options(CLI::App& app, HubArguments& given);

class HubSession {
 public:
  /// Nothing when the configuration cannot be read; that has been said. `given` outlives it.
  [[nodiscard]] static std::unique_ptr<HubSession> open(const HubArguments& given);
  HubSession(const HubSession&) = delete;
  HubSession& operator=(const HubSession&) = delete;

  [[nodiscard]] const content::Config& config() const { return config_; }
  [[nodiscard]] const HubArguments& given() const { return given_; }
  [[nodiscard]] content::HubFolders folders() const;
  [[nodiscard]] HubFormat format() const { return format_; }
  [[nodiscard]] const Style& style() const { return style_; }
  [[nodiscard]] std::string branch() const;
  /// Whether what is done is told, too.
  [[nodiscard]] bool talks() const { return level_ == content::HubLevel::kInfo; }
  [[nodiscard]] const content::HubLog& log() const { return log_; }

  /// Null when it cannot be loaded; that has been said. One at a time.
  [[nodiscard]] content::Hub* load();
  /// Null when there is no such source; that has been said. `stop` outlives the session.
  [[nodiscard]] const content::HubSource* source(const std::atomic<bool>* stop);
  [[nodiscard]] content::Downloader& downloader() { return *downloader_; }

 private:
  HubSession(const HubArguments& given, content::Config config);

  const HubArguments& given_;
  content::Config config_;
  HubFormat format_ = HubFormat::kHuman;
  content::HubLevel level_ = content::HubLevel::kInfo;
  Style style_;
  content::HubLog log_;
  std::set<std::string> said_;
  std::optional<content::Hub> hub_;
  std::optional<content::Downloader> downloader_;
  std::optional<content::HubSource> source_;
};

/// Says why something could not be done; gives the exit code for it.
int hub_failure(const std::string& message);

}  // namespace vedette::cli
