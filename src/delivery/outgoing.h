// What one notifier has to send: takes its entries from the outbox, groups them, renders and sends them, one message at a time. No thread, no clock
// of its own: Sender runs it.
#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/time.h"
#include "delivery/log.h"
#include "notify/notifier.h"
#include "store/outbox.h"
#include "store/store.h"

namespace vedette::delivery {

/// kDrain: groups do not wait for more alerts; what is held by flood control or waits for its next try still does.
enum class Haste : std::uint8_t { kUsual, kDrain };

struct OutgoingCounts {
  std::uint64_t messages = 0;      // that the receiver took; one of several parts counts once
  std::uint64_t alerts = 0;        // told of in them
  std::uint64_t failed_tries = 0;  // tried again later
  std::uint64_t dead = 0;          // refused for good
  std::uint64_t plain = 0;         // sent without the user's template, which failed
  OutgoingCounts& operator+=(const OutgoingCounts& more);
};

class Outgoing {
 public:
  /// All must outlive this. `clock` is the wall clock: sending takes time.
  Outgoing(store::Store& store, notify::Notifier& notifier, std::function<Time()> clock, const std::atomic<bool>& stop, Log log, std::uint64_t seed);

  /// Does the next thing that is due: sends one message at most. Returns when to call again: now, when there may be more to do; a zero Time when
  /// nothing is known to come. A store that fails is said, and tried again.
  [[nodiscard]] Time step(Haste haste);
  /// What is held here for a group waits in the outbox again.
  void release();

  [[nodiscard]] const OutgoingCounts& counts() const { return counts_; }
  [[nodiscard]] const notify::NotifierConfig& config() const { return notifier_.config(); }

  static constexpr std::size_t kMostGrouped = 200;      // alerts of a group without a threshold
  static constexpr Duration kLongestGather = kHour;     // of a group with a threshold alone
  static constexpr std::size_t kMostRolledUp = 50'000;  // entries of one roll-up

 private:
  struct Claimed {
    store::OutboxId id = 0;
    std::string key;
    std::vector<store::AlertId> alerts;
    std::string group;
    Time created_at;
    int attempts = 0;
    int parts_sent = 0;
    std::optional<std::string> rendered;
  };
  /// Entries that make one message.
  struct Unit {
    std::vector<Claimed> entries;
    bool rolled_up = false;
  };

  [[nodiscard]] Result<Time> act(Haste haste);
  [[nodiscard]] Result<bool> claim(Time now);
  /// Of this notifier's entries; nothing when none waits.
  [[nodiscard]] Result<std::optional<Time>> next_due();
  void sort_in(store::OutboxEntry&& entry);
  void close_roll_ups();
  void close_groups(Time now, Haste haste);
  [[nodiscard]] Time group_deadline() const;
  [[nodiscard]] Result<void> send(Unit& unit);
  [[nodiscard]] Result<std::vector<notify::Message>> prepare(Unit& unit);
  [[nodiscard]] Result<std::vector<model::Alert>> load(const Unit& unit);
  [[nodiscard]] Result<void> settle(const Claimed& entry, const notify::Outcome& outcome, std::uint64_t alerts);
  /// What a receiver asked for holds for the next process, too.
  void keep_pause();
  [[nodiscard]] Result<void> restore_pause();
  [[nodiscard]] double chance() { return std::uniform_real_distribution<double>(0, 1)(random_); }
  template <class Work>
  [[nodiscard]] Result<void> write(Work&& work);

  store::Store& store_;
  notify::Notifier& notifier_;
  std::function<Time()> clock_;
  const std::atomic<bool>& stop_;
  Log log_;
  std::mt19937_64 random_;

  std::deque<Unit> ready_;
  std::vector<Claimed> gathering_;                        // the group that is open
  std::map<std::string, std::vector<Claimed>> roll_ups_;  // due, by group
  std::int64_t failures_ = 0;                             // tries in a row that failed
  Time paused_until_;
  bool restored_ = false;  // paused_until_, from the store
  bool store_failed_ = false;
  bool said_template_ = false;
  bool said_refused_ = false;
  OutgoingCounts counts_;
};

}  // namespace vedette::delivery
