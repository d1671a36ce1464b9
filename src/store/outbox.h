// The outbox: notifications that must still be sent, written in the transaction of the alerts that they tell of, and what became of them.
//
//   waiting --claim--> sending --done------> done      (kept as long as one of its alerts: its key says that it was sent)
//      ^                  |----postpone----> waiting   (not before a time)
//      |                  |----bury--------> dead      (refused for good, with the reason)
//      +--recover---------+                  dead --reinject--> waiting
//
// Who sends holds the lock "sender" of the store (Store::try_lock), so at start every entry that is `sending` is left from a process that ended:
// `recover` makes it wait again. Between a claim and what follows no transaction is open, so a slow receiver blocks nobody.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/time.h"
#include "store/alerts.h"
#include "store/store.h"

namespace vedette::store {

using OutboxId = std::int64_t;

enum class OutboxState : std::uint8_t { kWaiting = 0, kSending = 1, kDone = 2, kDead = 3 };
/// "waiting", "sending", "done", "dead".
[[nodiscard]] std::string_view outbox_state_name(OutboxState state);
[[nodiscard]] std::optional<OutboxState> outbox_state_of(std::string_view name);

struct NewOutboxEntry {
  std::string_view notifier;
  /// Idempotency key: a second entry of the same notifier and key is not stored.
  std::string_view key;
  std::vector<AlertId> alerts;  // in the order of the message
  std::string_view profile;     // whose notification it is; may be empty
  std::string_view group;       // entries of one notifier and group may be combined; may be empty
  Time not_before;
  /// The message as it goes out, where it was rendered already.
  std::optional<std::string_view> rendered;
};

struct OutboxEntry {
  OutboxId id = 0;
  std::string notifier;
  std::string key;
  std::vector<AlertId> alerts;  // those that still exist
  std::string profile;
  std::string group;
  OutboxState state = OutboxState::kWaiting;
  int attempts = 0;    // times that it was claimed
  int parts_sent = 0;  // of a message that was split
  Time not_before;
  std::string last_error;  // empty: none
  Time created_at;
  Time changed_at;
  std::optional<std::string> rendered;
};

struct OutboxFilter {
  std::optional<std::string> notifier;
  std::optional<std::string> profile;
  std::vector<OutboxState> states;  // any of them; empty: all
  std::optional<AlertId> alert;
};

struct OutboxCount {
  std::string notifier;
  OutboxState state;
  std::int64_t entries;
  Time oldest;  // created_at
};

/// Reads and writes the outbox within a transaction, which must outlive it. Changes of a single entry fail with kNotFound when it is not there or not
/// in the state that they start from.
class Outbox {
 public:
  explicit Outbox(Transaction& transaction) : connection_(transaction.connection()) {}

  struct Added {
    OutboxId id = 0;
    bool fresh = false;  // false: it was there already, and nothing was written
  };
  [[nodiscard]] Result<Added> add(const NewOutboxEntry& entry, Time now);

  // Sending.

  /// Makes `waiting` entries of the notifier that are due `sending`, oldest first, `limit` at most; each counts an attempt.
  [[nodiscard]] Result<std::vector<OutboxEntry>> claim(std::string_view notifier, Time now, std::size_t limit);
  /// When the next waiting entry of the notifier is due; nothing when none waits.
  [[nodiscard]] Result<std::optional<Time>> next_due(std::string_view notifier);
  /// Puts claimed entries of one notifier together into one that is `sending`, with all their alerts, the key and the other properties of the first:
  /// so the group stays what it was after a restart. The others are `done`. Returns it.
  [[nodiscard]] Result<OutboxEntry> combine(const std::vector<OutboxId>& entries, std::string_view key, Time now);
  /// Keeps the message of a `sending` entry, so that every attempt sends the same bytes.
  [[nodiscard]] Result<void> keep_rendered(OutboxId id, std::string_view rendered, Time now);
  /// So many parts of a `sending` entry went out: the next attempt goes on behind them.
  [[nodiscard]] Result<void> keep_parts_sent(OutboxId id, int parts, Time now);

  [[nodiscard]] Result<void> done(OutboxId id, Time now);
  [[nodiscard]] Result<void> postpone(OutboxId id, Time not_before, std::string_view reason, Time now);
  /// Makes a claimed entry that was not tried wait again, due now, as if it had not been claimed.
  [[nodiscard]] Result<void> give_back(OutboxId id, Time now);
  [[nodiscard]] Result<void> bury(OutboxId id, std::string_view reason, Time now);
  /// Makes all entries that are `sending` wait again, due now. Returns how many.
  [[nodiscard]] Result<std::int64_t> recover(Time now);

  // For people.

  [[nodiscard]] Result<std::optional<OutboxEntry>> find(OutboxId id);
  /// By id, from the newest; `limit` 0: all. Without `rendered`.
  [[nodiscard]] Result<std::vector<OutboxEntry>> list(const OutboxFilter& filter, std::size_t limit);
  [[nodiscard]] Result<std::vector<OutboxCount>> counts();
  /// Makes a dead entry wait again, due now, its attempts at 0. kNotFound when it is not dead; kConflict when its alerts are gone and it was never
  /// rendered, so that nothing is left to send.
  [[nodiscard]] Result<void> reinject(OutboxId id, Time now);
  /// All dead ones of the filter (whose states are not read) that can be. Returns how many.
  [[nodiscard]] Result<std::int64_t> reinject(const OutboxFilter& filter, Time now);
  /// Forgets entries for good. Returns how many.
  [[nodiscard]] Result<std::int64_t> remove(const OutboxFilter& filter);

 private:
  Connection& connection_;
};

}  // namespace vedette::store
