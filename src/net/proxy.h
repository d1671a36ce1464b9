// Which proxy a request goes through, as Go's http.ProxyFromEnvironment decides.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.h"

namespace vedette::net {

/// What the environment says.
struct ProxySettings {
  std::string http;      // HTTP_PROXY or http_proxy: a URL, or "host:port"
  std::string https;     // HTTPS_PROXY or https_proxy
  std::string no_proxy;  // NO_PROXY or no_proxy: addresses, ranges, domains, with ports or without; "*"
  bool cgi = false;      // REQUEST_METHOD is there: a client of a web server can set HTTP_PROXY by a header

  [[nodiscard]] static ProxySettings from_environment();
};

/// The proxy's URL; empty: none. `scheme` in lower case, `host` without brackets. kInvalid in a CGI program, where HTTP_PROXY cannot be believed.
[[nodiscard]] Result<std::string> proxy_for(const ProxySettings& settings, std::string_view scheme, std::string_view host, std::uint16_t port);

}  // namespace vedette::net
