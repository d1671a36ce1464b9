// The rules of `vedette check` over expressions and over what the content says as a whole; lint.h is their door.
#pragma once

#include <set>
#include <span>
#include <string>
#include <vector>

#include "base/diagnostic.h"
#include "content/acquisition_spec.h"
#include "content/lint/expressions.h"
#include "content/profile_spec.h"
#include "content/spec.h"

namespace vedette::content::lint {

using Expressions = std::span<const Expression>;

// Of one expression by itself.

/// filter-escapes-log-type: `log_type == .. && A || B`.
void check_escape(const Expression& expression, Diagnostics& diagnostics);
/// never-true: conjuncts that exclude each other, comparisons that no value of the type can pass.
void check_truth(const Expression& expression, Diagnostics& diagnostics);

/// never-true: numbers, in a chain of `&&`.
void check_numbers(const Expression& expression, const expr::Node& conjunction, Diagnostics& diagnostics);

// Of names that other files define.

/// absent-data-file, wrong-data-type: File('x') and its like. `complete`: all items are here, else only the item's own `data:` is known.
void check_data_names(const Content& content, Expressions expressions, bool complete, Diagnostics& diagnostics);
/// absent-scenario, unknown-scope, source-without-ip: what profiles, exceptions and scenarios over overflows say of alerts. `other_alerts`: names of
/// alerts that no scenario raises.
void check_scenario_names(const Content& content, Expressions expressions, const std::set<std::string>& other_alerts, bool complete,
                          Diagnostics& diagnostics);
/// absent-scenario, source-without-ip: in the lines of data files that exceptions read.
void check_exception_lines(const Content& content, Expressions expressions, Diagnostics& diagnostics);
/// absent-notification.
void check_notifications(std::span<const ProfileSpec> profiles, std::span<const std::string> configured, Diagnostics& diagnostics);

// Of the content as a whole.

/// unreachable-parser, unreachable-stage, odd-stage.
void check_stages(const Content& content, Diagnostics& diagnostics);
/// never-matches, unset-field, no-source: what nothing sets.
void check_fields(const Content& content, Expressions expressions, Diagnostics& diagnostics);
/// time-of-arrival.
void check_times(const Content& content, Expressions expressions, std::span<const AcquisitionSpec> sources, Diagnostics& diagnostics);
/// unread-log-type.
void check_log_types(Expressions expressions, std::span<const AcquisitionSpec> sources, Diagnostics& diagnostics);

}  // namespace vedette::content::lint
