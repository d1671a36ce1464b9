// How a notifier reaches a server over HTTP: the keys about TLS, proxies and sockets that several types share.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "net/http_client.h"
#include "notify/settings.h"

namespace vedette::notify {

struct Transport {
  std::shared_ptr<net::HttpClient> client;
  net::TlsOptions tls;
  std::optional<std::string> proxy;
  std::string unix_socket;

  /// The keys that read() takes; unix_socket only where the reference has it.
  static constexpr std::string_view kKeys[] = {"skip_tls_verification", "cert_path", "key_path", "ca_cert_path", "proxy"};
  /// Says files that cannot be read.
  [[nodiscard]] static Transport read(const Settings& settings, std::shared_ptr<net::HttpClient> client);

  /// A POST of `body` unless the method is given.
  [[nodiscard]] net::HttpRequest request(std::string url, std::string body, Duration timeout) const;
};

}  // namespace vedette::notify
