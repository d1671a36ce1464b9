// The front's half of pouring: which scenarios take an event, into which partition, and what of the event is kept.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "buckets/dispatch.h"
#include "buckets/pour.h"
#include "buckets/rule_errors.h"
#include "buckets/scenario.h"
#include "expr/builtins/services.h"
#include "expr/program.h"

namespace vedette::buckets {

struct PourOptions {
  /// Handed to builtins (CallContext::services): data files and so on.
  expr::Services* services = nullptr;
  /// The time of an event that has none.
  Time reference_date;
};

/// One a thread. Runs filters, groupby, distinct, cancel_on and scope expressions on the live event: the reference runs the last three inside the
/// bucket on the same event, which comes to the same: they see nothing of the bucket. (One that writes events does so here for every event, not only
/// for those that get that far in the bucket.)
class PourBuilder {
 public:
  /// `scenarios` must outlive the builder.
  PourBuilder(const Scenarios& scenarios, PourOptions options);
  ~PourBuilder();

  /// Null when no scenario takes the event. `event` is only changed by filters that say so (SetMeta..). Its time is evt.MarshaledTime; when that is
  /// empty or unreadable evt.Time, or else the reference date (counted as undated). `triggers_only`: no scenario of another type takes it.
  [[nodiscard]] PouredEventRef build(model::Event& event, Place place, const std::optional<DuplicateId>& duplicate_id, bool triggers_only = false);

  /// An overflow that is reprocessed at `time`: it keeps `alert` (which `event` shows) and follows its cause at once. `depth`: how many in a row.
  [[nodiscard]] PouredEventRef build_overflow(model::Event& event, std::shared_ptr<model::RuntimeAlert> alert, Time time, Place place,
                                              std::uint32_t depth);

  /// The scenarios whose filters the last event met, and the paths of the event that chose them.
  [[nodiscard]] std::span<const std::uint32_t> candidates() const;
  [[nodiscard]] std::vector<std::vector<std::string>> dispatch_paths() const { return dispatch_.paths(); }

  [[nodiscard]] const RuleErrors& errors() const { return errors_; }
  /// Events without a readable time that were poured.
  [[nodiscard]] std::uint64_t undated() const { return undated_; }

 private:
  struct Scratch;
  [[nodiscard]] bool evaluate(const Scenario& scenario, model::Event& event, const OrderKey& order);
  void evaluate_all(model::Event& event, const OrderKey& order, bool triggers_only);

  const Scenarios& scenarios_;
  PourOptions options_;
  Dispatch dispatch_;
  RuleErrors errors_;
  std::uint64_t undated_ = 0;
  std::unique_ptr<Scratch> scratch_;
};

}  // namespace vedette::buckets
