// What Go's unicode package says of a rune: simple case mappings, white space, printability.
#pragma once

#include <string_view>

namespace vedette::expr {

/// unicode.ToUpper and ToLower: one rune to one rune.
[[nodiscard]] char32_t to_upper(char32_t rune);
[[nodiscard]] char32_t to_lower(char32_t rune);
/// unicode.IsSpace: NBSP, U+0085 and U+3000 are, U+200B and U+FEFF are not.
[[nodiscard]] bool is_space(char32_t rune);
/// strconv.IsPrint: letters, marks, numbers, punctuation, symbols and the ASCII space.
[[nodiscard]] bool is_print(char32_t rune);

/// unicode.ToTitle: as to_upper, but for the few digraphs that have a form of their own.
[[nodiscard]] char32_t to_title(char32_t rune);
/// unicode.IsLetter, IsDigit (decimal digits), IsNumber (any number), IsPunct, IsUpper, IsLower, IsTitle: by category.
[[nodiscard]] bool is_letter(char32_t rune);
[[nodiscard]] bool is_digit(char32_t rune);
[[nodiscard]] bool is_number_rune(char32_t rune);
[[nodiscard]] bool is_punctuation(char32_t rune);
[[nodiscard]] bool is_upper(char32_t rune);
[[nodiscard]] bool is_lower(char32_t rune);
[[nodiscard]] bool is_title(char32_t rune);

/// strings.TrimSpace.
[[nodiscard]] std::string_view trim_space(std::string_view text);

}  // namespace vedette::expr
