// For the tests of delivery: a notifier that does as it is told, and alerts of overflows.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "notify/notifier.h"
#include "store/testing.h"

namespace vedette::delivery {

/// Renders the scenario of each alert, and remembers what was sent under which key.
class ScriptedNotifier final : public notify::Notifier {
 public:
  explicit ScriptedNotifier(notify::NotifierConfig config) : Notifier(std::move(config)) {}

  [[nodiscard]] std::string target() const override { return "a script"; }
  [[nodiscard]] notify::Rendering render(std::span<const model::Alert> alerts, Time) const override {
    notify::Rendering out;
    for (std::size_t i = 0; i < parts; ++i) {
      notify::Message& message = out.messages.emplace_back();
      message.part = static_cast<std::uint32_t>(i);
      message.parts = static_cast<std::uint32_t>(parts);
      for (const model::Alert& alert : alerts) {
        message.body += (message.body.empty() ? "" : " ") + (show_message ? alert.message : alert.scenario);
      }
    }
    return out;
  }
  [[nodiscard]] notify::Outcome send(const notify::Message& message, std::string_view key, Time, const std::atomic<bool>*) override {
    std::lock_guard lock(mutex);
    const notify::Outcome outcome = answer ? answer(message, key) : notify::Outcome();
    if (outcome.kind == notify::OutcomeKind::kSent) {
      sent.emplace_back(std::string(key), message.body);
    } else {
      failed.emplace_back(std::string(key), message.body);
    }
    return outcome;
  }

  std::size_t parts = 1;
  bool show_message = false;
  std::function<notify::Outcome(const notify::Message&, std::string_view key)> answer;
  std::mutex mutex;
  std::vector<std::pair<std::string, std::string>> sent;  // key, body
  std::vector<std::pair<std::string, std::string>> failed;
};

inline std::shared_ptr<const model::RuntimeAlert> overflow_of(model::Alert alert) {
  auto out = std::make_shared<model::RuntimeAlert>();
  out->alerts.push_back(std::move(alert));
  return out;
}

/// An alert whose single event is at `second` after 11:00, by `user`.
inline model::Alert alert_of(const std::string& scenario, int second, const std::string& user = "ann", const std::string& address = "192.0.2.1") {
  char at[32];
  std::snprintf(at, sizeof at, "2024-06-01T11:%02d:%02dZ", second / 60, second % 60);
  return store::alert_from(R"({"capacity":0,"events":[{"meta":[{"key":"user","value":")" + user + R"("}],"timestamp":")" + at +
                           R"("}],"events_count":1,"kind":"crowdsec","leakspeed":"0s","message":"m","remediation":true,"scenario":")" + scenario +
                           R"(","scenario_hash":"","scenario_version":"","simulated":false,"source":{"ip":")" + address +
                           R"(","scope":"Ip","value":")" + address + R"("},"start_at":")" + at + R"(","stop_at":")" + at + R"("})");
}

}  // namespace vedette::delivery
