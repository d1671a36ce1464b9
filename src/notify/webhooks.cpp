// Services that the reference reaches with its http plugin and a template of the user's own: here each is a type with its own template.
#include <fmt/format.h>

#include "notify/types.h"
#include "notify/webhook.h"

namespace vedette::notify {
namespace {

std::unique_ptr<Notifier> finish(NotifierConfig config, const Settings& settings, const Shared& shared, Webhook webhook) {
  Transport transport = Transport::read(settings, shared.client);
  std::optional<Format> format = Format::create(config, config.type, settings.report());
  if (settings.report().failed() || !format) {
    return nullptr;
  }
  webhook.secret = webhook.secret.empty() ? webhook.url : webhook.secret;
  return std::make_unique<WebhookNotifier>(std::move(config), std::move(*format), std::move(transport), std::move(webhook));
}

Webhook webhook_at(const Settings& settings, Receiver receiver, std::string what, std::initializer_list<std::string_view> members) {
  Webhook out;
  out.receiver = receiver;
  out.what = std::move(what);
  out.url = settings.url("webhook");
  for (std::string_view key : members) {
    out.members.emplace_back(key, settings.text(key));
  }
  return out;
}

/// Where an API is, when it is not where it always is.
std::string api_at(const Settings& settings, std::string otherwise) {
  return settings.has("api_url") ? settings.url("api_url") : std::move(otherwise);
}

std::unique_ptr<Notifier> create_discord(NotifierConfig config, const Settings& settings, const Shared& shared) {
  return finish(std::move(config), settings, shared, webhook_at(settings, Receiver::kDiscord, "the Discord webhook", {"username", "avatar_url"}));
}

std::unique_ptr<Notifier> create_teams(NotifierConfig config, const Settings& settings, const Shared& shared) {
  return finish(std::move(config), settings, shared, webhook_at(settings, Receiver::kTeams, "the Teams webhook", {}));
}

std::unique_ptr<Notifier> create_mattermost(NotifierConfig config, const Settings& settings, const Shared& shared) {
  return finish(std::move(config), settings, shared,
                webhook_at(settings, Receiver::kMattermost, "the Mattermost webhook", {"channel", "username", "icon_url", "icon_emoji"}));
}

std::unique_ptr<Notifier> create_telegram(NotifierConfig config, const Settings& settings, const Shared& shared) {
  Webhook webhook;
  webhook.receiver = Receiver::kTelegram;
  webhook.what = "Telegram";
  webhook.secret = settings.required_secret("token", "the bot's, from @BotFather");
  webhook.url = fmt::format("{}/bot{}/sendMessage", api_at(settings, "https://api.telegram.org"), webhook.secret);
  webhook.members = {{"chat_id", settings.required("chat_id")}, {"message_thread_id", settings.text("message_thread_id")}};
  return finish(std::move(config), settings, shared, std::move(webhook));
}

std::unique_ptr<Notifier> create_pagerduty(NotifierConfig config, const Settings& settings, const Shared& shared) {
  Webhook webhook;
  webhook.receiver = Receiver::kPagerDuty;
  webhook.what = "PagerDuty";
  webhook.url = api_at(settings, "https://events.pagerduty.com/v2/enqueue");
  webhook.secret = settings.required_secret("routing_key", "that of an Events API v2 integration");
  webhook.secret_members = {{"routing_key", webhook.secret}};
  webhook.members = {{"client", settings.text("client")}, {"client_url", settings.text("client_url")}};
  webhook.key_member = "dedup_key";
  webhook.one_per_alert = true;
  return finish(std::move(config), settings, shared, std::move(webhook));
}

std::unique_ptr<Notifier> create_opsgenie(NotifierConfig config, const Settings& settings, const Shared& shared) {
  Webhook webhook;
  webhook.receiver = Receiver::kOpsgenie;
  webhook.what = "Opsgenie";
  webhook.url = api_at(settings, "https://api.opsgenie.com/v2/alerts");
  webhook.secret = settings.required_secret("api_key", "that of an API integration");
  webhook.headers = {{"Authorization", "GenieKey " + webhook.secret}};
  webhook.members = {{"priority", settings.text("priority")}};
  webhook.key_member = "alias";
  webhook.one_per_alert = true;
  return finish(std::move(config), settings, shared, std::move(webhook));
}

constexpr std::string_view kDiscordKeys[] = {"webhook",   "username", "avatar_url",   "skip_tls_verification",
                                             "cert_path", "key_path", "ca_cert_path", "proxy"};
constexpr std::string_view kTeamsKeys[] = {"webhook", "skip_tls_verification", "cert_path", "key_path", "ca_cert_path", "proxy"};
constexpr std::string_view kMattermostKeys[] = {"webhook",   "channel",  "username",     "icon_url", "icon_emoji", "skip_tls_verification",
                                                "cert_path", "key_path", "ca_cert_path", "proxy"};
constexpr std::string_view kTelegramKeys[] = {"token",     "chat_id",  "message_thread_id", "api_url", "skip_tls_verification",
                                              "cert_path", "key_path", "ca_cert_path",      "proxy"};
constexpr std::string_view kPagerDutyKeys[] = {"routing_key", "client",   "client_url",   "api_url", "skip_tls_verification",
                                               "cert_path",   "key_path", "ca_cert_path", "proxy"};
constexpr std::string_view kOpsgenieKeys[] = {"api_key",   "priority", "api_url",      "skip_tls_verification",
                                              "cert_path", "key_path", "ca_cert_path", "proxy"};

}  // namespace

const Type kDiscordType{"discord", kDiscordKeys, create_discord};
const Type kTeamsType{"teams", kTeamsKeys, create_teams};
const Type kMattermostType{"mattermost", kMattermostKeys, create_mattermost};
const Type kTelegramType{"telegram", kTelegramKeys, create_telegram};
const Type kPagerDutyType{"pagerduty", kPagerDutyKeys, create_pagerduty};
const Type kOpsgenieType{"opsgenie", kOpsgenieKeys, create_opsgenie};

}  // namespace vedette::notify
