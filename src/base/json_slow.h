// The reader for what simdjson refuses: Go's encoding/json, byte by byte. Private to base/json_*.cpp.
#pragma once

#include <string_view>

#include "base/error.h"
#include "base/json_tape.h"

namespace vedette::json_tape {

/// Reads one document into `store`, or says why Go's decoder refuses it. Iterative: nesting costs no stack.
[[nodiscard]] Result<const JsonDocument*> read_slowly(std::string_view text, Store& store);

}  // namespace vedette::json_tape
