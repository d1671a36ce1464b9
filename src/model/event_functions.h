// Functions that write what the event unmarshals: UnmarshalJSON, ParseKV, ParseKVLax.
#pragma once

#include <span>

#include "expr/function.h"

namespace vedette::model {

[[nodiscard]] std::span<const expr::Builtin> event_functions();

}  // namespace vedette::model
