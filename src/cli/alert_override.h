// `-a '{"scenario": "x"}'`: an alert with some of its fields replaced, as cscli notifications has it.
#pragma once

#include <string_view>

#include "base/error.h"
#include "model/alert.h"

namespace vedette::cli {

/// The alert with the members of a JSON object laid over it; objects within are laid over each other, lists are replaced.
[[nodiscard]] Result<model::Alert> override_alert(const model::Alert& alert, std::string_view json);

}  // namespace vedette::cli
