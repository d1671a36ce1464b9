#include "engine/reload.h"

namespace vedette::engine {

NewRules Reload::for_back() const {
  return {*rules.scenarios, rules.postoverflows.get(), rules.files.get(), rules.geo.get(), changes.place};
}

Reload prepare_reload(const Rules& running, const RulesChoice& choice, Diagnostics& diagnostics) {
  Reload out{load_rules(choice, diagnostics), {}, true};
  out.usable = out.rules.content.usable;
  out.changes = buckets::compare_scenarios(*running.scenarios, running.file_digests, *out.rules.scenarios, out.rules.file_digests);
  return out;
}

}  // namespace vedette::engine
