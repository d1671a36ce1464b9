// What a scenario's labels say to a reader: how bad it is, which technique of ATT&CK, which control of the CIS benchmark.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "content/spec.h"

namespace vedette::report {

enum class Severity : std::uint8_t { kLow, kMedium, kHigh, kCritical };
inline constexpr std::size_t kSeverities = 4;

/// "low", "medium", "high", "critical".
[[nodiscard]] std::string_view severity_name(Severity severity);

/// The label `severity` when it names one (`info` counts as low). Without it: what the techniques of the label `classification` are for decides; a
/// rule without any is of medium severity.
[[nodiscard]] Severity severity_of(const content::ScenarioSpec& scenario);

/// The values of a label that holds one value or a list of them.
[[nodiscard]] std::vector<std::string> label_values(const content::ScenarioSpec& scenario, std::string_view label);

/// Ids of ATT&CK techniques ("T1078.004") and of vulnerabilities ("CVE-2021-44228") in the label `classification`, in its order.
[[nodiscard]] std::vector<std::string> techniques_of(const content::ScenarioSpec& scenario);
[[nodiscard]] std::vector<std::string> vulnerabilities_of(const content::ScenarioSpec& scenario);

/// Ids of the controls that a scenario watches: of its label `cis`, or, for the Hub's own rules, known by their names.
[[nodiscard]] std::vector<std::string> controls_of(const content::ScenarioSpec& scenario);

}  // namespace vedette::report
