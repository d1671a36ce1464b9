// Why a replay found nothing: which item is missing, and the command that mends it.
#pragma once

#include <string>
#include <vector>

#include "engine/replay.h"

namespace vedette::engine {

struct Advice {
  std::string problem;  // "no line was parsed: no parser hands lines on to the stage s01-parse"
  std::string mend;     // "vedette parsers install crowdsecurity/syslog-logs"; empty when no command helps
};

/// Empty when lines were parsed, dated, and taken by scenarios.
[[nodiscard]] std::vector<Advice> advise(const Rules& rules, const ReplayOptions& options, const ReplaySummary& summary);

}  // namespace vedette::engine
