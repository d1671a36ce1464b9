#include "notify/webhook.h"

#include <algorithm>

#include "notify/http_attempt.h"
#include "notify/json_tree.h"

namespace vedette::notify {
namespace {

/// The body with these members, where it has none of the name.
std::string put_members(std::string body, const std::vector<std::pair<std::string, std::string>>& members) {
  if (members.empty()) {
    return body;
  }
  JsonReader reader;
  const auto view = reader.parse(body);
  if (!view || view->kind() != JsonKind::kObject) {
    return body;
  }
  JsonTree tree = JsonTree::read(*view);
  for (const auto& [key, value] : members) {
    if (tree.find(key) == nullptr && !value.empty()) {
      tree.set(key, value);
    }
  }
  return tree.dump();
}

}  // namespace

WebhookNotifier::WebhookNotifier(NotifierConfig config, Format format, Transport transport, Webhook webhook)
    : RenderedNotifier(std::move(config), std::move(format), {EmptyOutput::kReplace, webhook.one_per_alert}),
      transport_(std::move(transport)),
      webhook_(std::move(webhook)) {}

std::string WebhookNotifier::target() const {
  return display_url(webhook_.url);
}

bool WebhookNotifier::is_json_message(std::string_view text) const {
  if (!looks_like_json(text) || text[text.find_first_not_of(" \t\r\n")] != '{') {
    return false;
  }
  return webhook_.json_members.empty() || std::any_of(webhook_.json_members.begin(), webhook_.json_members.end(), [&](std::string_view member) {
           return text.find("\"" + std::string(member) + "\"") != std::string_view::npos;
         });
}

std::string WebhookNotifier::with_members(std::string body) const {
  return put_members(std::move(body), webhook_.members);
}

tl::expected<std::string, Flaw> WebhookNotifier::body_of(std::string text, std::span<const model::Alert>) const {
  if (!is_json_message(text)) {
    return with_members(text_body(webhook_.receiver, valid_utf8(std::move(text)), Markup::kKeep));
  }
  JsonReader reader;
  if (const auto view = reader.parse(text); !view) {
    return tl::unexpected(find_json_flaw(text).value_or(Flaw{0, "several documents"}));
  }
  return with_members(std::move(text));
}

std::string WebhookNotifier::plain_body(std::string text, std::span<const model::Alert>) const {
  return with_members(text_body(webhook_.receiver, text, Markup::kEscape));
}

bool WebhookNotifier::fits(std::string_view body) const {
  return notify::fits(webhook_.receiver, body);
}

std::vector<std::string> WebhookNotifier::split(std::string body, std::vector<std::string>& notes) const {
  return notify::split(webhook_.receiver, body, notes);
}

Outcome WebhookNotifier::send(const Message& message, std::string_view key, Time now, const std::atomic<bool>* stop) {
  std::vector<std::pair<std::string, std::string>> members = webhook_.secret_members;
  if (!webhook_.key_member.empty()) {
    members.emplace_back(webhook_.key_member, key);
  }
  net::HttpRequest request = transport_.request(webhook_.url, put_members(message.body, members), config().timeout);
  request.headers = webhook_.headers;
  request.headers.emplace_back("Content-Type", "application/json");
  if (webhook_.key_member.empty() && !key.empty()) {
    request.headers.emplace_back("Idempotency-Key", key);
  }
  request.called = webhook_.what;
  return attempt_http(*transport_.client, std::move(request), now, stop, nullptr, webhook_.secret);
}

}  // namespace vedette::notify
