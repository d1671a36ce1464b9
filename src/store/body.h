// Alerts as bytes in a column: their JSON, compressed. Its keys and most of its values repeat from event to event, so it shrinks to a sixth and less.
#pragma once

#include <string>
#include <string_view>

#include "base/error.h"

namespace vedette::store {

/// Any thread.
[[nodiscard]] std::string pack_body(std::string_view json);
/// kInvalid for what pack_body did not write.
[[nodiscard]] Result<std::string> unpack_body(std::string_view bytes);

}  // namespace vedette::store
