// Whether a scenario is still the same after its rules were read anew: then its buckets may stay.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "buckets/scenario.h"

namespace vedette::buckets {

/// Digests of the data files that are loaded, by name.
using FileDigests = std::map<std::string, std::string, std::less<>>;

/// A digest of all that decides what a scenario makes of events: what its document says, whatever its layout and comments, and the content of
/// the data files that its expressions name. Stays the same from process to process.
[[nodiscard]] std::string scenario_identity(const content::ScenarioSpec& spec, const FileDigests& files);

/// How the scenarios of new rules continue those of the old.
struct ScenarioChanges {
  static constexpr std::uint32_t kGone = 0xFFFFFFFF;
  std::vector<std::uint32_t> place;  // by old index: where the same scenario is now, or kGone
  std::size_t unchanged = 0;
  std::size_t changed = 0;  // of the same name, but another: its buckets go
  std::size_t removed = 0;
  std::size_t added = 0;
};
[[nodiscard]] ScenarioChanges compare_scenarios(const Scenarios& old_ones, const FileDigests& old_files, const Scenarios& new_ones,
                                                const FileDigests& new_files);

}  // namespace vedette::buckets
