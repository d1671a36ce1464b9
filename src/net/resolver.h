// Questions to the domain name system: names of addresses, addresses of names.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/ip.h"

namespace vedette::net {

/// What answers; tests put their own in its place. Calls block, for at most a few seconds. Thread safe.
class Resolver {
 public:
  virtual ~Resolver() = default;
  /// With final dots, as the records have them; empty when there are none.
  [[nodiscard]] virtual std::vector<std::string> names_of(const Ip& address) = 0;
  [[nodiscard]] virtual std::vector<Ip> addresses_of(const std::string& host) = 0;
};

/// The machine's own: its hosts file, then its name servers, each asked twice for 1.5 s.
class SystemResolver final : public Resolver {
 public:
  struct NameServer {
    std::uint32_t address = 0;  // IPv4
    std::uint16_t port = 53;
  };
  SystemResolver() = default;
  /// Asks this name server alone, and no hosts file.
  explicit SystemResolver(NameServer server) : server_(server) {}

  [[nodiscard]] std::vector<std::string> names_of(const Ip& address) override;
  [[nodiscard]] std::vector<Ip> addresses_of(const std::string& host) override;

 private:
  std::optional<NameServer> server_;
};

/// "7.2.0.192.in-addr.arpa"
[[nodiscard]] std::string reverse_name(const Ip& address);

}  // namespace vedette::net
