// Words of identifiers: github.com/huandu/xstrings, convert.go.
#pragma once

#include <string>
#include <string_view>

namespace vedette::gotemplate {

/// ToSnakeCase ('_') and ToKebabCase ('-').
[[nodiscard]] std::string separate_words(std::string_view text, char connector);
/// ToPascalCase.
[[nodiscard]] std::string pascal_case(std::string_view text);

}  // namespace vedette::gotemplate
