// Names of MITRE ATT&CK techniques, and what they are for.
#pragma once

#include <cstdint>
#include <string_view>

namespace vedette::report {

/// The one of a technique's tactics that rules mean by it.
enum class Tactic : std::uint8_t {
  kReconnaissance,
  kInitialAccess,
  kExecution,
  kPersistence,
  kPrivilegeEscalation,
  kDefenseEvasion,
  kCredentialAccess,
  kDiscovery,
  kLateralMovement,
  kCollection,
  kExfiltration,
  kImpact,
};
[[nodiscard]] std::string_view tactic_name(Tactic tactic);

struct Technique {
  std::string_view id;    // "T1078.004"
  std::string_view name;  // "Valid Accounts: Cloud Accounts"
  Tactic tactic;
};

/// Null for what is not known here: its id is all there is to show. A sub-technique that is not known is its technique.
[[nodiscard]] const Technique* find_technique(std::string_view id);

}  // namespace vedette::report
