// The parts of the page that need no script: the headline, who and where, the worst alerts, rules, controls, and what the log holds.
#pragma once

#include <string_view>

#include "base/bytes.h"
#include "engine/replay.h"
#include "engine/rules.h"
#include "report/alert_list.h"

namespace vedette::report {

/// What they all are about; everything must outlive the call.
struct Findings {
  const engine::Rules& rules;
  const engine::ReplayOptions& options;
  const engine::ReplaySummary& summary;
  const AlertList& list;
  std::string_view version;
};

void append_headline(const Findings& findings, Bytes& out);
/// Principals, sources and accounts with the most severe alerts.
void append_actors(const Findings& findings, Bytes& out);
/// The worst alerts, and what was allow-listed.
void append_alerts(const Findings& findings, Bytes& out);
/// A card for each rule that raised an alert.
void append_rules(const Findings& findings, Bytes& out);
/// Which rules watch which control of the CIS benchmark, and which raised alerts.
void append_controls(const Findings& findings, Bytes& out);
/// Accounts and regions, gaps, what could not be read or run.
void append_log(const Findings& findings, Bytes& out);
void append_footer(const Findings& findings, Bytes& out);

}  // namespace vedette::report
