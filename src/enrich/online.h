// The network as expressions and methods may ask it: names, addresses, HTTP, threat intelligence; each with a cache and a bound.
#pragma once

#include <chrono>
#include <memory>
#include <string>
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

  [[nodiscard]] std::span<const std::string_view> names_of(const Ip& address, Arena& arena) override;
  [[nodiscard]] std::span<const std::string_view> confirmed_names_of(const Ip& address, Arena& arena) override;
  [[nodiscard]] std::span<const std::string_view> addresses_of(std::string_view host, Arena& arena) override;
  [[nodiscard]] Result<expr::HttpAnswer> call(const expr::HttpCall& call, Arena& arena) override;
  [[nodiscard]] Result<std::string_view> threat_intelligence(std::string_view address, Arena& arena) override;

 private:
  using Texts = std::shared_ptr<const std::vector<std::string>>;
  [[nodiscard]] Texts names(const Ip& address);
  /// By the host in lower case without a final dot.
  [[nodiscard]] Texts addresses(const std::string& host);

  const NameCacheOptions name_options_;
  std::unique_ptr<net::Resolver> resolver_;
  net::ExpiringCache<Texts> cache_;
  net::HttpClient http_;
  ThreatIntelligence intelligence_;
};

}  // namespace vedette::enrich
