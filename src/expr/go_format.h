// fmt.Sprintf over values, as Go prints them.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "expr/function.h"
#include "expr/value.h"

namespace vedette::expr {

/// Appends fmt.Sprintf(format, arguments...): "%!d(float64=42)", "%!s(<nil>)", "%!(EXTRA int=1)" and all. False, and the call failed, when the text
/// would be larger than a result may be or the values are nested too deeply.
[[nodiscard]] bool append_go_format(CallContext& context, std::string& out, std::string_view format, std::span<const Value> arguments);

/// The same for "%v": "[1 2 <nil>]", "map[a:1 b:2]" with sorted keys, "1e+06".
[[nodiscard]] bool append_go_value(CallContext& context, std::string& out, const Value& value);

/// strconv.AppendQuote, and AppendQuoteToASCII when `ascii_only`.
void append_go_quoted(std::string& out, std::string_view text, bool ascii_only = false);
/// strconv.AppendQuoteRune and AppendQuoteRuneToASCII.
void append_go_quoted_rune(std::string& out, char32_t rune, bool ascii_only = false);

}  // namespace vedette::expr
