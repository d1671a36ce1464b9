// The client of CrowdSec's threat intelligence (CTI): a cache in front, a pause when the quota is used up, silence after a key that is refused.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <string>

#include "base/error.h"
#include "net/expiring_cache.h"
#include "net/http_client.h"

namespace vedette::enrich {

struct ThreatIntelligenceOptions {
  std::string key;  // empty: the service cannot be asked
  std::string url = "https://cti.api.crowdsec.net";
  std::chrono::milliseconds keep = std::chrono::minutes(5);   // how long an answer is good
  std::size_t size = 1000;                                    // answers kept
  std::chrono::milliseconds pause = std::chrono::minutes(5);  // after the quota is used up
};

/// Thread safe.
class ThreatIntelligence {
 public:
  ThreatIntelligence(ThreatIntelligenceOptions options, net::HttpClient& http);

  /// What the service has on an address: a JSON object, `{}` when it does not know it. Errors: kDenied without a key or with one that the service
  /// refuses, kThrottled while it pauses, kInvalid for what is no address, kUnavailable.
  [[nodiscard]] Result<std::string> ask(std::string_view address);

 private:
  using Clock = std::chrono::steady_clock;
  [[nodiscard]] Result<std::string> fetch(const std::string& address);

  const ThreatIntelligenceOptions options_;
  net::HttpClient& http_;
  std::atomic<bool> enabled_;
  std::atomic<Clock::rep> paused_until_{0};
  net::ExpiringCache<Result<std::string>> cache_;
};

}  // namespace vedette::enrich
