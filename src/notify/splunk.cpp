// Splunk's HTTP event collector: cmd/notification-splunk.
#include "base/json.h"
#include "notify/http_attempt.h"
#include "notify/rendering.h"
#include "notify/transport.h"
#include "notify/types.h"

namespace vedette::notify {
namespace {

constexpr std::string_view kKeys[] = {"url", "token", "skip_tls_verification", "cert_path", "key_path", "ca_cert_path", "proxy"};

class SplunkNotifier final : public RenderedNotifier {
 public:
  SplunkNotifier(NotifierConfig config, Format format, Transport transport, std::string url, std::string token)
      : RenderedNotifier(std::move(config), std::move(format), {EmptyOutput::kReplace}),
        transport_(std::move(transport)),
        url_(std::move(url)),
        token_(std::move(token)) {}

  [[nodiscard]] std::string target() const override { return display_url(url_); }

  [[nodiscard]] Outcome send(const Message& message, std::string_view key, Time now, const std::atomic<bool>* stop) override {
    net::HttpRequest request = transport_.request(url_, message.body, config().timeout);
    request.headers = {{"Authorization", "Splunk " + token_}, {"Content-Type", "application/json"}};
    if (!key.empty()) {
      request.headers.emplace_back("Idempotency-Key", key);
    }
    return attempt_http(*transport_.client, std::move(request), now, stop, nullptr, token_);
  }

 protected:
  [[nodiscard]] tl::expected<std::string, Flaw> body_of(std::string text, std::span<const model::Alert>) const override { return event(text); }
  [[nodiscard]] std::string plain_body(std::string text, std::span<const model::Alert>) const override { return event(text); }

 private:
  static std::string event(std::string_view text) {
    std::string out = "{\"event\":";
    append_json_string(out, text);
    return out + "}";
  }
  Transport transport_;
  std::string url_;
  std::string token_;
};

std::unique_ptr<Notifier> create(NotifierConfig config, const Settings& settings, const Shared& shared) {
  Transport transport = Transport::read(settings, shared.client);
  std::string url = settings.url("url");
  if (!settings.has("skip_tls_verification") && transport.tls.authorities_file.empty() && url.starts_with("https:")) {
    transport.tls.verify = false;  // cmd/notification-splunk/main.go, main: InsecureSkipVerify
    settings.warning("url", "as in CrowdSec, Splunk's certificate is not verified: whoever stands between can read the token",
                     "write `skip_tls_verification: false`, with `ca_cert_path` where the certificate is your own");
  }
  std::string token = settings.required_secret("token");
  std::optional<Format> format = Format::create(config, "json", settings.report());
  if (settings.report().failed() || !format) {
    return nullptr;
  }
  return std::make_unique<SplunkNotifier>(std::move(config), std::move(*format), std::move(transport), std::move(url), std::move(token));
}

}  // namespace

const Type kSplunkType{"splunk", kKeys, create};

}  // namespace vedette::notify
