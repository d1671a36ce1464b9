// Types that are not built in: CrowdSec's notification plugins, as they are.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "notify/notifier.h"
#include "notify/settings.h"

namespace vedette::notify {

class PluginHost;

/// The plugins of a folder, one process a type. Keeps the hosts that notifiers share.
class Plugins {
 public:
  explicit Plugins(const NotifierFiles& files) : files_(files) {}

  /// Whether there is a file notification-<type> in the folder.
  [[nodiscard]] bool has(std::string_view type) const;
  /// Starts nothing. Null when the file or the user must not be used: then the report has an error.
  [[nodiscard]] std::unique_ptr<Notifier> create(NotifierConfig config, const Settings& settings);

 private:
  const NotifierFiles& files_;
  std::map<std::string, std::shared_ptr<PluginHost>, std::less<>> hosts_;
};

/// A document as the plugin's Configure takes it: JSON, which is YAML too, with ${VAR} replaced and the defaults put in (csplugin/broker.go,
/// loadPlugins).
[[nodiscard]] std::string plugin_configuration(const YamlNode& document, const NotifierConfig& config);

}  // namespace vedette::notify
