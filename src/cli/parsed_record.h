// What the parsers make of one record of a file, for `vedette expr --record`.
#pragma once

#include <cstdint>
#include <string>

#include "base/diagnostic.h"
#include "base/error.h"
#include "engine/rules.h"

namespace vedette::cli {

/// The event, as CrowdSec marshals it, that the parsers of `choice` make of the `number`th CloudTrail record (from 1) of the file `path` ("-":
/// standard input), whatever wraps it. `diagnostics` says what of the content does not load.
[[nodiscard]] Result<std::string> parsed_record(const std::string& path, std::uint64_t number, const engine::RulesChoice& choice,
                                                Diagnostics& diagnostics);

}  // namespace vedette::cli
