#include "delivery/flood.h"

#include <algorithm>

namespace vedette::delivery {
namespace {

constexpr std::string_view kUntil = "until ";

/// Entries of a window that has ended already (a replay) wait a moment for each other.
constexpr Duration kGrace = 2 * kSecond;

constexpr std::string_view kPrincipalKeys[] = {"user_arn", "principal", "user", "username", "target_user", "user_name"};

std::string_view meta_of(const model::Alert& alert, std::string_view key) {
  for (const model::AlertEvent& event : alert.events) {
    if (std::string_view value = event.get_meta(key); !value.empty()) {
      return value;
    }
  }
  return {};
}

std::string property_of(const model::Alert& alert, std::string_view name) {
  if (name == "scenario") {
    return alert.scenario;
  }
  if (name == "principal") {
    return principal_of(alert);
  }
  if (name == "account") {
    return std::string(meta_of(alert, "account_id"));
  }
  if (name == "region") {
    return std::string(meta_of(alert, "region"));
  }
  if (name.starts_with("meta.")) {
    return std::string(meta_of(alert, name.substr(5)));
  }
  return alert.source.scope + " " + alert.source.value;
}

Time time_of(const model::Alert& alert, Time otherwise) {
  Result<Time> stop = parse_rfc3339(alert.stop_at);
  return stop ? *stop : otherwise;
}

std::string group_of(Time until, std::string_view key) {
  until.zone = nullptr;
  return std::string(kUntil) + format_rfc3339(until) + ": " + std::string(key);
}

}  // namespace

std::string principal_of(const model::Alert& alert) {
  for (std::string_view key : kPrincipalKeys) {
    if (std::string_view value = meta_of(alert, key); !value.empty()) {
      return std::string(value);
    }
  }
  return property_of(alert, "source");
}

std::string rollup_key(const model::Alert& alert, const std::vector<std::string>& by) {
  constexpr std::size_t kLongest = 300;
  std::string out;
  for (const std::string& name : by) {
    out += (out.empty() ? "" : ", ") + property_of(alert, name);
  }
  if (out.size() > kLongest) {
    out.resize(kLongest);
  }
  std::replace_if(
      out.begin(), out.end(), [](char c) { return static_cast<unsigned char>(c) < ' '; }, ' ');
  return out;
}

Place FloodControl::place(const model::Alert& alert, Time now) {
  static const std::vector<std::string> kUsual{"scenario", "principal"};
  if (!on()) {
    return {{}, now, false};
  }
  const std::string key = rollup_key(alert, config_->rollup_by.empty() ? kUsual : config_->rollup_by);
  if (now < config_->mute_until) {
    return {group_of(config_->mute_until, key), config_->mute_until, true};
  }
  const Duration window = config_->rollup_window;
  if (window <= 0) {
    return {{}, now, false};
  }
  const Time event = time_of(alert, now);
  auto found = windows_.find(key);
  if (found != windows_.end() && event <= found->second && subtract(found->second, event) <= 2 * window) {
    const Time due = std::min(std::max(found->second, add(now, kGrace)), add(now, window + kGrace));
    return {group_of(found->second, key), due, true};
  }
  make_room(event);
  const Time until = add(event, window);
  windows_.insert_or_assign(key, until);
  opened_.push_back(key);
  return {group_of(until, key), now, false};
}

void FloodControl::make_room(Time event) {
  if (windows_.size() < kMostWindows) {
    return;
  }
  for (auto it = windows_.begin(); it != windows_.end();) {
    if (it->second < event) {
      windows_.erase(it++);
    } else {
      ++it;
    }
  }
  if (windows_.size() >= kMostWindows) {
    windows_.clear();  // a repeat then opens a window anew: one message more, none less
  }
}

void FloodControl::remember(std::string_view group) {
  if (!group.starts_with(kUntil)) {
    return;
  }
  group.remove_prefix(kUntil.size());
  const std::size_t end = group.find(": ");
  if (end == std::string_view::npos || windows_.size() >= kMostWindows) {
    return;
  }
  if (Result<Time> until = parse_rfc3339(group.substr(0, end))) {
    auto [place, fresh] = windows_.try_emplace(std::string(group.substr(end + 2)), *until);
    if (!fresh && place->second < *until) {
      place->second = *until;
    }
  }
}

void FloodControl::undo() {
  for (const std::string& key : opened_) {
    windows_.erase(key);
  }
  opened_.clear();
}

}  // namespace vedette::delivery
