// AWS Security Hub: what it takes to import findings.
#pragma once

#include <string>
#include <vector>

#include "aws/client.h"

namespace vedette::aws::securityhub {

/// Findings are JSON objects in the AWS Security Finding Format; a call takes at most a hundred, each at most 240 KB.
struct FailedFinding {
  std::string id, error_code, error_message;
};
struct ImportOutput {
  int imported = 0;
  std::vector<FailedFinding> failed;
};
/// `client` is one of "securityhub", in the region and account that the findings name.
[[nodiscard]] Call batch_import_findings_call(const std::vector<std::string>& findings);
[[nodiscard]] Outcome<ImportOutput> batch_import_findings(const Client& client, const std::vector<std::string>& findings,
                                                          const CallControl& control = {});

}  // namespace vedette::aws::securityhub
