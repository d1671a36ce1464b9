// What all clients of one profile share: settings of environment and configuration files, credentials, connections.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "aws/config_file.h"
#include "aws/credentials.h"
#include "aws/environment.h"
#include "base/error.h"
#include "base/time.h"
#include "net/http_client.h"

namespace vedette::aws {

struct SessionOptions {
  std::string profile;  // empty: AWS_PROFILE, then "default"
  Environment environment = Environment::of_process();
  std::function<Time()> now = wall_clock_now;
};

/// Thread safe. Clients keep a shared_ptr, for a session may serve several, in several threads.
class Session {
 public:
  /// Reads the configuration files; asks nobody yet. kInvalid: a profile that was named does not exist, or a file is broken.
  [[nodiscard]] static Result<std::shared_ptr<Session>> create(SessionOptions options = {});

  /// The same with these providers instead of the standard ones; nothing is read. For roles, and tests.
  [[nodiscard]] static std::shared_ptr<Session> with_credentials(SessionOptions options, ConfigFiles files, Profile profile,
                                                                 std::vector<std::unique_ptr<CredentialProvider>> providers);

  [[nodiscard]] const Environment& environment() const { return options_.environment; }
  [[nodiscard]] const Profile& profile() const { return profile_; }
  [[nodiscard]] const ConfigFiles& files() const { return files_; }
  [[nodiscard]] CredentialChain& credentials() { return *credentials_; }
  [[nodiscard]] net::HttpClient& http() { return http_; }
  [[nodiscard]] Time now() const { return options_.now(); }

  /// A setting by its variable, then by its key in the profile: setting("AWS_MAX_ATTEMPTS", "max_attempts"). Empty: neither.
  [[nodiscard]] std::string setting(std::string_view variable, std::string_view key) const;
  /// AWS_REGION, AWS_DEFAULT_REGION, else the profile's; empty: none says.
  [[nodiscard]] std::string configured_region() const;
  /// The same, else that of the instance (asked once). Empty: nobody knows.
  [[nodiscard]] std::string region();

 private:
  Session(SessionOptions options, ConfigFiles files, Profile profile);

  const SessionOptions options_;
  const ConfigFiles files_;
  const Profile profile_;
  net::HttpClient http_;
  std::unique_ptr<CredentialChain> credentials_;
  std::once_flag region_asked_;
  std::string instance_region_;
};

}  // namespace vedette::aws
