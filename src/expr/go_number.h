// Numbers as Go's strconv reads and writes them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace vedette::expr {

enum class NumberError : unsigned char { kNone, kSyntax, kRange };

/// strconv.ParseFloat(text, 64): also "inf", "nan", hexadecimal floats and digits split by "_" as in Go's literals. On kSyntax `out` is 0,
/// on kRange an infinity, as there.
[[nodiscard]] NumberError parse_go_float(std::string_view text, double& out);

/// strconv.Atoi and ParseInt(text, 10, 64): a sign and decimal digits. On kRange `out` is the nearest int64.
[[nodiscard]] NumberError parse_go_integer(std::string_view text, std::int64_t& out);

/// strconv.AppendFloat: `format` one of e E f g G b x X; a negative precision is the least that reads back equal; `bits` 32 or 64.
void append_go_float(std::string& out, double value, char format, int precision, int bits = 64);

}  // namespace vedette::expr
