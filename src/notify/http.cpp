// Any HTTP request: cmd/notification-http.
#include <algorithm>

#include "notify/http_attempt.h"
#include "notify/receivers.h"
#include "notify/rendering.h"
#include "notify/transport.h"
#include "notify/types.h"

namespace vedette::notify {
namespace {

constexpr std::string_view kKeys[] = {"url",      "unix_socket",  "headers", "skip_tls_verification", "method", "cert_path",
                                      "key_path", "ca_cert_path", "proxy"};

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), [](unsigned char c) { return std::tolower(c); });
  return out;
}

class HttpNotifier final : public RenderedNotifier {
 public:
  HttpNotifier(NotifierConfig config, Format format, Transport transport, std::string method, std::string url,
               std::vector<std::pair<std::string, std::string>> headers)
      : RenderedNotifier(std::move(config), std::move(format), {}),
        transport_(std::move(transport)),
        method_(std::move(method)),
        url_(std::move(url)),
        headers_(std::move(headers)),
        receiver_(receiver_of(url_)) {
    for (const auto& [name, value] : headers_) {
      const std::string key = lower(name);
      wants_json_ = wants_json_ || (key == "content-type" && lower(value).find("json") != std::string::npos);
      has_type_ = has_type_ || key == "content-type";
      has_key_ = has_key_ || key == "idempotency-key";
    }
  }

  [[nodiscard]] std::string target() const override { return method_ + " " + display_url(url_); }

  [[nodiscard]] Outcome send(const Message& message, std::string_view key, Time now, const std::atomic<bool>* stop) override {
    net::HttpRequest request = transport_.request(url_, message.body, config().timeout);
    request.method = method_;
    request.headers = headers_;
    if (!has_key_ && !key.empty()) {
      request.headers.emplace_back("Idempotency-Key", key);
    }
    if (message.fallback && !has_type_ && looks_like_json(message.body)) {
      request.headers.emplace_back("Content-Type", "application/json");
    }
    return attempt_http(*transport_.client, std::move(request), now, stop, nullptr, url_);
  }

 protected:
  [[nodiscard]] tl::expected<std::string, Flaw> body_of(std::string text, std::span<const model::Alert>) const override {
    // The reference's examples for Slack and Discord name no Content-Type: then what was meant shows in what was written.
    if (wants_json_ || (!has_type_ && looks_like_json(text))) {
      if (std::optional<Flaw> flaw = find_json_flaw(text)) {
        return tl::unexpected(std::move(*flaw));
      }
    }
    return text;
  }
  [[nodiscard]] std::string plain_body(std::string text, std::span<const model::Alert>) const override {
    return has_type_ && !wants_json_ ? text : text_body(receiver_, text, Markup::kEscape);
  }
  [[nodiscard]] bool fits(std::string_view body) const override { return notify::fits(receiver_, body); }
  [[nodiscard]] std::vector<std::string> split(std::string body, std::vector<std::string>& notes) const override {
    return notify::split(receiver_, body, notes);
  }

 private:
  Transport transport_;
  std::string method_;
  std::string url_;
  std::vector<std::pair<std::string, std::string>> headers_;
  Receiver receiver_;
  bool wants_json_ = false;
  bool has_type_ = false;
  bool has_key_ = false;
};

std::unique_ptr<Notifier> create(NotifierConfig config, const Settings& settings, const Shared& shared) {
  Transport transport = Transport::read(settings, shared.client);
  transport.unix_socket = settings.text("unix_socket");
  while (transport.unix_socket.size() > 1 && transport.unix_socket.ends_with('/')) {
    transport.unix_socket.pop_back();
  }
  std::string url = settings.url("url");
  std::string method = settings.text("method");
  std::transform(method.begin(), method.end(), method.begin(), [](unsigned char c) { return std::toupper(c); });
  if (method.empty()) {
    method = "GET";  // net/http, NewRequest
    settings.report().warning(settings.place(), "without `method` the message goes out with GET, as CrowdSec sends it", "write `method: POST`");
  } else if (method.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ") != std::string::npos) {
    settings.error("method", "`" + method + "` is no HTTP method");
  }
  auto headers = settings.pairs("headers");
  std::optional<Format> format = Format::create(config, "json", settings.report());
  if (settings.report().failed() || !format) {
    return nullptr;
  }
  return std::make_unique<HttpNotifier>(std::move(config), std::move(*format), std::move(transport), std::move(method), std::move(url),
                                        std::move(headers));
}

}  // namespace

const Type kHttpType{"http", kKeys, create};

}  // namespace vedette::notify
