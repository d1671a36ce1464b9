// The methods that go-swagger gives every model of the local API, and that templates can reach: Validate and MarshalBinary.
#pragma once

#include <span>
#include <vector>

#include "gotemplate/function.h"

namespace vedette::gotemplate {

/// models.Alert, Decision, Source, Event.
[[nodiscard]] std::vector<const Type*> validated_types();
/// The receiver, a pointer, comes first.
[[nodiscard]] std::span<const Row> validation_methods();

}  // namespace vedette::gotemplate
