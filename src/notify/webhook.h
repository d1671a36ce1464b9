// A JSON message to the webhook of a chat or incident service. Private to slack.cpp and webhooks.cpp.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "notify/receivers.h"
#include "notify/rendering.h"
#include "notify/transport.h"

namespace vedette::notify {

struct Webhook {
  Receiver receiver = Receiver::kAny;
  std::string what;  // for messages: "the Slack webhook"
  std::string url;   // a secret
  std::string secret;
  std::vector<std::pair<std::string, std::string>> headers;
  /// Put into every message that does not have them itself. No secrets.
  std::vector<std::pair<std::string, std::string>> members;
  /// The same, when it is sent: secrets.
  std::vector<std::pair<std::string, std::string>> secret_members;
  /// The member that gets the message's key when the template gave it none; empty: the header Idempotency-Key has it.
  std::string key_member;
  bool one_per_alert = false;
  /// Whether a template's output is a text when it does not look like JSON with one of these members; empty: whenever it does not look like JSON.
  std::vector<std::string_view> json_members;
};

class WebhookNotifier final : public RenderedNotifier {
 public:
  WebhookNotifier(NotifierConfig config, Format format, Transport transport, Webhook webhook);
  [[nodiscard]] std::string target() const override;
  [[nodiscard]] Outcome send(const Message& message, std::string_view key, Time now, const std::atomic<bool>* stop) override;

 protected:
  [[nodiscard]] tl::expected<std::string, Flaw> body_of(std::string text, std::span<const model::Alert> alerts) const override;
  [[nodiscard]] std::string plain_body(std::string text, std::span<const model::Alert> alerts) const override;
  [[nodiscard]] bool fits(std::string_view body) const override;
  [[nodiscard]] std::vector<std::string> split(std::string body, std::vector<std::string>& notes) const override;

 private:
  [[nodiscard]] bool is_json_message(std::string_view text) const;
  [[nodiscard]] std::string with_members(std::string body) const;
  Transport transport_;
  Webhook webhook_;
};

}  // namespace vedette::notify
