// Reading a value out of a JSON text by its path without decoding the text: github.com/buger/jsonparser's Get, lenient as it is. It finds the first
// of equal keys, gives values as they stand in the text, and takes what follows the value for granted.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace vedette::expr {

enum class RawJsonKind : std::uint8_t { kString, kNumber, kObject, kArray, kBoolean, kNull };

struct RawJson {
  RawJsonKind kind = RawJsonKind::kNull;
  std::string_view text;  // a string without its quotes, escapes as written
};

/// Looks up keys and "[n]" indices. Empty when the path leads nowhere or the text is malformed on its way; `crashed` is set where the reference
/// panics: at an empty key before an array.
[[nodiscard]] std::optional<RawJson> find_raw_json(std::string_view json, std::span<const std::string_view> path, bool& crashed);

/// jsonparser.Unescape: false for a bad escape or half a surrogate pair.
[[nodiscard]] bool append_json_unescaped(std::string& out, std::string_view text);

}  // namespace vedette::expr
