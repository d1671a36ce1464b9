#include "report/ranking.h"

#include <absl/container/flat_hash_map.h>

#include <algorithm>
#include <numeric>
#include <span>

namespace vedette::report {
namespace {

void widen(Time& start, Time& stop, const ListedAlert& alert) {
  if (start.is_zero() || (!alert.start.is_zero() && alert.start < start)) {
    start = alert.start;
  }
  stop = std::max(stop, alert.stop);
}

}  // namespace

std::array<std::uint64_t, kSeverities> count_by_severity(const AlertList& list) {
  std::array<std::uint64_t, kSeverities> counts{};
  for (std::uint32_t i = 0; i < list.rules().size(); ++i) {
    counts[static_cast<std::size_t>(list.severity(i))] += list.rules()[i].alerts;
  }
  return counts;
}

std::vector<Story> stories(const AlertList& list) {
  using Key = std::pair<std::uint32_t, std::uint64_t>;  // the rule, and its first principal, or else its first source
  absl::flat_hash_map<Key, std::size_t> places;
  std::vector<Story> out;
  for (const ListedAlert& alert : list.alerts()) {
    if (alert.allowed) {
      continue;
    }
    const FewNames& names = alert.who.size != 0 ? alert.who : alert.origin;
    const std::uint64_t actor = names.size != 0 ? names.ids[0] : ~std::uint64_t{0};
    const auto [found, is_new] = places.try_emplace({alert.scenario, actor}, out.size());
    if (is_new) {
      out.push_back({.first = &alert, .start = alert.start, .stop = alert.stop});
    }
    Story& story = out[found->second];
    ++story.alerts;
    story.events += alert.events;
    widen(story.start, story.stop, alert);
  }
  std::stable_sort(out.begin(), out.end(), [&](const Story& a, const Story& b) {
    const Severity left = list.severity(a.first->scenario);
    const Severity right = list.severity(b.first->scenario);
    return left != right ? left > right : a.start < b.start;
  });
  return out;
}

std::uint64_t Actor::total() const {
  return std::accumulate(alerts.begin(), alerts.end(), std::uint64_t{0});
}

Severity Actor::worst() const {
  for (std::size_t i = kSeverities; i-- > 0;) {
    if (alerts[i] != 0) {
      return static_cast<Severity>(i);
    }
  }
  return Severity::kLow;
}

std::vector<Actor> actors(const AlertList& list, FewNames ListedAlert::*member) {
  absl::flat_hash_map<std::uint32_t, std::size_t> places;
  std::vector<Actor> out;
  for (const ListedAlert& alert : list.alerts()) {
    if (alert.allowed) {
      continue;
    }
    const FewNames& names = alert.*member;
    for (const std::uint32_t name : std::span(names.ids).first(names.size)) {
      const auto [found, is_new] = places.try_emplace(name, out.size());
      if (is_new) {
        out.push_back({.name = name, .start = alert.start, .stop = alert.stop});
      }
      Actor& actor = out[found->second];
      ++actor.alerts[static_cast<std::size_t>(list.severity(alert.scenario))];
      widen(actor.start, actor.stop, alert);
    }
  }
  std::stable_sort(out.begin(), out.end(), [](const Actor& a, const Actor& b) {
    return std::lexicographical_compare(b.alerts.rbegin(), b.alerts.rend(), a.alerts.rbegin(), a.alerts.rend());
  });
  return out;
}

std::string_view short_name(std::string_view name) {
  // arn:partition:service::account: no longer than that, and no space inside.
  const std::size_t account = name.starts_with("arn:") ? name.find("::") : std::string_view::npos;
  if (account == std::string_view::npos || account > 24 || name.substr(0, account).find(' ') != std::string_view::npos ||
      account + 2 == name.size()) {
    return name;
  }
  return name.substr(account + 2);
}

}  // namespace vedette::report
