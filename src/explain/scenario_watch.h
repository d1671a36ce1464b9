// What a scenario makes of an event: its filter clause by clause, and what its other expressions give.
#pragma once

#include "buckets/scenario.h"
#include "explain/clauses.h"
#include "explain/report.h"

namespace vedette::explain {

/// Without what the engine did. `environment`: of filters.
[[nodiscard]] ScenarioReport explain_scenario(const buckets::Scenario& scenario, const expr::Environment& environment, const Setting& setting,
                                              Clauses& clauses);

/// Why the engine did not pour an event although the filter holds; empty when that cannot be seen. `dated`: the event has a time of its own.
[[nodiscard]] std::string trouble_of(const ScenarioReport& scenario, bool dated);

}  // namespace vedette::explain
