// What `vedette check` found, for people and for programs.
#pragma once

#include <cstddef>
#include <string>

#include "base/diagnostic.h"

namespace vedette::cli {

struct CheckCounts {
  std::size_t parsers = 0;
  std::size_t scenarios = 0;
  std::size_t postoverflows = 0;
  std::size_t profiles = 0;
  std::size_t sources = 0;
  std::size_t collections = 0;
  std::size_t errors = 0;
  std::size_t warnings = 0;
  std::size_t notes = 0;
};

/// Notes are only counted, unless they are asked for.
enum class ShowNotes : bool { kNo, kYes };
[[nodiscard]] std::string check_as_text(const Diagnostics& diagnostics, const CheckCounts& counts, ShowNotes notes);
[[nodiscard]] std::string check_as_json(const Diagnostics& diagnostics, const CheckCounts& counts);
/// SARIF 2.1.0, one run.
[[nodiscard]] std::string check_as_sarif(const Diagnostics& diagnostics);

}  // namespace vedette::cli
