// The table of decisions: what is done about a source, and until when.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/time.h"
#include "model/alert.h"
#include "store/address_range.h"
#include "store/alerts.h"
#include "store/store.h"

namespace vedette::store {

using DecisionId = std::int64_t;

struct StoredDecision {
  DecisionId id = 0;
  std::optional<AlertId> alert;
  Time created_at;
  Time until;
  std::string origin;
  std::string scenario;
  std::string scope;
  std::string type;
  std::string value;
  std::string uuid;
  bool simulated = false;
};

/// Everything that is set must hold (pkg/database/decisionfilter.go).
struct DecisionFilter {
  std::vector<std::string> scopes;  // any of them; ip, range, country and as in any case
  std::optional<std::string> value;
  std::optional<std::string> type;
  std::vector<std::string> origins;                   // any of them
  std::optional<std::string> scenario;                // this one
  std::vector<std::string> scenarios_containing;      // any of these words, in any case
  std::vector<std::string> scenarios_not_containing;  // none of them
  std::optional<std::string> uuid;
  std::optional<DecisionId> id;
  /// Those that hold the range (`contains`), or lie within it.
  std::optional<AddressRange> range;
  bool contains = true;
  bool include_simulated = true;
};

/// Reads and writes decisions within a transaction, which must outlive it.
class Decisions {
 public:
  explicit Decisions(Transaction& transaction) : connection_(transaction.connection()) {}

  /// A decision of an alert that is stored already. kInvalid when its duration is none, or its scope is an address or a range and its value is not.
  [[nodiscard]] Result<DecisionId> insert(AlertId alert, const model::Decision& decision, Time until, Time created_at);
  /// A decision's end by its alert: the alert's stop, or `now` when it has none that can be read, and the decision's duration ("4h", "7d").
  [[nodiscard]] static Result<Time> end_of(const model::Alert& alert, const model::Decision& decision, Time now);

  /// Those in force at `now` by their id; `limit` 0: all. `take` returns false to stop.
  [[nodiscard]] Result<void> list_active(const DecisionFilter& filter, std::size_t limit, Time now,
                                         const std::function<bool(StoredDecision&&)>& take);
  /// All of an alert, in force or not.
  [[nodiscard]] Result<std::vector<StoredDecision>> of_alert(AlertId alert);
  /// The same as they were given to `insert`: with the duration that they had, and without an id.
  [[nodiscard]] Result<std::vector<model::Decision>> as_stored(AlertId alert);

  /// Ends those that are in force now (they stay in the table, over). Returns how many.
  [[nodiscard]] Result<std::int64_t> expire(const DecisionFilter& filter, Time now);

  // What expressions ask: about decisions that hold an address or range.
  [[nodiscard]] Result<std::int64_t> count(const AddressRange& range, std::optional<Time> created_after, std::optional<Time> active_at);
  /// The time left of the one that lasts longest; 0 without any.
  [[nodiscard]] Result<Duration> time_left(const AddressRange& range, Time now);

 private:
  static constexpr std::int64_t kGivenSimulated = 0x100;  // beside the bits of model::Decision::nil_fields

  Connection& connection_;
};

}  // namespace vedette::store
