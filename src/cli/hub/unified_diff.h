// Two texts compared line by line, as `diff -u` shows it.
#pragma once

#include <string>
#include <string_view>

namespace vedette::cli {

/// Empty when they are equal. Texts that differ in more lines than is worth while are shown as wholly replaced.
[[nodiscard]] std::string unified_diff(std::string_view old_name, std::string_view new_name, std::string_view old_text, std::string_view new_text);

}  // namespace vedette::cli
