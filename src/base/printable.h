// Text from outside made harmless for a terminal and for a line of a report.
#pragma once

#include <string>
#include <string_view>

namespace vedette {

/// Control characters (escape sequences of a hostile log line among them) as \xNN, bad UTF-8 and what turns the direction of text as U+FFFD.
/// Of `keep`, a set of ASCII control characters, each stays as it is.
[[nodiscard]] std::string printable(std::string_view text, std::string_view keep = {});

}  // namespace vedette
