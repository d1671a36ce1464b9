#include "delivery/delivery.h"

#include <pthread.h>

#include <algorithm>

#include "store/store.h"

namespace vedette::delivery {

Delivery::Delivery(store::Store& store, AlertWriter writer, DeliveryOptions options, Log log)
    : store_(store), writer_(std::move(writer)), options_(std::move(options)), log_(std::move(log)), thread_([this] { run(); }) {}

Delivery::~Delivery() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void Delivery::alert(engine::EmittedAlert&& alert) {
  if (alert.allowed || alert.alert == nullptr) {
    return;
  }
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return waiting_.size() < options_.most_waiting || failure_; });
  if (failure_) {
    lost_ += alert.alert->alerts.size();
    return;
  }
  waiting_.push_back(std::move(alert.alert));
  lock.unlock();
  changed_.notify_all();
}

Result<void> Delivery::flush() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return (waiting_.empty() && writing_ == 0) || failure_; });
  if (failure_) {
    return tl::unexpected(*failure_);
  }
  return {};
}

Written Delivery::written() const {
  std::lock_guard lock(mutex_);
  return counts_;
}

std::uint64_t Delivery::lost() const {
  std::lock_guard lock(mutex_);
  return lost_;
}

void Delivery::run() {
  pthread_setname_np(pthread_self(), "vt-store");
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [this] { return !waiting_.empty() || stopping_; });
    if (waiting_.empty()) {
      return;
    }
    std::vector<Overflow> batch;
    const std::size_t count = std::min(waiting_.size(), options_.batch);
    batch.reserve(count);
    std::move(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(count), std::back_inserter(batch));
    waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(count));
    writing_ = count;
    lock.unlock();
    changed_.notify_all();  // there is room
    const std::optional<Written> written = write(batch);
    if (written) {
      options_.written();
    }
    lock.lock();
    writing_ = 0;
    if (written) {
      counts_ += *written;
    } else {
      std::move(waiting_.begin(), waiting_.end(), std::back_inserter(batch));
      waiting_.clear();
      for (const Overflow& overflow : batch) {
        lost_ += overflow->alerts.size();
      }
    }
    changed_.notify_all();
    if (!written) {
      return;
    }
  }
}

Result<Written> Delivery::write_once(const std::vector<Overflow>& batch) {
  Result<store::Transaction> transaction = store_.begin();
  if (!transaction) {
    return tl::unexpected(std::move(transaction.error()));
  }
  if (!restored_) {
    if (Result<void> restored = writer_.restore(*transaction); !restored) {
      return tl::unexpected(std::move(restored.error()));
    }
  }
  Result<Written> written = writer_.write(*transaction, batch, options_.clock());
  if (!written) {
    return written;
  }
  if (Result<void> kept = transaction->commit(); !kept) {
    return tl::unexpected(std::move(kept.error()));
  }
  restored_ = true;
  writer_.committed();
  return written;
}

std::optional<Written> Delivery::write(const std::vector<Overflow>& batch) {
  constexpr Duration kLongestDelay = 5 * kSecond;
  Duration delay = 50 * kMillisecond;
  Duration waited = 0;
  for (;;) {
    Result<Written> written = write_once(batch);
    if (written) {
      if (waited > 0) {
        log_(Severity::kNote, "the store can be written again");
      }
      return *written;
    }
    const bool hopeless = written.error().kind != ErrorKind::kUnavailable && written.error().kind != ErrorKind::kThrottled;
    const bool too_long = options_.patience >= 0 && waited >= options_.patience;
    if (waited == 0) {
      log_(Severity::kError, "alerts cannot be stored: " + written.error().message + (hopeless ? "" : "; trying again"));
    }
    if (hopeless || too_long || !wait_for_retry(delay)) {
      std::lock_guard lock(mutex_);
      failure_ = written.error();
      return std::nullopt;
    }
    waited += delay;
    delay = std::min(2 * delay, kLongestDelay);
  }
}

bool Delivery::wait_for_retry(Duration delay) {
  std::unique_lock lock(mutex_);
  return !changed_.wait_for(lock, std::chrono::nanoseconds(delay), [this] { return stopping_; });
}

}  // namespace vedette::delivery
