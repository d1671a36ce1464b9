// From an alert to rows of the store: the alert, the decisions that profiles make of it, and an entry of the outbox for each notification.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/error.h"
#include "delivery/flood.h"
#include "delivery/log.h"
#include "engine/back.h"
#include "expr/builtins/services.h"
#include "notify/notifier_config.h"
#include "profile/profile.h"
#include "store/store.h"

namespace vedette::delivery {

struct WriterOptions {
  std::string machine = "vedette";  // whose alerts they are
  /// What the expressions of profiles may ask; may be null.
  expr::Services* services = nullptr;
  /// The present for profiles is the alert's own end, not the wall clock.
  bool log_time = false;
};

/// What was made of some alerts.
struct Written {
  std::uint64_t alerts = 0;
  std::uint64_t known = 0;  // were in the store already: nothing was done
  std::uint64_t decisions = 0;
  std::uint64_t notifications = 0;  // entries of the outbox
  std::uint64_t held = 0;           // of those: by flood control
  std::uint64_t failures = 0;       // filters and durations that failed
  Written& operator+=(const Written& more);
};

/// One thread. All in one transaction, which the caller owns: so a checkpoint can be in it, too.
class AlertWriter {
 public:
  /// `profiles` and `notifiers` must outlive this. Notifications that no notifier takes are written all the same, and said once: they wait until
  /// there is one.
  AlertWriter(const profile::Profiles& profiles, std::span<const notify::NotifierConfig> notifiers, WriterOptions options, Log log);

  /// Once, at the start: which windows of flood control are open still.
  [[nodiscard]] Result<void> restore(store::Transaction& transaction);

  /// The alerts of overflows, each with all its sources. What is in the store already is left as it is. `now` is the wall clock.
  [[nodiscard]] Result<Written> write(store::Transaction& transaction, std::span<const std::shared_ptr<const model::RuntimeAlert>> overflows,
                                      Time now);
  /// The transaction of the last `write` was committed. Without this call the next one takes it back.
  void committed();

 private:
  [[nodiscard]] Result<void> write_alert(store::Transaction& transaction, const model::Alert& alert, Time now, Written& out);
  void note_failures(const std::vector<profile::Evaluation>& evaluations, Written& out);

  const profile::Profiles& profiles_;
  profile::Evaluator evaluator_;
  WriterOptions options_;
  Log log_;
  std::map<std::string, FloodControl, std::less<>> floods_;  // by notifier: those that are configured
  std::map<std::string, bool, std::less<>> said_;            // what was said once
};

}  // namespace vedette::delivery
