// The data files that items name (`data:`), found in the data folders and read.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "base/diagnostic.h"
#include "content/spec.h"

namespace vedette::expr {
class DataFiles;
}

namespace vedette::content {

/// For all parsers, postoverflows and scenarios. A file that is missing or cannot be read is a warning at its `dest_file`, and the item goes on with
/// an empty one; malformed lines are warnings with file and line. Names that lead out of the data folders are errors and not read.
/// `digests`, when given, gets the sha256 of each file that was read, by name.
[[nodiscard]] std::shared_ptr<const expr::DataFiles> load_data_files(const Content& content, Diagnostics& diagnostics,
                                                                     std::map<std::string, std::string, std::less<>>* digests = nullptr);

}  // namespace vedette::content
