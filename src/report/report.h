// A replay as one HTML file that a person reads: what happened, when, who, from where, why it matched and what to do; what the log does not hold.
// The file asks the network for nothing, and works as a summary without JavaScript.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "engine/back.h"
#include "engine/replay.h"
#include "engine/rules.h"
#include "report/alert_list.h"

namespace vedette::report {

/// Writes the page front to back, as alerts come: memory holds a line an alert, and no more than ListBounds allow. The same alerts and summary give
/// the same bytes: neither the present time nor how long the replay took is in it.
class Report {
 public:
  /// `rules` must outlive this. `version` of the program: "0.1.0".
  Report(const engine::Rules& rules, std::string_view version, ListBounds bounds = {});
  ~Report();
  Report(const Report&) = delete;
  Report& operator=(const Report&) = delete;

  // Each appends to `out`, which may be emptied between calls.

  void begin(Bytes& out);
  void add(const engine::EmittedAlert& alert, Bytes& out);
  void end(const engine::ReplayOptions& options, const engine::ReplaySummary& summary, Bytes& out);

 private:
  class Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace vedette::report
