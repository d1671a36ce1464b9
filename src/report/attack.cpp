#include "report/attack.h"

#include <algorithm>
#include <array>

namespace vedette::report {
namespace {

using enum Tactic;

constexpr std::array<std::string_view, 12> kTactics = {"Reconnaissance",       "Initial Access",  "Execution",         "Persistence",
                                                       "Privilege Escalation", "Defense Evasion", "Credential Access", "Discovery",
                                                       "Lateral Movement",     "Collection",      "Exfiltration",      "Impact"};

// Sorted by id. Those of the cloud, and all that rules of the Hub name.
constexpr Technique kTechniques[] = {
    {"T1005", "Data from Local System", kCollection},
    {"T1006", "Direct Volume Access", kDefenseEvasion},
    {"T1018", "Remote System Discovery", kDiscovery},
    {"T1020", "Automated Exfiltration", kExfiltration},
    {"T1021", "Remote Services", kLateralMovement},
    {"T1021.007", "Remote Services: Cloud Services", kLateralMovement},
    {"T1021.008", "Remote Services: Direct Cloud VM Connections", kLateralMovement},
    {"T1040", "Network Sniffing", kCredentialAccess},
    {"T1041", "Exfiltration Over C2 Channel", kExfiltration},
    {"T1046", "Network Service Discovery", kDiscovery},
    {"T1048", "Exfiltration Over Alternative Protocol", kExfiltration},
    {"T1059", "Command and Scripting Interpreter", kExecution},
    {"T1059.004", "Command and Scripting Interpreter: Unix Shell", kExecution},
    {"T1059.009", "Command and Scripting Interpreter: Cloud API", kExecution},
    {"T1068", "Exploitation for Privilege Escalation", kPrivilegeEscalation},
    {"T1069", "Permission Groups Discovery", kDiscovery},
    {"T1069.003", "Permission Groups Discovery: Cloud Groups", kDiscovery},
    {"T1070", "Indicator Removal", kDefenseEvasion},
    {"T1078", "Valid Accounts", kInitialAccess},
    {"T1078.001", "Valid Accounts: Default Accounts", kInitialAccess},
    {"T1078.004", "Valid Accounts: Cloud Accounts", kInitialAccess},
    {"T1087", "Account Discovery", kDiscovery},
    {"T1087.004", "Account Discovery: Cloud Account", kDiscovery},
    {"T1098", "Account Manipulation", kPersistence},
    {"T1098.001", "Account Manipulation: Additional Cloud Credentials", kPersistence},
    {"T1098.003", "Account Manipulation: Additional Cloud Roles", kPersistence},
    {"T1098.004", "Account Manipulation: SSH Authorized Keys", kPersistence},
    {"T1110", "Brute Force", kCredentialAccess},
    {"T1110.001", "Brute Force: Password Guessing", kCredentialAccess},
    {"T1110.003", "Brute Force: Password Spraying", kCredentialAccess},
    {"T1110.004", "Brute Force: Credential Stuffing", kCredentialAccess},
    {"T1119", "Automated Collection", kCollection},
    {"T1136", "Create Account", kPersistence},
    {"T1136.003", "Create Account: Cloud Account", kPersistence},
    {"T1189", "Drive-by Compromise", kInitialAccess},
    {"T1190", "Exploit Public-Facing Application", kInitialAccess},
    {"T1199", "Trusted Relationship", kInitialAccess},
    {"T1203", "Exploitation for Client Execution", kExecution},
    {"T1204", "User Execution", kExecution},
    {"T1204.003", "User Execution: Malicious Image", kExecution},
    {"T1211", "Exploitation for Defense Evasion", kDefenseEvasion},
    {"T1212", "Exploitation for Credential Access", kCredentialAccess},
    {"T1213", "Data from Information Repositories", kCollection},
    {"T1484", "Domain or Tenant Policy Modification", kPrivilegeEscalation},
    {"T1484.002", "Domain or Tenant Policy Modification: Trust Modification", kPrivilegeEscalation},
    {"T1485", "Data Destruction", kImpact},
    {"T1485.001", "Data Destruction: Lifecycle-Triggered Deletion", kImpact},
    {"T1486", "Data Encrypted for Impact", kImpact},
    {"T1489", "Service Stop", kImpact},
    {"T1490", "Inhibit System Recovery", kImpact},
    {"T1496", "Resource Hijacking", kImpact},
    {"T1498", "Network Denial of Service", kImpact},
    {"T1499", "Endpoint Denial of Service", kImpact},
    {"T1505", "Server Software Component", kPersistence},
    {"T1505.003", "Server Software Component: Web Shell", kPersistence},
    {"T1525", "Implant Internal Image", kPersistence},
    {"T1526", "Cloud Service Discovery", kDiscovery},
    {"T1528", "Steal Application Access Token", kCredentialAccess},
    {"T1530", "Data from Cloud Storage", kCollection},
    {"T1531", "Account Access Removal", kImpact},
    {"T1535", "Unused/Unsupported Cloud Regions", kDefenseEvasion},
    {"T1537", "Transfer Data to Cloud Account", kExfiltration},
    {"T1538", "Cloud Service Dashboard", kDiscovery},
    {"T1546", "Event Triggered Execution", kPersistence},
    {"T1548", "Abuse Elevation Control Mechanism", kPrivilegeEscalation},
    {"T1548.004", "Abuse Elevation Control Mechanism: Elevated Execution with Prompt", kPrivilegeEscalation},
    {"T1548.005", "Abuse Elevation Control Mechanism: Temporary Elevated Cloud Access", kPrivilegeEscalation},
    {"T1550", "Use Alternate Authentication Material", kLateralMovement},
    {"T1550.001", "Use Alternate Authentication Material: Application Access Token", kLateralMovement},
    {"T1552", "Unsecured Credentials", kCredentialAccess},
    {"T1552.001", "Unsecured Credentials: Credentials In Files", kCredentialAccess},
    {"T1552.005", "Unsecured Credentials: Cloud Instance Metadata API", kCredentialAccess},
    {"T1555", "Credentials from Password Stores", kCredentialAccess},
    {"T1555.006", "Credentials from Password Stores: Cloud Secrets Management Stores", kCredentialAccess},
    {"T1556", "Modify Authentication Process", kCredentialAccess},
    {"T1556.006", "Modify Authentication Process: Multi-Factor Authentication", kCredentialAccess},
    {"T1556.009", "Modify Authentication Process: Conditional Access Policies", kCredentialAccess},
    {"T1557", "Adversary-in-the-Middle", kCredentialAccess},
    {"T1562", "Impair Defenses", kDefenseEvasion},
    {"T1562.001", "Impair Defenses: Disable or Modify Tools", kDefenseEvasion},
    {"T1562.007", "Impair Defenses: Disable or Modify Cloud Firewall", kDefenseEvasion},
    {"T1562.008", "Impair Defenses: Disable or Modify Cloud Logs", kDefenseEvasion},
    {"T1566", "Phishing", kInitialAccess},
    {"T1567", "Exfiltration Over Web Service", kExfiltration},
    {"T1578", "Modify Cloud Compute Infrastructure", kDefenseEvasion},
    {"T1578.001", "Modify Cloud Compute Infrastructure: Create Snapshot", kDefenseEvasion},
    {"T1578.002", "Modify Cloud Compute Infrastructure: Create Cloud Instance", kDefenseEvasion},
    {"T1578.003", "Modify Cloud Compute Infrastructure: Delete Cloud Instance", kDefenseEvasion},
    {"T1578.005", "Modify Cloud Compute Infrastructure: Modify Cloud Compute Configurations", kDefenseEvasion},
    {"T1580", "Cloud Infrastructure Discovery", kDiscovery},
    {"T1589", "Gather Victim Identity Information", kReconnaissance},
    {"T1589.001", "Gather Victim Identity Information: Credentials", kReconnaissance},
    {"T1589.002", "Gather Victim Identity Information: Email Addresses", kReconnaissance},
    {"T1590", "Gather Victim Network Information", kReconnaissance},
    {"T1590.002", "Gather Victim Network Information: DNS", kReconnaissance},
    {"T1592", "Gather Victim Host Information", kReconnaissance},
    {"T1595", "Active Scanning", kReconnaissance},
    {"T1595.001", "Active Scanning: Scanning IP Blocks", kReconnaissance},
    {"T1595.002", "Active Scanning: Vulnerability Scanning", kReconnaissance},
    {"T1595.003", "Active Scanning: Wordlist Scanning", kReconnaissance},
    {"T1609", "Container Administration Command", kExecution},
    {"T1610", "Deploy Container", kExecution},
    {"T1611", "Escape to Host", kPrivilegeEscalation},
    {"T1613", "Container and Resource Discovery", kDiscovery},
    {"T1619", "Cloud Storage Object Discovery", kDiscovery},
    {"T1621", "Multi-Factor Authentication Request Generation", kCredentialAccess},
    {"T1648", "Serverless Execution", kExecution},
    {"T1651", "Cloud Administration Command", kExecution},
};
static_assert(std::is_sorted(std::begin(kTechniques), std::end(kTechniques), [](const Technique& a, const Technique& b) { return a.id < b.id; }));

}  // namespace

std::string_view tactic_name(Tactic tactic) {
  return kTactics[static_cast<std::size_t>(tactic)];
}

const Technique* find_technique(std::string_view id) {
  const auto* found =
      std::lower_bound(std::begin(kTechniques), std::end(kTechniques), id, [](const Technique& a, std::string_view b) { return a.id < b; });
  if (found != std::end(kTechniques) && found->id == id) {
    return found;
  }
  const std::size_t dot = id.find('.');
  return dot == std::string_view::npos ? nullptr : find_technique(id.substr(0, dot));
}

}  // namespace vedette::report
