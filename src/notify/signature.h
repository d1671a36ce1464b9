// What Azure's log collector wants a request signed with.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace vedette::notify {

[[nodiscard]] std::string encode_base64(std::string_view bytes);
/// Nothing when it is none.
[[nodiscard]] std::optional<std::string> decode_base64(std::string_view text);

/// The Authorization header of a POST of `length` bytes of JSON to /api/logs at `date` (cmd/notification-sentinel, getAuthorizationHeader). `key` is
/// decoded.
[[nodiscard]] std::string sentinel_authorization(std::string_view customer, std::string_view key, std::size_t length, std::string_view date);

}  // namespace vedette::notify
