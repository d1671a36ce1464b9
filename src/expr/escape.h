// The escapes inside quoted strings of an expression.
#pragma once

#include <string>
#include <string_view>

namespace vedette::expr {

/// The error of an escape that the language does not have: `\d`.
inline constexpr std::string_view kInvalidEscape = "invalid char escape";

/// The value of the text between the quotes of a string or (`bytes`) of a bytes literal. False when an escape is not one: `error` says why and
/// `error_at` is its offset in `body`.
[[nodiscard]] bool unescape(std::string_view body, char quote, bool bytes, std::string& value, std::string& error, std::size_t& error_at);

}  // namespace vedette::expr
