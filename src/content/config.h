// CrowdSec's config.yaml with its `.local` overlay: where everything lies.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "base/yaml.h"
#include "content/database_spec.h"
#include "content/spec.h"

namespace vedette::content {

/// csconfig.CscliCfg: how the hub is managed. Empty: not given.
struct HubSettings {
  std::string branch;
  std::string url;            // with two %s: the branch, the path
  bool with_content = false;  // the index is fetched with the text of all items
  std::string output;         // human, json or raw
  std::string color;          // yes, no or auto
};

/// csconfig: the parts that say where content lies. Paths are absolute.
struct Config {
  std::string file;
  std::string config_dir;
  std::string data_dir;
  std::string simulation_path;
  std::string hub_dir;
  std::string index_path;
  std::string pattern_dir;
  std::string notification_dir;
  std::string plugin_dir;   // of notification plugins; may be empty
  std::string plugin_user;  // whom they run as (plugin_config): both or neither
  std::string plugin_group;
  std::string console_context_path;
  bool console_context_named = false;       // by the user: then it must exist
  std::int64_t console_context_length = 0;  // 0: the default
  ThreatIntelligenceSpec threat_intelligence;
  HubSettings hub;
  std::string profiles_path;  // empty without api.server.profiles_path
  std::optional<DatabaseSpec> database;
  std::vector<std::string> acquisition_files;
};

/// Nothing when the file cannot be read or lacks what the rest hangs on; then the diagnostics hold an error.
[[nodiscard]] std::optional<Config> read_config(const std::string& file, Diagnostics& diagnostics);

/// load_config() for a configuration that is read already.
[[nodiscard]] Content load_installed(const Config& config, Diagnostics& diagnostics);

/// A YAML file and the `<file>.local` beside it, whose mappings are laid over it key by key (csyaml's Merge): lists and values are replaced.
class OverlaidYaml {
 public:
  enum class Missing : bool { kAllowed, kIsAnError };
  [[nodiscard]] static std::optional<OverlaidYaml> read(const std::string& file, Missing missing, Diagnostics& diagnostics);

  /// The value at a path of keys; null when neither file has one, or it is null.
  [[nodiscard]] const YamlNode* find(std::initializer_list<std::string_view> path) const;
  /// A text with ${VAR} and $VAR replaced; empty when absent. Another kind of node is an error.
  [[nodiscard]] std::string text(std::initializer_list<std::string_view> path, Diagnostics& diagnostics) const;
  /// Warns of keys that are not among `known` in the mapping at `path`.
  void check_keys(std::initializer_list<std::string_view> path, const std::vector<std::string_view>& known, Diagnostics& diagnostics) const;

 private:
  std::vector<YamlFile> layers_;  // the overlay first
};

/// csstring.StrictExpand: variables that are not set stay as written.
[[nodiscard]] std::string expand_environment(std::string text);

}  // namespace vedette::content
