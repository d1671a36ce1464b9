#include "net/proxy.h"

#include <algorithm>
#include <cstdlib>
#include <optional>

#include "base/ip.h"

namespace vedette::net {
namespace {

std::string first_of(const char* name, const char* other) {
  for (const char* candidate : {name, other}) {
    if (const char* value = std::getenv(candidate); value != nullptr && *value != '\0') {
      return value;
    }
  }
  return {};
}

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 0x20) : c; });
  return out;
}

std::string_view trim(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  return begin == std::string_view::npos ? std::string_view() : text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
}

struct HostPort {
  std::string_view host, port;
};

/// net.SplitHostPort: nothing without a port, or with a bare IPv6 address.
std::optional<HostPort> split_host_port(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) {
    return std::nullopt;
  }
  const std::string_view host = text.substr(0, colon);
  if (host.starts_with('[')) {
    return host.ends_with(']') ? std::optional(HostPort{host.substr(1, host.size() - 2), text.substr(colon + 1)}) : std::nullopt;
  }
  return host.find(':') == std::string_view::npos ? std::optional(HostPort{host, text.substr(colon + 1)}) : std::nullopt;
}

/// httpproxy: config.init and the matchers; `entry` is in lower case and not empty.
bool is_excluded_by(std::string_view entry, std::string_view host, std::string_view port, const std::optional<Ip>& ip) {
  if (entry == "*") {
    return true;
  }
  if (const std::optional<IpNetwork> network = IpNetwork::parse(entry)) {
    return ip && network->contains(*ip);
  }
  std::string_view name = entry;
  std::string_view only_port;
  if (const std::optional<HostPort> parts = split_host_port(entry)) {
    name = parts->host;
    only_port = parts->port;
  }
  if (name.empty() || !(only_port.empty() || only_port == port)) {
    return false;
  }
  if (const std::optional<Ip> address = Ip::parse_without_zone(name)) {
    return ip && ip->unmapped() == address->unmapped();
  }
  if (ip) {
    return false;
  }
  if (name.starts_with("*.")) {
    name.remove_prefix(1);
  }
  if (name.starts_with('.')) {
    return host.ends_with(name);
  }
  return host == name || (host.size() > name.size() && host.ends_with(name) && host[host.size() - name.size() - 1] == '.');
}

}  // namespace

ProxySettings ProxySettings::from_environment() {
  const char* request_method = std::getenv("REQUEST_METHOD");
  return {first_of("HTTP_PROXY", "http_proxy"), first_of("HTTPS_PROXY", "https_proxy"), first_of("NO_PROXY", "no_proxy"),
          request_method != nullptr && *request_method != '\0'};
}

Result<std::string> proxy_for(const ProxySettings& settings, std::string_view scheme, std::string_view host, std::uint16_t port) {
  const std::string& proxy = scheme == "https" ? settings.https : settings.http;
  if (proxy.empty()) {
    return std::string();
  }
  if (scheme == "http" && settings.cgi) {
    return fail(ErrorKind::kInvalid, "HTTP_PROXY is not used in a CGI environment, where a client could have set it");
  }
  if (host == "localhost") {
    return std::string();
  }
  const std::optional<Ip> parsed = Ip::parse(host);
  const std::optional<Ip> ip = parsed ? std::optional(parsed->without_zone()) : std::nullopt;
  if (ip && ip->is_loopback()) {
    return std::string();
  }
  const std::string name = lower(trim(host));
  const std::string port_text = std::to_string(port);
  std::string_view rest = settings.no_proxy;
  while (!rest.empty()) {
    const std::size_t comma = rest.find(',');
    const std::string entry = lower(trim(rest.substr(0, comma)));
    rest = comma == std::string_view::npos ? std::string_view() : rest.substr(comma + 1);
    if (!entry.empty() && is_excluded_by(entry, name, port_text, ip)) {
      return std::string();
    }
  }
  return proxy.find("://") == std::string::npos ? "http://" + proxy : proxy;
}

}  // namespace vedette::net
