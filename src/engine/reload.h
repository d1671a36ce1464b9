// Reading the rules anew while the engine runs: compiled aside, compared with those that run, then taken between two events.
#pragma once

#include "base/diagnostic.h"
#include "buckets/scenario_identity.h"
#include "engine/back.h"
#include "engine/rules.h"

namespace vedette::engine {

/// New rules beside those that run, which are not touched.
struct Reload {
  Rules rules;
  buckets::ScenarioChanges changes;
  /// False: nothing came of reading (the configuration is broken, or the folder holds no content), so those that run had better stay.
  bool usable = true;

  /// For Back::replace_rules; what it points to is that of `rules` and `changes`.
  [[nodiscard]] NewRules for_back() const;
};

/// Never fails: a broken item is in `diagnostics` and in Rules::skipped, and the rest is there. May run beside the engine: `running` is only read.
[[nodiscard]] Reload prepare_reload(const Rules& running, const RulesChoice& choice, Diagnostics& diagnostics);

}  // namespace vedette::engine
