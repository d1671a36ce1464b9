// Dates as HTTP's headers write them.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace vedette::net {

/// "Tue, 24 Nov 2026 15:12:31 GMT" in Unix seconds; nothing for what is no date of HTTP.
[[nodiscard]] std::optional<std::int64_t> parse_http_date(std::string_view text);

}  // namespace vedette::net
