// URIs as RFC 3986 has them.
#pragma once

#include <string>
#include <string_view>

namespace vedette {

/// A path as it stands in a URI: all bytes but letters, digits and -._~/ become %XX.
[[nodiscard]] std::string escape_uri_path(std::string_view path);

}  // namespace vedette
