// URIs as RFC 3986 has them.
#pragma once

#include <string>
#include <string_view>

namespace vedette {

/// A text as it stands in a part of a URI: all bytes but letters, digits and -._~ become %XX.
[[nodiscard]] std::string escape_uri(std::string_view text);
/// The same of a path: slashes stay.
[[nodiscard]] std::string escape_uri_path(std::string_view path);

/// What a form's encoding stands for: a plus is a blank, %XX a byte. What is no escape stays as it is.
[[nodiscard]] std::string unescape_form(std::string_view text);

}  // namespace vedette
