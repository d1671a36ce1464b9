// What a command takes from a file or from standard input.
#pragma once

#include <string>

#include "base/error.h"

namespace vedette::cli {

/// All of the file; "-": of standard input.
[[nodiscard]] Result<std::string> read_all(const std::string& path);

}  // namespace vedette::cli
