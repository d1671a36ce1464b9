// Escapes of text/template and html.
#pragma once

#include <string>
#include <string_view>

namespace vedette::gotemplate {

/// template.HTMLEscapeString when `with_nul` (a zero byte becomes U+FFFD), else html.EscapeString.
[[nodiscard]] std::string escape_html(std::string_view text, bool with_nul);
/// template.JSEscapeString.
[[nodiscard]] std::string escape_js(std::string_view text);

}  // namespace vedette::gotemplate
