// The TZ string at the end of a tz database file, which rules the times after its last transition: "CET-1CEST,M3.5.0,M10.5.0/3".
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/zone.h"

namespace vedette {

/// The period that holds `unix_seconds`; `last_transition` is where it starts when the rule knows no daylight saving time. Nothing when `rule` is
/// malformed. The names are views on `rule`.
[[nodiscard]] std::optional<Zone::Period> period_by_rule(std::string_view rule, std::int64_t last_transition, std::int64_t unix_seconds);

}  // namespace vedette
