// Lists as Sprig's functions take them.
#pragma once

#include "gotemplate/function.h"

namespace vedette::gotemplate {

/// Sprig's strslice: a list as []string, without its nils; anything else as a list of one.
[[nodiscard]] Value text_list(Runtime& runtime, const Value& value);

/// Whether Sprig calls a value empty: nil, false, 0, "", a list or map without elements; a pointer only when it is nil.
[[nodiscard]] bool is_empty(const Value& value);

}  // namespace vedette::gotemplate
