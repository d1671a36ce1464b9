// What each node and scenario did with each line of a test, as `cscli hubtest explain` shows it.
#pragma once

#include <string>

#include "hubtest/dump.h"

namespace vedette::hubtest {

struct ExplainOptions {
  bool details = false;        // each change of the event
  bool only_failures = false;  // lines that got through the parsers are left out
};

/// A tree for each line of the log, in its order.
[[nodiscard]] std::string explain(const Dump& dump, const ExplainOptions& options);

}  // namespace vedette::hubtest
