// What paths read of an alert, in profiles (`Alert..`) and in postoverflows (`evt.Overflow.Alert..`).
#pragma once

#include <algorithm>
#include <initializer_list>
#include <string_view>

#include "content/spec.h"

namespace vedette::content::lint {

[[nodiscard]] inline bool is_alert_path(std::string_view path, std::initializer_list<std::string_view> names) {
  constexpr std::string_view kOverflow = "evt.Overflow.";
  if (path.starts_with(kOverflow)) {
    path.remove_prefix(kOverflow.size());
  }
  return std::find(names.begin(), names.end(), path) != names.end();
}

[[nodiscard]] inline bool is_scenario_path(std::string_view path) {
  return is_alert_path(path, {"Alert.GetScenario()", "Alert.Scenario"});
}
[[nodiscard]] inline bool is_scope_path(std::string_view path) {
  return is_alert_path(path, {"Alert.GetScope()", "Alert.Source.Scope", "Alert.Source.GetScope()"});
}
[[nodiscard]] inline bool is_address_path(std::string_view path) {
  return is_alert_path(path, {"Alert.Source.IP"});
}

/// leakybucket/overflows.go, eventSources: only Ip and Range fill Source.IP.
[[nodiscard]] inline bool has_address(const ScenarioSpec& scenario) {
  return scenario.scope_type == "Ip" || scenario.scope_type == "Range";
}

}  // namespace vedette::content::lint
