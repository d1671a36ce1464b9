// One document of a notification file: its keys as the reference's plugins read them, after the environment was put in; and which of its bytes are
// secret.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/diagnostic.h"
#include "base/time.h"
#include "base/yaml.h"
#include "content/mapping_reader.h"
#include "notify/notifier_config.h"

namespace vedette::notify {

/// csplugin.PluginConfig's own keys, which every document may have, and those of flood control.
inline constexpr std::string_view kCommonKeys[] = {"type",      "name",    "format",    "group_wait", "group_threshold",
                                                   "max_retry", "timeout", "log_level", "rollup",     "mute_until"};

/// Reads the mapping at `node`. Values are taken as the reference's plugins take them, with ${VAR} replaced first (csplugin/broker.go, loadPlugins):
/// so a number may stand in a variable. Everything that does not fit is said to `report`.
class Settings {
 public:
  /// `what` names the mapping in messages: "slack notification".
  Settings(const YamlNode& node, std::string what, content::ItemReport& report) : node_(node), what_(std::move(what)), report_(report) {}

  /// Warns of keys that are neither in `own` nor, when `with_common`, in kCommonKeys.
  void check_keys(std::span<const std::string_view> own, bool with_common) const;

  /// Null when absent or null.
  [[nodiscard]] const YamlNode* node(std::string_view key) const;
  [[nodiscard]] bool has(std::string_view key) const { return node(key) != nullptr; }
  [[nodiscard]] std::string text(std::string_view key, std::string otherwise = {}) const;
  /// A text that must be there.
  [[nodiscard]] std::string required(std::string_view key, std::string hint = {}) const;
  /// The same for what nobody may see: "file:/path" is replaced by what the file holds, without the newline at its end. A file or a configuration
  /// that everybody can read is a warning.
  [[nodiscard]] std::string secret(std::string_view key) const;
  [[nodiscard]] std::string required_secret(std::string_view key, std::string hint = {}) const;
  [[nodiscard]] bool flag(std::string_view key, bool otherwise = false) const;
  [[nodiscard]] std::int64_t integer(std::string_view key, std::int64_t otherwise, std::int64_t least, std::int64_t most) const;
  [[nodiscard]] Duration duration(std::string_view key, Duration otherwise) const;
  [[nodiscard]] std::vector<std::string> texts(std::string_view key) const;
  /// A mapping of texts; the values are secrets.
  [[nodiscard]] std::vector<std::pair<std::string, std::string>> pairs(std::string_view key) const;
  /// One of `choices`, whatever the case; the first when absent.
  [[nodiscard]] std::string choice(std::string_view key, std::span<const std::string_view> choices) const;
  /// A URL of http or https, which is a secret, too: webhooks have their key in the path.
  [[nodiscard]] std::string url(std::string_view key) const;

  [[nodiscard]] content::ItemReport& report() const { return report_; }
  [[nodiscard]] const YamlNode& place() const { return node_; }
  void error(std::string_view key, std::string message, std::string hint = {}) const;
  void warning(std::string_view key, std::string message, std::string hint = {}) const;

 private:
  [[nodiscard]] std::optional<std::string> scalar(std::string_view key) const;
  [[nodiscard]] std::string reveal(const YamlNode& value, std::string text, std::string_view key) const;
  const YamlNode& node_;
  std::string what_;
  content::ItemReport& report_;
};

/// The keys that every notifier has. Nothing without a type or a name: that is said.
[[nodiscard]] std::optional<NotifierConfig> read_common(const Settings& settings, std::string file);

/// Whether the value of this key may be shown. Of keys that nobody knows it may not: they may be a secret's, misspelt.
[[nodiscard]] bool is_harmless_key(std::string_view key);

/// A copy of the file for messages, of the same length, in which what seems to be a secret is covered: messages show the lines they are about.
[[nodiscard]] std::shared_ptr<const SourceFile> cover_secrets(const SourceFile& file);

}  // namespace vedette::notify
