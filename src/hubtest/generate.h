// Assertions made from what happened, for a test that has none yet.
#pragma once

#include <string>

#include "hubtest/dump.h"

namespace vedette::hubtest {

/// One assertion a line, each of them true for this dump.
[[nodiscard]] std::string generate_parser_asserts(const Dump& dump);
[[nodiscard]] std::string generate_scenario_asserts(const Dump& dump);

}  // namespace vedette::hubtest
