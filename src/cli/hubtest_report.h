// What `vedette hubtest` prints: text for people, and cscli's JSON.
#pragma once

#include <string>
#include <vector>

#include "hubtest/coverage.h"
#include "hubtest/test_run.h"

namespace vedette::cli {

/// {"fail": [names], "success": [names]}, as `cscli hubtest run -o json`, names sorted.
[[nodiscard]] std::string test_report_json(const std::vector<hubtest::TestOutcome>& outcomes);
/// What differs, test by test, assertions that were generated, and a line of counts.
[[nodiscard]] std::string test_report_text(const std::vector<hubtest::TestOutcome>& outcomes, bool report_success);

[[nodiscard]] std::string test_list_json(const hubtest::Hub& hub, const std::vector<std::string>& names);
[[nodiscard]] std::string test_list_text(const hubtest::Hub& hub, const std::vector<std::string>& names);
[[nodiscard]] std::string test_info(const hubtest::TestConfig& test);

struct CoverageShown {
  bool parsers = true;
  bool scenarios = true;
  bool only_percent = false;
};
[[nodiscard]] std::string coverage_text(const hubtest::HubCoverage& coverage, const CoverageShown& shown);
[[nodiscard]] std::string coverage_json(const hubtest::HubCoverage& coverage, const CoverageShown& shown);

}  // namespace vedette::cli
