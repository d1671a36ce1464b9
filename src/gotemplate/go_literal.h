// Go's literals as text: strconv.Unquote and the integers of every base.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "expr/go_number.h"

namespace vedette::gotemplate {

/// strconv.Unquote of "..", `..`; false for what Go refuses ("invalid syntax").
[[nodiscard]] bool unquote(std::string_view literal, std::string& out);
/// A character constant with its quotes: one rune.
[[nodiscard]] bool unquote_rune(std::string_view literal, char32_t& out);

/// strconv.ParseInt and ParseUint with 64 bits. Base 0: "0x", "0o", "0b", "0" and underscores as in Go's literals. On kRange `out` is the nearest
/// that there is, on kSyntax 0.
[[nodiscard]] expr::NumberError parse_integer(std::string_view text, int base, std::int64_t& out);
[[nodiscard]] expr::NumberError parse_unsigned(std::string_view text, int base, std::uint64_t& out);

}  // namespace vedette::gotemplate
