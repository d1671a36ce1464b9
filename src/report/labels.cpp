#include "report/labels.h"

#include <algorithm>
#include <array>

#include "base/json.h"
#include "report/attack.h"

namespace vedette::report {
namespace {

constexpr std::array<std::string_view, kSeverities> kNames = {"low", "medium", "high", "critical"};

/// Rules of the Hub that implement controls without saying so in a label.
struct HubRule {
  std::string_view name;
  std::string_view control;
};
constexpr HubRule kHubRules[] = {
    {"crowdsecurity/aws-cis-benchmark-cloudtrail-config-change", "4.5"},
    {"crowdsecurity/aws-cis-benchmark-config-config-change", "4.9"},
    {"crowdsecurity/aws-cis-benchmark-console-auth-fail", "4.6"},
    {"crowdsecurity/aws-cis-benchmark-iam-policy-change", "4.4"},
    {"crowdsecurity/aws-cis-benchmark-kms-deletion", "4.7"},
    {"crowdsecurity/aws-cis-benchmark-login-no-mfa", "4.2"},
    {"crowdsecurity/aws-cis-benchmark-nacl-change", "4.11"},
    {"crowdsecurity/aws-cis-benchmark-ngw-change", "4.12"},
    {"crowdsecurity/aws-cis-benchmark-root-usage", "4.3"},
    {"crowdsecurity/aws-cis-benchmark-route-table-change", "4.13"},
    {"crowdsecurity/aws-cis-benchmark-s3-policy-change", "4.8"},
    {"crowdsecurity/aws-cis-benchmark-security-group-change", "4.10"},
    {"crowdsecurity/aws-cis-benchmark-unauthorized-call", "4.1"},
    {"crowdsecurity/aws-cis-benchmark-vpc-change", "4.14"},
};

/// What is left of the values that begin with `prefix`.
std::vector<std::string> classified(const content::ScenarioSpec& scenario, std::string_view prefix) {
  std::vector<std::string> out;
  for (const std::string& value : label_values(scenario, "classification")) {
    if (value.starts_with(prefix)) {
      out.push_back(value.substr(prefix.size()));
    }
  }
  return out;
}

Severity severity_of_tactic(Tactic tactic) {
  switch (tactic) {
    case Tactic::kReconnaissance:
    case Tactic::kDiscovery:
      return Severity::kLow;
    case Tactic::kPersistence:
    case Tactic::kPrivilegeEscalation:
    case Tactic::kLateralMovement:
    case Tactic::kExfiltration:
    case Tactic::kImpact:
      return Severity::kHigh;
    default:
      return Severity::kMedium;
  }
}

}  // namespace

std::string_view severity_name(Severity severity) {
  return kNames[static_cast<std::size_t>(severity)];
}

std::vector<std::string> label_values(const content::ScenarioSpec& scenario, std::string_view label) {
  const auto found = scenario.labels.find(std::string(label));
  if (found == scenario.labels.end() || found->second.empty()) {
    return {};
  }
  if (found->second.front() != '[') {
    return {found->second};
  }
  std::vector<std::string> out;
  JsonReader reader;
  if (const Result<JsonView> list = reader.parse(found->second); list && list->kind() == JsonKind::kArray) {
    for (auto it = list->elements(); it.next();) {
      if (it.value().kind() == JsonKind::kString) {
        out.emplace_back(it.value().as_string());
      }
    }
  }
  return out;
}

std::vector<std::string> techniques_of(const content::ScenarioSpec& scenario) {
  return classified(scenario, "attack.");
}

std::vector<std::string> vulnerabilities_of(const content::ScenarioSpec& scenario) {
  return classified(scenario, "cve.");
}

std::vector<std::string> controls_of(const content::ScenarioSpec& scenario) {
  std::vector<std::string> out = label_values(scenario, "cis");
  if (out.empty()) {
    for (const HubRule& rule : kHubRules) {
      if (rule.name == scenario.name) {
        out.emplace_back(rule.control);
      }
    }
  }
  return out;
}

Severity severity_of(const content::ScenarioSpec& scenario) {
  if (const auto label = scenario.labels.find("severity"); label != scenario.labels.end()) {
    if (const auto* known = std::find(kNames.begin(), kNames.end(), label->second); known != kNames.end()) {
      return static_cast<Severity>(known - kNames.begin());
    }
    if (label->second == "info" || label->second == "informational") {
      return Severity::kLow;
    }
  }
  bool any = false;
  Severity worst = Severity::kLow;
  for (const std::string& id : techniques_of(scenario)) {
    if (const Technique* technique = find_technique(id); technique != nullptr) {
      worst = any ? std::max(worst, severity_of_tactic(technique->tactic)) : severity_of_tactic(technique->tactic);
      any = true;
    }
  }
  return any ? worst : Severity::kMedium;
}

}  // namespace vedette::report
