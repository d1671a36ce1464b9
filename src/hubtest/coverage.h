// Which items of a hub its tests assert something about.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "base/error.h"
#include "hubtest/hub.h"

namespace vedette::hubtest {

/// hubtest.Coverage
struct ItemCoverage {
  std::string name;
  std::size_t asserts = 0;      // TestsCount
  std::set<std::string> tests;  // paths of assertion files that name it
};

struct HubCoverage {
  std::vector<ItemCoverage> parsers;
  std::vector<ItemCoverage> scenarios;
};

/// By the names that assertions write, with the reference's leniency about authors and endings.
[[nodiscard]] Result<HubCoverage> coverage_of(const Hub& hub);

}  // namespace vedette::hubtest
