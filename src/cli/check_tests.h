// Which scenarios of a checkout no hub test runs.
#pragma once

#include <string>
#include <vector>

#include "base/diagnostic.h"
#include "content/spec.h"

namespace vedette::cli {

/// scenario-without-tests, when `folder` has `.tests`.
void check_tests(const std::string& folder, const std::vector<content::ScenarioSpec>& scenarios, Diagnostics& diagnostics);

}  // namespace vedette::cli
