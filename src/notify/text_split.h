// Cutting texts to what receivers take, between characters.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace vedette::notify {

/// Length as receivers count: UTF-16 units, never fewer than characters.
[[nodiscard]] std::size_t text_length(std::string_view text);

/// Parts of at most `most` units each; at the ends of lines where one is not too far back, else between words, else between characters; never inside
/// of "<url|text>" or "&amp;". The line end that a cut was made at is dropped. At least one part.
[[nodiscard]] std::vector<std::string> split_text(std::string_view text, std::size_t most);

/// The text, or as much of it as leaves room for an ellipsis in `most` units.
[[nodiscard]] std::string shorten(std::string_view text, std::size_t most);

}  // namespace vedette::notify
