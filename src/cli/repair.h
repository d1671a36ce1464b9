// The repairs that diagnostics carry, made: `vedette check --fix`.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "base/diagnostic.h"
#include "base/error.h"

namespace vedette::cli {

struct RepairedFile {
  std::string path;
  std::string text;                        // as it should be
  std::vector<std::size_t> diagnostics;    // what it mends, by number
  std::shared_ptr<const SourceFile> file;  // as it is
};

/// A file each, by path. Edits that would meet another's are left out, and so is a file that would hold together less well than before.
[[nodiscard]] std::vector<RepairedFile> make_repairs(const Diagnostics& diagnostics);

enum class RepairPlace : std::uint8_t {
  kBeside,   // FILE.fixed
  kInPlace,  // FILE, and what it was is kept as FILE.bak (FILE.bak.2, .. when there is one)
};
/// Where it was written. Fails when the file is not any more what was checked.
[[nodiscard]] Result<std::string> write_repair(const RepairedFile& repaired, RepairPlace place);

}  // namespace vedette::cli
