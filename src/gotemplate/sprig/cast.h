// Numbers from anything, as Sprig takes them: github.com/spf13/cast, ToInt64 and ToFloat64, which never fail.
#pragma once

#include "gotemplate/function.h"

namespace vedette::gotemplate {

/// 0 for what is no number. Texts are read as Go's literals ("0x1f", "010" is 8), what stands behind a point is dropped.
[[nodiscard]] std::int64_t to_integer(const Value& value);
[[nodiscard]] double to_float(const Value& value);

}  // namespace vedette::gotemplate
