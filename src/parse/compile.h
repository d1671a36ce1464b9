// From content specs to a Plan.
#pragma once

#include <memory>
#include <vector>

#include "parse/plan.h"

namespace vedette::parse {

[[nodiscard]] std::unique_ptr<Plan> compile_plan(const std::vector<content::NodeSpec>& specs, StagesKind kind, Diagnostics& diagnostics,
                                                 std::vector<content::SkippedItem>& skipped, const expr::Environment& environment,
                                                 const std::vector<std::shared_ptr<const SourceFile>>& pattern_files);

}  // namespace vedette::parse
