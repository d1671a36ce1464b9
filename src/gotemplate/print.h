// Values as text, in the ways Go and Sprig have.
#pragma once

#include <string>

#include "gotemplate/function.h"

namespace vedette::gotemplate {

/// fmt.Sprint: a space only between two operands that are no strings.
[[nodiscard]] std::string sprint(Runtime& runtime, Arguments arguments);

/// Sprig's strval: a text stays what it is, bytes are a text, what has String() says it.
[[nodiscard]] std::string text_of(Runtime& runtime, const Value& value);

/// reflect.Kind as Go spells it: "invalid" for nil, "ptr", "slice", "int64".
[[nodiscard]] std::string_view kind_name(const Value& value);

}  // namespace vedette::gotemplate
