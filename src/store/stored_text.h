// Texts that both databases take.
#pragma once

#include <string>
#include <string_view>

namespace vedette::store {

/// `text` where it is UTF-8 without NUL; otherwise a copy in `scratch` in which each bad byte and each NUL is U+FFFD.
[[nodiscard]] std::string_view storable(std::string_view text, std::string& scratch);

}  // namespace vedette::store
