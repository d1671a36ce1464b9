// Microsoft Sentinel, by Azure's log collector: cmd/notification-sentinel.
#include <fmt/format.h>

#include "notify/facts.h"
#include "notify/http_attempt.h"
#include "notify/json_tree.h"
#include "notify/rendering.h"
#include "notify/signature.h"
#include "notify/transport.h"
#include "notify/types.h"

namespace vedette::notify {
namespace {

constexpr std::string_view kKeys[] = {"customer_id", "shared_key", "log_type",     "endpoint", "skip_tls_verification",
                                      "cert_path",   "key_path",   "ca_cert_path", "proxy"};

class SentinelNotifier final : public RenderedNotifier {
 public:
  struct Account {
    std::string customer;
    std::string key;  // decoded
    std::string log_type;
    std::string endpoint;
  };
  SentinelNotifier(NotifierConfig config, Format format, Transport transport, Account account)
      : RenderedNotifier(std::move(config), std::move(format), {EmptyOutput::kReplace}),
        transport_(std::move(transport)),
        account_(std::move(account)) {}

  [[nodiscard]] std::string target() const override { return display_url(account_.endpoint); }

  [[nodiscard]] Outcome send(const Message& message, std::string_view, Time now, const std::atomic<bool>* stop) override {
    const std::string date = http_date(now);
    net::HttpRequest request = transport_.request(account_.endpoint + "/api/logs?api-version=2016-04-01", message.body, config().timeout);
    request.headers = {{"Content-Type", "application/json"},
                       {"Log-Type", account_.log_type},
                       {"Authorization", sentinel_authorization(account_.customer, account_.key, message.body.size(), date)},
                       {"x-ms-date", date}};
    return attempt_http(*transport_.client, std::move(request), now, stop);
  }

 protected:
  [[nodiscard]] tl::expected<std::string, Flaw> body_of(std::string text, std::span<const model::Alert>) const override {
    if (std::optional<Flaw> flaw = find_json_flaw(text)) {
      return tl::unexpected(std::move(*flaw));
    }
    return text;
  }
  [[nodiscard]] std::string plain_body(std::string text, std::span<const model::Alert> alerts) const override {
    JsonTree row = JsonTree::object();
    row.set("scenario", alerts.front().scenario);
    row.set("source", source_text(alerts.front()));
    row.set("text", text);
    JsonTree rows = JsonTree::array();
    rows.items.push_back(std::move(row));
    return rows.dump();
  }

 private:
  Transport transport_;
  Account account_;
};

std::unique_ptr<Notifier> create(NotifierConfig config, const Settings& settings, const Shared& shared) {
  Transport transport = Transport::read(settings, shared.client);
  SentinelNotifier::Account account;
  account.customer = settings.required("customer_id", "the workspace's");
  const std::string key = settings.required_secret("shared_key");
  std::optional<std::string> decoded = decode_base64(key);
  if (!key.empty() && !decoded) {
    settings.error("shared_key", "`shared_key` is no base64: Azure shows it so");
  }
  account.key = decoded.value_or("");
  account.log_type = settings.text("log_type");
  if (account.log_type.empty() || account.log_type.size() > 100 ||
      account.log_type.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") != std::string::npos) {
    settings.error("log_type", "a sentinel notification needs a `log_type` of letters, digits and _ (at most 100)", "log_type: crowdsec");
  }
  account.endpoint = settings.has("endpoint") ? settings.url("endpoint") : fmt::format("https://{}.ods.opinsights.azure.com", account.customer);
  std::optional<Format> format = Format::create(config, "json", settings.report());
  if (settings.report().failed() || !format) {
    return nullptr;
  }
  return std::make_unique<SentinelNotifier>(std::move(config), std::move(*format), std::move(transport), std::move(account));
}

}  // namespace

const Type kSentinelType{"sentinel", kKeys, create};

}  // namespace vedette::notify
