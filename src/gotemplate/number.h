// Numeric constants of a template: text/template/parse/node.go, newNumber.
#pragma once

#include <string>
#include <string_view>

#include "gotemplate/node.h"

namespace vedette::gotemplate {

/// False, with the reason in `error`, for what is no number.
[[nodiscard]] bool read_number(std::string_view text, bool is_character, bool is_complex, Number& out, std::string& error);

}  // namespace vedette::gotemplate
