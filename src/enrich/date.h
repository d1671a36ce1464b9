// Dates as CrowdSec's ParseDate finds them: a given layout first, then sixteen usual ones, then Unix seconds.
#pragma once

#include <optional>
#include <string_view>

#include "base/time.h"

namespace vedette::enrich {

/// `text` in `layout` (Go's); a year-less time gets the year of `reference`. Nothing when it does not read so, or when RFC 3339 cannot say it.
[[nodiscard]] std::optional<Time> parse_date_as(std::string_view text, std::string_view layout, Time reference);

/// The first of the usual layouts that reads `text`.
[[nodiscard]] std::optional<Time> parse_usual_date(std::string_view text, Time reference);

/// Both, and Unix seconds after them (anything after a "." is dropped). An empty layout is none.
[[nodiscard]] std::optional<Time> parse_date(std::string_view text, std::string_view layout, Time reference);

/// Decimal seconds since 1970, more than zero, up to a ".": the reference's ParseUnixTime.
[[nodiscard]] std::optional<Time> parse_unix_time(std::string_view text);

}  // namespace vedette::enrich
