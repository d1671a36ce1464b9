// Durations as CrowdSec's configuration and commands have them: Go's, and days before them.
#pragma once

#include <optional>
#include <string_view>

#include "base/time.h"

namespace vedette {

/// "7d", "1d12h", "90m", "-2d" (go-cs-lib, cstime.ParseDurationWithDays); nothing for anything else.
[[nodiscard]] std::optional<Duration> parse_duration_with_days(std::string_view text);

}  // namespace vedette
