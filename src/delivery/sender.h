// Sends what is in the outbox: a thread for each notifier.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "base/error.h"
#include "delivery/outgoing.h"
#include "notify/notifier.h"
#include "store/store.h"

namespace vedette::delivery {

struct SenderOptions {
  std::function<Time()> clock = wall_clock_now;
  std::uint64_t seed = 0;  // of the jitter; 0: by chance
  /// How often the outbox is looked at for what other processes put there.
  Duration look = kSecond;
};

class Sender {
 public:
  /// One process sends from a store at a time: null when another does, which then sends what this one writes, too. Entries that a process left half
  /// sent wait again, under the same key. `store` and `notifiers` must outlive this.
  [[nodiscard]] static Result<std::unique_ptr<Sender>> start(store::Store& store, notify::Notifiers& notifiers, SenderOptions options, Log log);
  /// Stops soon: what is under way is broken off and waits in the outbox again.
  ~Sender();
  Sender(const Sender&) = delete;
  Sender& operator=(const Sender&) = delete;

  /// Something new may be in the outbox.
  void wake();
  /// From now on groups do not wait for more alerts.
  void drain();
  /// After drain(): until nothing is left that can go out before `deadline`, or until `give_up` says so. What is held or waits for a later try is
  /// left.
  void wait_until_idle(Time deadline, const std::atomic<bool>* give_up);

  [[nodiscard]] OutgoingCounts counts() const;

 private:
  Sender(store::Store& store, SenderOptions options, Log log);
  void run(std::size_t index);

  struct Line {
    std::unique_ptr<Outgoing> outgoing;  // only its thread
    Time next;                           // when there is something to do; zero: nothing is known
    bool idle = false;                   // since the last wake it has looked and found nothing due
    OutgoingCounts counts;
    std::thread thread;
  };

  store::Store& store_;
  SenderOptions options_;
  Log log_;
  std::unique_ptr<store::StoreLock> lock_;
  std::atomic<bool> stop_{false};
  std::atomic<bool> draining_{false};
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::uint64_t wakes_ = 0;
  std::vector<std::unique_ptr<Line>> lines_;
};

}  // namespace vedette::delivery
