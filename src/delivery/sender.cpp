#include "delivery/sender.h"

#include <fmt/format.h>
#include <pthread.h>

#include <algorithm>
#include <chrono>
#include <random>

namespace vedette::delivery {

Sender::Sender(store::Store& store, SenderOptions options, Log log) : store_(store), options_(std::move(options)), log_(std::move(log)) {}

Result<std::unique_ptr<Sender>> Sender::start(store::Store& store, notify::Notifiers& notifiers, SenderOptions options, Log log) {
  Result<std::unique_ptr<store::StoreLock>> lock = store.try_lock("sender");
  if (!lock) {
    return tl::unexpected(std::move(lock.error()));
  }
  if (*lock == nullptr) {
    return std::unique_ptr<Sender>();
  }
  std::unique_ptr<Sender> out(new Sender(store, std::move(options), std::move(log)));
  out->lock_ = std::move(*lock);
  Result<store::Transaction> transaction = store.begin();
  if (!transaction) {
    return tl::unexpected(std::move(transaction.error()));
  }
  Result<std::int64_t> recovered = store::Outbox(*transaction).recover(out->options_.clock());
  if (!recovered) {
    return tl::unexpected(std::move(recovered.error()));
  }
  if (Result<void> kept = transaction->commit(); !kept) {
    return tl::unexpected(std::move(kept.error()));
  }
  std::uint64_t seed = out->options_.seed != 0 ? out->options_.seed : std::random_device()();
  for (const std::unique_ptr<notify::Notifier>& notifier : notifiers.all) {
    auto line = std::make_unique<Line>();
    line->outgoing = std::make_unique<Outgoing>(store, *notifier, out->options_.clock, out->stop_, out->log_, seed++);
    out->lines_.push_back(std::move(line));
  }
  for (std::size_t i = 0; i < out->lines_.size(); ++i) {
    out->lines_[i]->thread = std::thread([sender = out.get(), i] { sender->run(i); });
  }
  return out;
}

Sender::~Sender() {
  {
    std::lock_guard lock(mutex_);
    stop_ = true;
  }
  changed_.notify_all();
  for (const auto& line : lines_) {
    if (line->thread.joinable()) {
      line->thread.join();
    }
  }
}

void Sender::run(std::size_t index) {
  Line& line = *lines_[index];
  pthread_setname_np(pthread_self(), ("vt-" + line.outgoing->config().name).substr(0, 15).c_str());
  std::unique_lock lock(mutex_);
  while (!stop_) {
    const std::uint64_t seen = wakes_;
    lock.unlock();
    const Time next = line.outgoing->step(draining_ ? Haste::kDrain : Haste::kUsual);
    const Time now = options_.clock();
    lock.lock();
    line.counts = line.outgoing->counts();
    if (!next.is_zero() && next <= now) {
      continue;
    }
    line.next = next;
    if (seen != wakes_) {
      continue;
    }
    line.idle = true;
    changed_.notify_all();
    const Duration wait = next.is_zero() ? options_.look : std::min(options_.look, subtract(next, now));
    changed_.wait_for(lock, std::chrono::nanoseconds(wait), [&] { return stop_.load() || seen != wakes_; });
    line.idle = false;
  }
  lock.unlock();
  line.outgoing->release();
}

void Sender::wake() {
  {
    std::lock_guard lock(mutex_);
    ++wakes_;
    for (const auto& line : lines_) {
      line->idle = false;
    }
  }
  changed_.notify_all();
}

void Sender::drain() {
  draining_ = true;
  wake();
}

void Sender::wait_until_idle(Time deadline, const std::atomic<bool>* give_up) {
  std::unique_lock lock(mutex_);
  const auto idle = [&] {
    return std::all_of(lines_.begin(), lines_.end(), [&](const auto& line) { return line->idle && (line->next.is_zero() || deadline < line->next); });
  };
  while (!idle() && options_.clock() < deadline && (give_up == nullptr || !give_up->load())) {
    changed_.wait_for(lock, std::chrono::milliseconds(100));
  }
}

OutgoingCounts Sender::counts() const {
  std::lock_guard lock(mutex_);
  OutgoingCounts out;
  for (const auto& line : lines_) {
    out += line->counts;
  }
  return out;
}

}  // namespace vedette::delivery
