// What rules asked for that was not there, in words, and what would have answered.
#pragma once

#include <string>
#include <vector>

#include "expr/builtins/services.h"

namespace vedette::engine {

/// A sentence for each kind: "12 names of addresses: the network is asked with --network only".
[[nodiscard]] std::vector<std::string> describe_absences(const expr::AbsenceCounts& absent);

}  // namespace vedette::engine
