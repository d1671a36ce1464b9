// Who a request is from: keys, and where they come from.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/time.h"

namespace vedette::aws {

/// Never printed, logged or put into an error.
struct Credentials {
  std::string access_key_id;
  std::string secret_access_key;
  std::string session_token;    // empty for long-lived keys
  std::optional<Time> expires;  // nothing: never
  std::string source;           // for people: "the profile `audit` of /root/.aws/credentials", "the instance's role `web`"
};

/// One way to come by credentials. Asked by one thread at a time.
class CredentialProvider {
 public:
  virtual ~CredentialProvider() = default;
  /// Nothing when this way is not set up on this machine (the chain goes on); an error when it is and fails (the chain ends, as the SDKs' chains do).
  /// `stop` may be null.
  [[nodiscard]] virtual Result<std::optional<Credentials>> load(const std::atomic<bool>* stop) = 0;
  /// What was tried, for the error that names all: "variables AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY".
  [[nodiscard]] virtual std::string name() const = 0;
};

/// The first of a list of providers that gives something, remembered until shortly before it expires. Thread safe: one thread asks, others wait;
/// while the old ones are still valid, nobody waits and a failed refresh is tried again later.
class CredentialChain {
 public:
  CredentialChain(std::vector<std::unique_ptr<CredentialProvider>> providers, std::function<Time()> now);

  /// kDenied when there are none: the message names everything that was tried.
  [[nodiscard]] Result<Credentials> get(const std::atomic<bool>* stop = nullptr);
  /// The service has refused these: they are asked for anew next time, if they are still those.
  void refused(const Credentials& credentials);

  static constexpr Duration kRefreshAhead = 5 * kMinute;  // of the end; at most half of the remaining life when that is short
  static constexpr Duration kRetryRefresh = 30 * kSecond;

 private:
  [[nodiscard]] Result<Credentials> load(const std::atomic<bool>* stop);

  const std::vector<std::unique_ptr<CredentialProvider>> providers_;
  const std::function<Time()> now_;
  std::mutex mutex_;  // of what follows
  std::optional<Credentials> current_;
  Time refresh_at_;
  std::mutex loading_;  // held by the one who asks the providers
};

}  // namespace vedette::aws
