// Decoding JSON inside an expression: json.Unmarshal into interface{}.
#pragma once

#include <string_view>

#include "base/error.h"
#include "expr/function.h"

namespace vedette::expr {

/// The decoded text; the error has Go's words. With a reader among the services, objects are views on its document; else everything is copied to the
/// call's arena.
[[nodiscard]] Result<Value> decode_json(CallContext& context, std::string_view text);

}  // namespace vedette::expr
