#include "delivery/backlog.h"

#include <algorithm>

#include "store/outbox.h"

namespace vedette::delivery {
namespace {

/// The latest error among entries that are not done.
Result<std::string> last_error_of(store::Outbox& outbox, const std::string& notifier) {
  constexpr std::size_t kLookedAt = 100;
  store::OutboxFilter filter;
  filter.notifier = notifier;
  filter.states = {store::OutboxState::kWaiting, store::OutboxState::kSending, store::OutboxState::kDead};
  auto entries = outbox.list(filter, kLookedAt);
  if (!entries) {
    return tl::unexpected(std::move(entries.error()));
  }
  const store::OutboxEntry* latest = nullptr;
  for (const store::OutboxEntry& entry : *entries) {
    if (!entry.last_error.empty() && (latest == nullptr || latest->changed_at < entry.changed_at)) {
      latest = &entry;
    }
  }
  return latest == nullptr ? std::string() : latest->last_error;
}

}  // namespace

Result<std::vector<Backlog>> read_backlog(store::Store& store) {
  Result<store::Transaction> transaction = store.begin(store::Access::kRead);
  if (!transaction) {
    return tl::unexpected(std::move(transaction.error()));
  }
  store::Outbox outbox(*transaction);
  auto counts = outbox.counts();
  if (!counts) {
    return tl::unexpected(std::move(counts.error()));
  }
  std::vector<Backlog> out;
  for (const store::OutboxCount& count : *counts) {
    if (out.empty() || out.back().notifier != count.notifier) {
      out.emplace_back().notifier = count.notifier;
    }
    Backlog& backlog = out.back();
    switch (count.state) {
      case store::OutboxState::kWaiting:
      case store::OutboxState::kSending:
        backlog.waiting += count.entries;
        backlog.oldest = backlog.oldest.is_zero() ? count.oldest : std::min(backlog.oldest, count.oldest);
        break;
      case store::OutboxState::kDead:
        backlog.dead += count.entries;
        break;
      case store::OutboxState::kDone:
        backlog.done += count.entries;
        break;
    }
  }
  for (Backlog& backlog : out) {
    auto due = outbox.next_due(backlog.notifier);
    auto error = last_error_of(outbox, backlog.notifier);
    if (!due || !error) {
      return tl::unexpected(std::move(due ? error.error() : due.error()));
    }
    backlog.next = due->value_or(Time());
    backlog.last_error = std::move(*error);
  }
  return out;
}

}  // namespace vedette::delivery
