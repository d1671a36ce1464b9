// From the paths a user names to the files to read, in an order that does not depend on how they were named.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sources/archive/file_list.h"
#include "sources/archive/problem.h"

namespace vedette::sources {

struct WalkResult {
  /// Without a time in the name first (by canonical path), then by (time in the name, canonical path). Each file once, however often it was named.
  FileList files;
  /// What could not be looked into; the rest is there. The first `kMaxProblems`, and how many there were.
  std::vector<Problem> problems;
  std::uint64_t problem_count = 0;
  static constexpr std::size_t kMaxProblems = 1000;
};

/// Folders are searched recursively; links to folders are followed, each folder once. Sockets, devices and pipes inside folders are passed over.
[[nodiscard]] WalkResult walk(const std::vector<std::string>& paths);

}  // namespace vedette::sources
