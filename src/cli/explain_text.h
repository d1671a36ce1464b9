// Explanations as people and programs read them.
#pragma once

#include <string>
#include <vector>

#include "cli/terminal.h"
#include "explain/failures.h"
#include "explain/report.h"

namespace vedette::cli {

struct ExplainShown {
  bool details = false;          // every change of the event, every clause
  bool only_successful = false;  // parsers that stay out or fail are left out
  bool all_clauses = false;      // of scenarios, also those that are true
  bool only_failures = false;    // events that got through the parsers are left out
};

/// A tree for each event.
[[nodiscard]] std::string explain_text(const std::vector<explain::EventReport>& reports, const ExplainShown& shown, const Style& style);
/// {"events": [..]}
[[nodiscard]] std::string explain_json(const std::vector<explain::EventReport>& reports, std::uint64_t left_out);

[[nodiscard]] std::string failures_text(const std::vector<explain::FailureGroup>& groups, std::uint64_t events, const Style& style);
[[nodiscard]] std::string failures_json(const std::vector<explain::FailureGroup>& groups, std::uint64_t events);

}  // namespace vedette::cli
