// An alert as AWS Security Hub has findings: the AWS Security Finding Format (ASFF), 2018-10-08.
#pragma once

#include <string>
#include <string_view>

#include "base/time.h"
#include "model/alert.h"
#include "notify/json_tree.h"

namespace vedette::notify {

/// Where the finding will be imported: known when it is sent.
struct FindingPlace {
  std::string_view partition;
  std::string_view region;
  std::string_view account;
};

/// All but AwsAccountId, ProductArn and Region. `severity`: INFORMATIONAL, LOW, MEDIUM, HIGH or CRITICAL. The same alert has the same Id again, so a
/// finding that is imported twice is one.
[[nodiscard]] JsonTree finding_of(const model::Alert& alert, std::string_view severity, Time now);

/// Puts what was left out into it.
void place_finding(JsonTree& finding, const FindingPlace& place);

}  // namespace vedette::notify
