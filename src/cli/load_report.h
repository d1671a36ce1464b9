// What is said, on standard error, about content that does not load or looks wrong.
#pragma once

#include <cstddef>

#include "base/diagnostic.h"

namespace vedette::cli {

/// How many are shown unless all are asked for.
inline constexpr std::size_t kShownDiagnostics = 10;

/// Errors first; at most `most` in all, then how many there were.
void report_diagnostics(const Diagnostics& diagnostics, std::size_t most);

}  // namespace vedette::cli
