// Numbers as the reference writes them into fields.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/arena.h"

namespace vedette::parse {

/// Go's fmt "%f".
[[nodiscard]] std::string_view print_float(Arena& arena, double number);
/// strconv.Itoa
[[nodiscard]] std::string_view print_int(Arena& arena, std::int64_t number);

}  // namespace vedette::parse
