// Base64 as Go's encoding/base64 StdEncoding.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace vedette {

/// Appends the encoded bytes, padded.
void append_base64(std::string& out, std::string_view bytes);

/// Appends the decoded bytes. Line ends are skipped anywhere, bits left over in the last character are ignored, padding is required. On failure
/// returns false with the offset of the bad byte.
[[nodiscard]] bool append_base64_decoded(std::string& out, std::string_view text, std::size_t& bad_offset);

}  // namespace vedette
