#include "delivery/outgoing.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/printable.h"
#include "delivery/alert_key.h"
#include "delivery/kept_message.h"
#include "delivery/retry.h"
#include "delivery/rollup.h"
#include "store/alerts.h"
#include "store/checkpoints.h"

namespace vedette::delivery {
namespace {

constexpr std::size_t kClaimed = 32;       // entries at a time; their messages may be in memory
constexpr std::size_t kLoaded = 64;        // alerts at a time
constexpr Duration kStoreDelay = kSecond;  // after the store failed
constexpr Duration kPauseToKeep = 5 * kSecond;

}  // namespace

OutgoingCounts& OutgoingCounts::operator+=(const OutgoingCounts& more) {
  messages += more.messages;
  alerts += more.alerts;
  failed_tries += more.failed_tries;
  dead += more.dead;
  plain += more.plain;
  return *this;
}

Outgoing::Outgoing(store::Store& store, notify::Notifier& notifier, std::function<Time()> clock, const std::atomic<bool>& stop, Log log,
                   std::uint64_t seed)
    : store_(store), notifier_(notifier), clock_(std::move(clock)), stop_(stop), log_(std::move(log)), random_(seed) {}

/// One transaction.
template <class Work>
Result<void> Outgoing::write(Work&& work) {
  Result<store::Transaction> transaction = store_.begin();
  if (!transaction) {
    return tl::unexpected(std::move(transaction.error()));
  }
  store::Outbox outbox(*transaction);
  if (Result<void> done = work(outbox); !done) {
    return done;
  }
  return transaction->commit();
}

Time Outgoing::step(Haste haste) {
  Result<Time> next = act(haste);
  if (next) {
    store_failed_ = false;
    return *next;
  }
  if (!store_failed_) {
    log_(Severity::kError, fmt::format("{}: the outbox fails: {}; trying again", printable(config().name), next.error().message));
    store_failed_ = true;
  }
  return add(clock_(), kStoreDelay);
}

void Outgoing::keep_pause() {
  const Time now = clock_();
  Result<store::Transaction> transaction = store_.begin();
  if (!transaction) {
    return;  // it holds for this process
  }
  // By the second, which is also what makes a later pause win.
  Result<void> kept = store::Checkpoints(*transaction).write("delivery/pause/" + config().name, paused_until_.seconds, "", now);
  if (kept) {
    (void)transaction->commit();
  }
}

Result<void> Outgoing::restore_pause() {
  Result<store::Transaction> transaction = store_.begin(store::Access::kRead);
  if (!transaction) {
    return tl::unexpected(std::move(transaction.error()));
  }
  auto kept = store::Checkpoints(*transaction).read("delivery/pause/" + config().name);
  if (!kept) {
    return tl::unexpected(std::move(kept.error()));
  }
  if (kept->has_value()) {
    constexpr Duration kLongest = 24 * kHour;  // a clock that was wrong must not silence it for ever
    paused_until_ = std::min(from_unix((*kept)->generation, 0), add(clock_(), kLongest));
  }
  restored_ = true;
  return {};
}

Result<Time> Outgoing::act(Haste haste) {
  if (!restored_) {
    if (Result<void> restored = restore_pause(); !restored) {
      return tl::unexpected(std::move(restored.error()));
    }
  }
  const Time now = clock_();
  if (now < paused_until_) {
    return paused_until_;
  }
  if (!ready_.empty()) {
    Unit& unit = ready_.front();
    if (Result<void> sent = send(unit); !sent) {
      return tl::unexpected(std::move(sent.error()));
    }
    ready_.pop_front();
    return now;
  }
  Result<bool> more = claim(now);
  if (!more) {
    return tl::unexpected(std::move(more.error()));
  }
  if (!*more) {  // all that is due is here
    close_roll_ups();
  }
  close_groups(now, haste);
  if (!ready_.empty() || *more) {
    return now;
  }
  Result<std::optional<Time>> due = next_due();
  if (!due) {
    return tl::unexpected(std::move(due.error()));
  }
  Time next = due->value_or(Time());
  if (!gathering_.empty()) {
    const Time deadline = group_deadline();
    next = next.is_zero() ? deadline : std::min(next, deadline);
  }
  return next;
}

Result<std::optional<Time>> Outgoing::next_due() {
  Result<store::Transaction> transaction = store_.begin(store::Access::kRead);
  if (!transaction) {
    return tl::unexpected(std::move(transaction.error()));
  }
  return store::Outbox(*transaction).next_due(config().name);
}

/// Returns whether there may be more entries that are due.
Result<bool> Outgoing::claim(Time now) {
  // A look first: it waits for no writer, and there is mostly nothing.
  Result<std::optional<Time>> due = next_due();
  if (!due) {
    return tl::unexpected(std::move(due.error()));
  }
  if (!due->has_value() || now < **due) {
    return false;
  }
  const std::size_t limit = failures_ != 0 ? 1 : kClaimed;  // one to find out whether the receiver is well again
  std::vector<store::OutboxEntry> entries;
  Result<void> done = write([&](store::Outbox& outbox) -> Result<void> {
    auto claimed = outbox.claim(config().name, now, limit);
    if (!claimed) {
      return tl::unexpected(std::move(claimed.error()));
    }
    entries = std::move(*claimed);
    return {};
  });
  if (!done) {
    return tl::unexpected(std::move(done.error()));
  }
  const bool full = entries.size() == limit;
  for (store::OutboxEntry& entry : entries) {
    sort_in(std::move(entry));
  }
  return full;
}

void Outgoing::sort_in(store::OutboxEntry&& entry) {
  Claimed claimed;
  claimed.id = entry.id;
  claimed.key = std::move(entry.key);
  claimed.alerts = std::move(entry.alerts);
  claimed.created_at = entry.created_at;
  claimed.attempts = entry.attempts;
  claimed.parts_sent = entry.parts_sent;
  claimed.rendered = std::move(entry.rendered);
  claimed.group = std::move(entry.group);
  const bool grouped = config().group_wait > 0 || config().group_threshold > 0;
  if (claimed.rendered) {
    Unit& unit = ready_.emplace_back();
    unit.entries.push_back(std::move(claimed));
  } else if (!claimed.group.empty()) {
    std::vector<Claimed>& roll_up = roll_ups_[claimed.group];
    roll_up.push_back(std::move(claimed));
    if (roll_up.size() >= kMostRolledUp) {
      Unit& unit = ready_.emplace_back();
      unit.rolled_up = true;
      unit.entries = std::move(roll_up);
      roll_up.clear();
    }
  } else if (grouped) {
    gathering_.push_back(std::move(claimed));
  } else {
    Unit& unit = ready_.emplace_back();
    unit.entries.push_back(std::move(claimed));
  }
}

void Outgoing::close_roll_ups() {
  for (auto& [group, entries] : roll_ups_) {
    if (entries.size() > 1) {
      Unit& unit = ready_.emplace_back();
      unit.rolled_up = true;
      unit.entries = std::move(entries);
    } else if (entries.size() == 1) {  // the first of its window, which goes its usual way
      entries.front().group.clear();
      if (config().group_wait > 0 || config().group_threshold > 0) {
        gathering_.push_back(std::move(entries.front()));
      } else {
        Unit& unit = ready_.emplace_back();
        unit.entries.push_back(std::move(entries.front()));
      }
    }
  }
  roll_ups_.clear();
}

Time Outgoing::group_deadline() const {
  Time oldest = gathering_.front().created_at;
  for (const Claimed& entry : gathering_) {
    oldest = std::min(oldest, entry.created_at);
  }
  return add(oldest, config().group_wait > 0 ? config().group_wait : kLongestGather);
}

// csplugin/watcher.go: a group is sent when it has `group_threshold` alerts, or `group_wait` after its first one. The reference counts the wait from
// the message before, and with `group_wait` alone sends each alert by itself after all.
void Outgoing::close_groups(Time now, Haste haste) {
  const std::size_t most = config().group_threshold > 0 ? static_cast<std::size_t>(config().group_threshold) : kMostGrouped;
  while (!gathering_.empty() && (gathering_.size() >= most || haste == Haste::kDrain || group_deadline() <= now)) {
    const auto end = gathering_.begin() + static_cast<std::ptrdiff_t>(std::min(gathering_.size(), most));
    Unit& unit = ready_.emplace_back();
    unit.entries.assign(std::make_move_iterator(gathering_.begin()), std::make_move_iterator(end));
    gathering_.erase(gathering_.begin(), end);
  }
}

void Outgoing::release() {
  std::vector<store::OutboxId> ids;
  const auto take = [&ids](const std::vector<Claimed>& entries) {
    for (const Claimed& entry : entries) {
      ids.push_back(entry.id);
    }
  };
  take(gathering_);
  for (const auto& [group, entries] : roll_ups_) {
    take(entries);
  }
  for (const Unit& unit : ready_) {
    take(unit.entries);
  }
  if (!ids.empty()) {
    const Time now = clock_();
    Result<void> done = write([&](store::Outbox& outbox) -> Result<void> {
      for (store::OutboxId id : ids) {
        if (Result<void> waits = outbox.give_back(id, now); !waits && waits.error().kind != ErrorKind::kNotFound) {
          return waits;
        }
      }
      return {};
    });
    if (!done) {  // no harm: whoever sends next makes them wait again
      log_(Severity::kNote, fmt::format("{}: {}", printable(config().name), done.error().message));
    }
  }
  gathering_.clear();
  roll_ups_.clear();
  ready_.clear();
}

Result<std::vector<model::Alert>> Outgoing::load(const Unit& unit) {
  std::vector<store::AlertId> ids;
  for (const Claimed& entry : unit.entries) {
    ids.insert(ids.end(), entry.alerts.begin(), entry.alerts.end());
  }
  Result<store::Transaction> transaction = store_.begin(store::Access::kRead);
  if (!transaction) {
    return tl::unexpected(std::move(transaction.error()));
  }
  store::Alerts table(*transaction);
  std::vector<model::Alert> out;
  RollUp rolled;
  for (std::size_t at = 0; at < ids.size(); at += kLoaded) {
    const auto begin = ids.begin() + static_cast<std::ptrdiff_t>(at);
    const auto end = ids.begin() + static_cast<std::ptrdiff_t>(std::min(at + kLoaded, ids.size()));
    Result<std::vector<model::Alert>> some = table.find_as_stored(std::vector<store::AlertId>(begin, end));
    if (!some) {
      return tl::unexpected(std::move(some.error()));
    }
    for (model::Alert& alert : *some) {
      if (unit.rolled_up) {
        rolled.add(std::move(alert));
      } else {
        out.push_back(std::move(alert));
      }
    }
  }
  if (rolled.count() != 0) {
    out.push_back(rolled.result());
  }
  return out;
}

/// The messages of a unit, kept in the outbox before the first of them goes out; the unit is one entry then. None: there is nothing to send.
Result<std::vector<notify::Message>> Outgoing::prepare(Unit& unit) {
  Claimed& first = unit.entries.front();
  if (first.rendered) {
    return read_messages(*first.rendered);
  }
  Result<std::vector<model::Alert>> alerts = load(unit);
  if (!alerts) {
    return tl::unexpected(std::move(alerts.error()));
  }
  const Time now = clock_();
  notify::Rendering made;
  if (!alerts->empty()) {
    made = notifier_.render(*alerts, now);
  }
  if (!made.problems.empty() && !said_template_) {
    said_template_ = true;
    std::string text = render(made.problems.front());
    std::replace(text.begin(), text.end(), '\n', ' ');
    log_(Severity::kWarning,
         fmt::format("{}: {} (said once; vedette notifications inspect {} shows it)", printable(config().name), text, printable(config().name)));
  }
  std::vector<std::string> keys;
  std::vector<store::OutboxId> ids;
  for (const Claimed& entry : unit.entries) {
    keys.push_back(entry.key);
    ids.push_back(entry.id);
  }
  const std::string key = keys.size() == 1 ? keys.front() : combined_key(config().name, keys);
  const std::string kept = keep_messages(made.messages);
  Result<void> done = write([&](store::Outbox& outbox) -> Result<void> {
    if (ids.size() > 1) {
      if (auto combined = outbox.combine(ids, key, now); !combined) {
        return tl::unexpected(std::move(combined.error()));
      }
    }
    if (alerts->empty()) {
      return outbox.bury(first.id, "its alerts were deleted before it was sent", now);
    }
    return made.messages.empty() ? outbox.done(first.id, now) : outbox.keep_rendered(first.id, kept, now);
  });
  if (!done) {
    return tl::unexpected(std::move(done.error()));
  }
  if (alerts->empty()) {
    ++counts_.dead;
    log_(Severity::kWarning,
         fmt::format("{}: alerts were deleted before they were told of (vedette notifications dead lists them)", printable(config().name)));
  }
  first.key = key;
  first.rendered = kept;
  for (std::size_t i = 1; i < unit.entries.size(); ++i) {
    first.alerts.insert(first.alerts.end(), unit.entries[i].alerts.begin(), unit.entries[i].alerts.end());
    first.created_at = std::min(first.created_at, unit.entries[i].created_at);
  }
  unit.entries.resize(1);
  return std::move(made.messages);
}

Result<void> Outgoing::send(Unit& unit) {
  Result<std::vector<notify::Message>> messages = prepare(unit);
  const bool unreadable = !messages && unit.entries.front().rendered && messages.error().kind == ErrorKind::kInvalid;
  if (!messages && !unreadable) {
    return tl::unexpected(std::move(messages.error()));
  }
  const Claimed& entry = unit.entries.front();
  if (unreadable) {
    return settle(entry, {notify::OutcomeKind::kRefused, 0, messages.error().message, false}, 0);
  }
  if (messages->empty()) {
    return {};
  }
  notify::Outcome outcome;
  std::optional<notify::Outcome> refusal;  // of a part that others follow: one receiver's no is not that of the others
  std::size_t refused_part = 0;
  for (std::size_t part = static_cast<std::size_t>(std::max(entry.parts_sent, 0)); part < messages->size(); ++part) {
    const std::string key = messages->size() == 1 ? entry.key : fmt::format("{}.{}", entry.key, part + 1);
    outcome = notifier_.send((*messages)[part], key, clock_(), &stop_);
    if (outcome.kind == notify::OutcomeKind::kRefused && part + 1 < messages->size() && !refusal) {
      refusal = outcome;
      refused_part = part;
    }
    if (outcome.kind == notify::OutcomeKind::kRetry) {
      break;
    }
    counts_.plain += outcome.kind == notify::OutcomeKind::kSent && (*messages)[part].fallback ? 1 : 0;
    if (part + 1 < messages->size()) {
      Result<void> kept = write([&](store::Outbox& outbox) { return outbox.keep_parts_sent(entry.id, static_cast<int>(part + 1), clock_()); });
      if (!kept) {
        return kept;
      }
      unit.entries.front().parts_sent = static_cast<int>(part + 1);
    }
  }
  if (refusal && outcome.kind == notify::OutcomeKind::kRetry) {
    log_(Severity::kError, fmt::format("{}: a part of a message is refused for good: {}", printable(config().name), refusal->reason));
  } else if (refusal) {
    // Who sends it again from the dead letters means the part that was refused; the keys of those behind it are known to their receivers.
    Result<void> kept = write([&](store::Outbox& outbox) { return outbox.keep_parts_sent(entry.id, static_cast<int>(refused_part), clock_()); });
    if (!kept) {
      return kept;
    }
    outcome = *refusal;
  }
  return settle(entry, outcome, entry.alerts.size());
}

Result<void> Outgoing::settle(const Claimed& entry, const notify::Outcome& outcome, std::uint64_t alerts) {
  const Time now = clock_();
  const std::string name = printable(config().name);
  switch (outcome.kind) {
    case notify::OutcomeKind::kSent:
      if (failures_ > 2) {
        log_(Severity::kNote, fmt::format("{}: {} takes messages again", name, notifier_.target()));
      }
      failures_ = 0;
      ++counts_.messages;
      counts_.alerts += alerts;
      said_refused_ = false;
      return write([&](store::Outbox& outbox) { return outbox.done(entry.id, now); });
    case notify::OutcomeKind::kRefused:
      failures_ = 0;
      ++counts_.dead;
      if (!said_refused_) {
        said_refused_ = true;
        log_(Severity::kError, fmt::format("{}: a message is refused for good: {} (vedette notifications dead lists them)", name, outcome.reason));
      }
      return write([&](store::Outbox& outbox) { return outbox.bury(entry.id, outcome.reason, now); });
    case notify::OutcomeKind::kRetry:
      break;
  }
  if (outcome.interrupted) {
    return write([&](store::Outbox& outbox) { return outbox.give_back(entry.id, now); });
  }
  ++counts_.failed_tries;
  ++failures_;
  if (failures_ == 1) {
    log_(Severity::kWarning, fmt::format("{}: {}; trying again", name, outcome.reason));
  }
  const Duration pause = std::max(outcome.after, pause_after(failures_, chance()));
  paused_until_ = add(now, pause);
  if (outcome.after >= kPauseToKeep) {
    keep_pause();
  }
  if (subtract(now, entry.created_at) > kGiveUpAfter) {
    ++counts_.dead;
    const std::string reason = fmt::format("given up after a week and {} tries: {}", entry.attempts, outcome.reason);
    return write([&](store::Outbox& outbox) { return outbox.bury(entry.id, reason, now); });
  }
  // Behind the pause, so that another message has its turn first.
  const Duration delay = std::max(outcome.after, retry_delay(entry.attempts, config().max_retry, chance()));
  const Time again = std::max(add(now, delay), add(paused_until_, kMillisecond));
  return write([&](store::Outbox& outbox) { return outbox.postpone(entry.id, again, outcome.reason, now); });
}

}  // namespace vedette::delivery
