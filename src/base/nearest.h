// "Did you mean": the known name that a misspelt one is nearest to.
#pragma once

#include <string_view>
#include <vector>

namespace vedette {

/// The candidate with the fewest edits (insert, delete, replace, swap of neighbours; a change of case counts least), when that is few for the name's
/// length; empty when none is near. The first of equals. The result views the candidate's bytes.
[[nodiscard]] std::string_view nearest_name(std::string_view name, const std::vector<std::string_view>& candidates);

/// All candidates that are as near, or nearly so: one alone is what was meant.
[[nodiscard]] std::vector<std::string_view> near_names(std::string_view name, const std::vector<std::string_view>& candidates);

}  // namespace vedette
