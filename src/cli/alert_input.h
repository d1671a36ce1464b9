// Alerts that a command is given as JSON.
#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "model/alert.h"

namespace vedette::cli {

/// One alert, a list of them, or one a line, as `vedette replay -o json` and `-o jsonl` write them; "-": standard input.
[[nodiscard]] Result<std::vector<model::Alert>> read_alert_input(const std::string& path);

}  // namespace vedette::cli
