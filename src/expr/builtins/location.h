// How a *time.Location travels as a value: never a null pointer, since UTC (a null Zone) is not nil.
#pragma once

#include "expr/value.h"

namespace vedette::expr {

inline constexpr char kUtcLocation = 0;

[[nodiscard]] inline Value location_value(const Zone* zone) {
  return Value::object(zone != nullptr ? static_cast<const void*>(zone) : &kUtcLocation, type_id::kLocation);
}

/// The zone behind a value of type kLocation that is not a typed nil.
[[nodiscard]] inline const Zone* zone_of_location(const Value& value) {
  return value.as_object() == &kUtcLocation ? nullptr : static_cast<const Zone*>(value.as_object());
}

}  // namespace vedette::expr
