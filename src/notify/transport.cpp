#include "notify/transport.h"

#include <fmt/format.h>
#include <unistd.h>

namespace vedette::notify {

Transport Transport::read(const Settings& settings, std::shared_ptr<net::HttpClient> client) {
  Transport out;
  out.client = std::move(client);
  out.tls.verify = !settings.flag("skip_tls_verification");
  out.tls.authorities_file = settings.text("ca_cert_path");
  out.tls.certificate_file = settings.text("cert_path");
  out.tls.key_file = settings.text("key_path");
  for (std::string_view key : {"ca_cert_path", "cert_path", "key_path"}) {
    const std::string path = settings.text(key);
    if (!path.empty() && ::access(path.c_str(), R_OK) != 0) {
      settings.error(key, fmt::format("`{}`: {}", key, system_error("open " + path, errno).message));
    }
  }
  // cmd/notification-http/main.go, getTLSClient: one without the other is not used.
  if (out.tls.certificate_file.empty() != out.tls.key_file.empty()) {
    settings.warning(out.tls.certificate_file.empty() ? "key_path" : "cert_path",
                     "a client certificate needs both `cert_path` and `key_path`: it is not used");
    out.tls.certificate_file.clear();
    out.tls.key_file.clear();
  }
  if (settings.has("proxy")) {
    out.proxy = settings.secret("proxy");
  }
  return out;
}

net::HttpRequest Transport::request(std::string url, std::string body, Duration timeout) const {
  net::HttpRequest out;
  out.method = "POST";
  out.url = std::move(url);
  out.body = std::move(body);
  out.timeout = std::chrono::milliseconds(std::max<Duration>(timeout / kMillisecond, 1));
  out.tls = tls;
  out.proxy = proxy;
  out.unix_socket = unix_socket;
  return out;
}

}  // namespace vedette::notify
