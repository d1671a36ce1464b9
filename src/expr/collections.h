// The lists and maps that expressions make.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <utility>

#include "expr/fault.h"
#include "expr/function.h"
#include "expr/value.h"

namespace vedette::expr {

/// []any with a copy of the elements.
[[nodiscard]] Value new_list(std::span<const Value> elements, Arena& arena);

/// map[string]any of key, value, key, value..; of equal keys the first counts, as the reference fills its map from the back. False when a key is no
/// string.
[[nodiscard]] bool new_map(std::span<const Value> pairs, Arena& arena, Value& out, Fault& fault);

/// groupBy: map[any][]any of (key, element) pairs, groups and elements in order of appearance.
[[nodiscard]] Value group(std::span<const std::pair<Value, Value>> pairs, Arena& arena);

/// `$env`: the variables as a map[string]any that views both spans.
[[nodiscard]] Value environment_value(std::span<const std::string> names, std::span<const Value> values, Arena& arena);

/// Whether a method, called without the checker's knowledge, may get this many arguments beside its receiver.
[[nodiscard]] bool takes_arguments(const Builtin& method, std::size_t count);

}  // namespace vedette::expr
