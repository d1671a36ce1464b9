// From the paths a user names to the files to read, in an order that does not depend on how they were named.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sources/archive/problem.h"

namespace vedette::sources {

/// One file to read.
struct InputFile {
  std::string path;                       // how to open and show it; "-" is standard input
  std::string canonical;                  // absolute, symbolic links resolved: the order of ties
  std::uint64_t size = 0;                 // bytes on disk; 0 for pipes
  std::uint32_t rank = 0;                 // its place in the order of canonical paths
  bool named = false;                     // by the user, not found in a folder
  std::optional<std::int64_t> delivered;  // from the name, Unix seconds
};

struct WalkResult {
  /// Without a time in the name first (by canonical path), then by (time in the name, canonical path). Each file once, however often it was named.
  std::vector<InputFile> files;
  std::vector<Problem> problems;  // what could not be looked into; the rest is there
  std::uint64_t total_bytes = 0;
};

/// Folders are searched recursively; links to folders are followed, each folder once. Sockets, devices and pipes inside folders are passed over.
[[nodiscard]] WalkResult walk(const std::vector<std::string>& paths);

}  // namespace vedette::sources
