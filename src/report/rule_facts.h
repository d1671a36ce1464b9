// What the page says of a rule: as JSON for its script.
#pragma once

#include <string>

#include "base/bytes.h"
#include "buckets/scenario.h"
#include "report/alert_list.h"

namespace vedette::report {

/// How matching events become an alert, in a sentence.
[[nodiscard]] std::string how_it_raises(const buckets::Scenario& scenario);

/// A JSON object: name, label, description, severity, what to do, references, techniques, vulnerabilities, controls, the filter's clauses with the
/// fields that each reads, and how matching events become an alert.
void append_rule(Bytes& out, const buckets::Scenario& scenario, Severity severity, const RuleTally& tally);

}  // namespace vedette::report
