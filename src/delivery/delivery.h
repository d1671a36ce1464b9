// Takes alerts from the engine and brings them into the store, with their decisions and notifications, on a thread of its own.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "base/time.h"
#include "delivery/alert_writer.h"
#include "engine/back.h"

namespace vedette::delivery {

struct DeliveryOptions {
  /// Alerts that wait for the store, at most; then the engine waits. Notifications never wait here: the outbox is their queue.
  std::size_t most_waiting = 1024;
  /// Alerts in one transaction, at most.
  std::size_t batch = 256;
  /// How long to try again when the store cannot be written (a full disk, a server that is away); negative: for ever.
  Duration patience = kMinute;
  std::function<Time()> clock = wall_clock_now;
  /// Called after each transaction, on the thread that writes: something may be in the outbox.
  std::function<void()> written = [] {};
};

/// alert() is called by one thread, the rest by any.
class Delivery final : public engine::AlertSink {
 public:
  /// `store` must outlive this. Starts the thread.
  Delivery(store::Store& store, AlertWriter writer, DeliveryOptions options, Log log);
  /// Writes what waits, as far as the store lets it.
  ~Delivery() override;
  Delivery(const Delivery&) = delete;
  Delivery& operator=(const Delivery&) = delete;

  /// Allow-listed ones are not kept. Waits when too many wait for the store. After a failure alerts are counted as lost.
  void alert(engine::EmittedAlert&& alert) override;

  /// Returns when all alerts that came are in the store, or with the failure that keeps them out.
  [[nodiscard]] Result<void> flush();

  [[nodiscard]] Written written() const;
  /// Alerts that did not get into the store, after a failure.
  [[nodiscard]] std::uint64_t lost() const;

 private:
  using Overflow = std::shared_ptr<const model::RuntimeAlert>;
  void run();
  /// With patience. Nothing: it failed for good.
  [[nodiscard]] std::optional<Written> write(const std::vector<Overflow>& batch);
  [[nodiscard]] Result<Written> write_once(const std::vector<Overflow>& batch);
  [[nodiscard]] bool wait_for_retry(Duration delay);

  store::Store& store_;
  AlertWriter writer_;
  DeliveryOptions options_;
  Log log_;
  bool restored_ = false;  // only the thread

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Overflow> waiting_;
  std::size_t writing_ = 0;
  Written counts_;
  std::uint64_t lost_ = 0;
  std::optional<Error> failure_;
  bool stopping_ = false;
  std::thread thread_;  // last: it uses the rest
};

}  // namespace vedette::delivery
