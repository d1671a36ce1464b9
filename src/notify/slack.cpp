// Slack's incoming webhooks: cmd/notification-slack.
#include "notify/types.h"
#include "notify/webhook.h"

namespace vedette::notify {
namespace {

constexpr std::string_view kKeys[] = {"webhook",   "channel",  "username",     "icon_emoji", "icon_url", "skip_tls_verification",
                                      "cert_path", "key_path", "ca_cert_path", "proxy"};

std::unique_ptr<Notifier> create(NotifierConfig config, const Settings& settings, const Shared& shared) {
  Transport transport = Transport::read(settings, shared.client);
  Webhook webhook;
  webhook.receiver = Receiver::kSlack;
  webhook.what = "the Slack webhook";
  webhook.url = settings.url("webhook");
  webhook.secret = webhook.url;
  // The reference posts the template's output as `text`, with these beside it. A template that writes blocks is taken at its word.
  for (std::string_view key : {"channel", "username", "icon_emoji", "icon_url"}) {
    webhook.members.emplace_back(key, settings.text(key));
  }
  webhook.json_members = {"blocks", "attachments", "text"};
  std::optional<Format> format = Format::create(config, "slack", settings.report());
  if (settings.report().failed() || !format) {
    return nullptr;
  }
  return std::make_unique<WebhookNotifier>(std::move(config), std::move(*format), std::move(transport), std::move(webhook));
}

}  // namespace

const Type kSlackType{"slack", kKeys, create};

}  // namespace vedette::notify
