// The table of alerts. An alert's JSON is kept whole and compressed in one column, not as a row an event and a row a meta as the reference does: an
// alert of 8 kB is then one row of about 1 kB, written and read with one statement, and nothing of it is cut (the reference cuts an event's meta at
// 8,191 bytes). What can be asked for stands beside it in columns of its own.
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
#include "store/store.h"

namespace vedette::store {

using AlertId = std::int64_t;

struct NewAlert {
  /// Decisions are stored with it; their end is the alert's stop and their duration (pkg/database/alerts.go, createDecisionBatch).
  const model::Alert& alert;
  /// What makes it this alert: a second one of the same identity is not stored. See `alert_identity`.
  std::string_view identity;
  std::string_view machine;
  Time created_at;
};

/// A digest of all that the alert says, ids and the time of storing apart: the same when the same log is read again with the same rules.
[[nodiscard]] std::string alert_identity(const model::Alert& alert);

struct Inserted {
  AlertId id = 0;
  bool fresh = false;  // false: it was there already, and nothing was written
  /// Decisions that cannot be: a duration that is none, an address that is none. The rest was kept, and the alert. One reason each.
  std::vector<std::string> refused;
};

/// Everything that is set must hold (pkg/database/alertfilter.go).
struct AlertFilter {
  std::optional<AlertId> id;
  std::optional<std::string> scope;  // "ip" and "range" in any case
  std::optional<std::string> value;
  std::optional<std::string> scenario;  // of the alert or of one of its decisions
  std::optional<std::string> kind;
  std::optional<std::string> machine;
  std::optional<std::string> uuid;
  std::optional<std::string> decision_type;
  std::optional<std::string> origin;  // of one of its decisions
  /// Those whose source or one of whose decisions holds the range (`contains`), or lies within it.
  std::optional<AddressRange> range;
  bool contains = true;
  std::optional<Time> since;           // started then or later
  std::optional<Time> until;           // started then or earlier
  std::optional<Time> created_before;  // stored then or earlier
  /// true: with a decision in force at the `now` of the call; false: without any decision.
  std::optional<bool> has_active_decision;
  bool include_lists = true;      // false: nothing that came from the community's or subscribed lists (include_capi)
  bool include_simulated = true;  // false: only real ones
};

enum class Order : std::uint8_t { kNewestFirst, kOldestFirst };

/// Reads and writes alerts within a transaction, which must outlive it.
class Alerts {
 public:
  explicit Alerts(Transaction& transaction) : transaction_(transaction), connection_(transaction.connection()) {}

  [[nodiscard]] Result<Inserted> insert(const NewAlert& alert);
  /// The id of the alert of that identity; nothing when there is none.
  [[nodiscard]] Result<std::optional<AlertId>> find_identity(std::string_view identity);

  /// The alert as the local API shows it: `id`, `created_at` and `machine_id` filled in, its decisions as they are now with the time they have left
  /// at `now` as duration (controllers/v1/alerts.go, FormatOneAlert). Nothing when there is none.
  [[nodiscard]] Result<std::optional<model::Alert>> find(AlertId id, Time now);
  /// The alert as it was given to `insert`, byte for byte in JSON, and with its decisions as they were given.
  [[nodiscard]] Result<std::optional<model::Alert>> find_as_stored(AlertId id);
  /// Several of them, in the order of `ids`; those that are gone are left out.
  [[nodiscard]] Result<std::vector<model::Alert>> find_as_stored(const std::vector<AlertId>& ids);

  /// Hands over alerts one by one, as `find` gives them, by the time they were stored; `limit` 0: all. `take` returns false to stop. Memory stays
  /// flat however many there are.
  [[nodiscard]] Result<void> list(const AlertFilter& filter, Order order, std::size_t limit, Time now,
                                  const std::function<bool(model::Alert&&)>& take);
  [[nodiscard]] Result<std::int64_t> count(const AlertFilter& filter, Time now);

  /// With their decisions. A notification that is left without any alert before it was sent is dead then, and says so. Return how many alerts there
  /// were.
  [[nodiscard]] Result<std::int64_t> remove(const AlertFilter& filter, Time now);
  [[nodiscard]] Result<bool> remove(AlertId id, Time now);

 private:
  Transaction& transaction_;
  Connection& connection_;
};

}  // namespace vedette::store
