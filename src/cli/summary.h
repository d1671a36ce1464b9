// The summary of a replay, for people: what was read, what became of it, what is missing.
#pragma once

#include <string>

#include "cli/terminal.h"
#include "engine/replay.h"

namespace vedette::cli {

[[nodiscard]] std::string render_summary(const engine::Rules& rules, const engine::ReplayOptions& options, const engine::ReplaySummary& summary,
                                         const Style& style);

}  // namespace vedette::cli
