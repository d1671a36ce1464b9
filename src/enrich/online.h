// The network as expressions and methods may ask it: names, addresses, HTTP, threat intelligence; each with a cache and a bound.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "enrich/threat_intelligence.h"
#include "expr/builtins/network.h"
#include "net/expiring_cache.h"
#include "net/http_client.h"
#include "net/resolver.h"

namespace vedette::enrich {

// crowdsec: pkg/dnscache: how long answers are kept, and how many.
struct NameCacheOptions {
  std::chrono::milliseconds keep = std::chrono::hours(1);
  std::chrono::milliseconds keep_nothing = std::chrono::minutes(5);  // that there is no answer
  std::size_t size = 16384;
};

/// Thread safe; one for all threads, so that they share the caches.
class Online final : public expr::Network {
 public:
  explicit Online(ThreatIntelligenceOptions intelligence = {}, std::unique_ptr<net::Resolver> resolver = std::make_unique<net::SystemResolver>(),
                  NameCacheOptions names = {});

  ~Online();

  [[nodiscard]] std::span<const std::string_view> names_of(const Ip& address, Arena& arena) override;
  /// Asks beside, in up to kMostAsking threads; what does not fit in their queue is asked when its turn comes.
  void expect_names_of(const Ip& address) override;
  [[nodiscard]] std::span<const std::string_view> confirmed_names_of(const Ip& address, Arena& arena) override;
  [[nodiscard]] std::span<const std::string_view> addresses_of(std::string_view host, Arena& arena) override;
  [[nodiscard]] Result<expr::HttpAnswer> call(const expr::HttpCall& call, Arena& arena) override;
  [[nodiscard]] Result<std::string_view> threat_intelligence(std::string_view address, Arena& arena) override;

 private:
  using Texts = std::shared_ptr<const std::vector<std::string>>;
  [[nodiscard]] Texts names(const Ip& address);
  /// By the host in lower case without a final dot.
  [[nodiscard]] Texts addresses(const std::string& host);

  static constexpr std::size_t kMostAsking = 16;
  static constexpr std::size_t kMostExpected = 4096;
  void ask_expected();

  const NameCacheOptions name_options_;
  std::unique_ptr<net::Resolver> resolver_;
  net::ExpiringCache<Texts> cache_;
  net::HttpClient http_;
  ThreatIntelligence intelligence_;

  std::mutex expected_mutex_;
  std::condition_variable expected_some_;
  std::deque<Ip> expected_;
  std::size_t idle_ = 0;  // threads that wait for something to ask
  bool stop_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace vedette::enrich
