// The methods of time.Time, time.Duration, time.Weekday, time.Month and *time.Location, by Go's names.
#pragma once

#include <span>

#include "expr/function.h"

namespace vedette::expr {

// The rows, for the manual and for tests; define_time_methods() (builtins.h) hands them to the types.
[[nodiscard]] std::span<const Builtin> time_methods();
[[nodiscard]] std::span<const Builtin> duration_methods();
[[nodiscard]] std::span<const Builtin> weekday_methods();
[[nodiscard]] std::span<const Builtin> month_methods();
[[nodiscard]] std::span<const Builtin> location_methods();

}  // namespace vedette::expr
