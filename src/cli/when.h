// Dates as people type them on a command line.
#pragma once

#include <string_view>

#include "base/error.h"
#include "base/time.h"

namespace vedette::cli {

/// 2026-03-02, 2026-03-02T08:05, "2026-03-02 08:05:00", or RFC 3339 with a zone; UTC without one.
[[nodiscard]] Result<Time> parse_when(std::string_view text);

}  // namespace vedette::cli
