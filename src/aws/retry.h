// When a failed call is made again: the SDKs' "standard" mode.
#pragma once

#include <chrono>
#include <mutex>
#include <optional>
#include <string_view>

#include "aws/api_error.h"

namespace vedette::aws {

struct RetryOptions {
  int max_attempts = 3;                          // the first included
  std::chrono::milliseconds first_delay{1'000};  // the ceiling of the first delay; doubles
  std::chrono::milliseconds max_delay{20'000};
  std::chrono::milliseconds max_retry_after{300'000};  // a service's wish beyond it is not waited for
};

/// What a failure looks like to the rules below.
enum class FailureKind {
  kConnection,  // nobody answers, or the answer broke off
  kThrottling,
  kServer,       // 500, 502, 503, 504 and codes that mean the same
  kClockSkew,    // our clock and theirs disagree: sent again with theirs
  kCredentials,  // expired or unknown to them: sent again with fresh ones
  kPermission,
  kRequest,  // everything else: sent again it fails again
};
/// By the service's code, which decides where it is known, then by the HTTP status (0: nobody answered).
[[nodiscard]] FailureKind classify(std::string_view code, int status);
[[nodiscard]] ErrorClass error_class(FailureKind kind);

/// What a client may spend on repeating: 500 tokens, 5 a repetition (10 after a time-out), given back by calls that succeed. So a service that is
/// down is not hammered. Thread safe.
class RetryTokens {
 public:
  [[nodiscard]] bool take(int cost);
  void give_back(int cost);
  /// A call succeeded at once.
  void succeeded() { give_back(1); }
  [[nodiscard]] int left() const;

  static constexpr int kCapacity = 500, kRetryCost = 5, kConnectionCost = 10;

 private:
  mutable std::mutex mutex_;
  int tokens_ = kCapacity;
};

/// How long to wait before attempt `attempt` (2 for the first repetition): between 0 and the ceiling, by `random` in [0, 1); never shorter than the
/// service asks for.
[[nodiscard]] std::chrono::milliseconds retry_delay(const RetryOptions& options, int attempt, double random, std::chrono::milliseconds retry_after);

/// The value of a Retry-After header: seconds, or a date of HTTP relative to `now` (Unix seconds). Zero for what is neither, or past.
[[nodiscard]] std::chrono::milliseconds parse_retry_after(std::string_view value, std::int64_t now);

}  // namespace vedette::aws
