// The worst first: alerts put in order and rolled up for the page's first screen.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "report/alert_list.h"

namespace vedette::report {

/// Alerts that are neither allow-listed nor over the bounds, by severity.
[[nodiscard]] std::array<std::uint64_t, kSeverities> count_by_severity(const AlertList& list);

/// Alerts of one rule by the same principals, as one.
struct Story {
  const ListedAlert* first = nullptr;
  std::uint32_t alerts = 0;
  std::uint64_t events = 0;
  Time start;
  Time stop;
};
/// By severity, then by time. Allow-listed alerts are in none.
[[nodiscard]] std::vector<Story> stories(const AlertList& list);

/// A principal, source or account, and what it has to do with.
struct Actor {
  std::uint32_t name = 0;
  std::array<std::uint32_t, kSeverities> alerts{};
  Time start;
  Time stop;
  [[nodiscard]] std::uint64_t total() const;
  [[nodiscard]] Severity worst() const;
};
/// By the number of critical alerts, then of high ones, and so on. `member`: which names of an alert.
[[nodiscard]] std::vector<Actor> actors(const AlertList& list, FewNames ListedAlert::*member);

/// "444455556666:user/ann" for "arn:aws:iam::444455556666:user/ann": the account and the rest say who it is.
[[nodiscard]] std::string_view short_name(std::string_view name);

}  // namespace vedette::report
