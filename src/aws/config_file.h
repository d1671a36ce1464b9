// ~/.aws/config and ~/.aws/credentials: profiles, sso-sessions, services. Pure; the files' bytes are handed in.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aws/environment.h"
#include "base/error.h"

namespace vedette::aws {

/// Settings by name, in lower case. A nested block ("s3 =" with indented lines below) gives keys "s3.addressing_style".
using Settings = std::map<std::string, std::string, std::less<>>;

struct Profile {
  std::string name;
  Settings settings;   // both files; those of the credentials file win
  std::string source;  // the files it came from, for people; empty when no file names it

  [[nodiscard]] std::string_view get(std::string_view key) const;
  [[nodiscard]] std::optional<bool> flag(std::string_view key) const;
};

struct ConfigFiles {
  std::map<std::string, Profile, std::less<>> profiles;
  std::map<std::string, Settings, std::less<>> sso_sessions;
  std::map<std::string, Settings, std::less<>> services;  // [services NAME], with endpoints of single services

  [[nodiscard]] const Profile* find(std::string_view name) const;
};

enum class ConfigFileKind { kConfig, kCredentials };

/// Adds what `text` says to `files`. Lenient as the SDKs are (comments by # and ;, continued lines, keys in any case, sections that are none are
/// passed over). kInvalid names `path` and the line of what is neither section, setting, nor comment.
[[nodiscard]] Result<void> read_config_text(std::string_view text, ConfigFileKind kind, const std::string& path, ConfigFiles& files);

/// The files that AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE name, else those in ~/.aws; one that does not exist is empty.
[[nodiscard]] Result<ConfigFiles> read_config_files(const Environment& environment);

}  // namespace vedette::aws
