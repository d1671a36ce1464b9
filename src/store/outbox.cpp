#include "store/outbox.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "store/conditions.h"
#include "store/rows.h"
#include "store/stored_time.h"

namespace vedette::store {

namespace {

constexpr std::array<std::string_view, 4> kStateNames{"waiting", "sending", "done", "dead"};

constexpr std::string_view kColumns =
    "id, notifier, key, profile, grouping, state, attempts, parts_sent, not_before, last_error, created_at, changed_at";

std::int64_t number_of(OutboxState state) {
  return static_cast<std::int64_t>(state);
}

OutboxEntry read(const Rows& rows) {
  OutboxEntry out;
  out.id = rows.integer(0);
  out.notifier = rows.text(1);
  out.key = rows.text(2);
  out.profile = rows.text(3);
  out.group = rows.text(4);
  out.state = static_cast<OutboxState>(rows.integer(5));
  out.attempts = static_cast<int>(rows.integer(6));
  out.parts_sent = static_cast<int>(rows.integer(7));
  out.not_before = time_of(rows.integer(8));
  out.last_error = rows.text(9);
  out.created_at = time_of(rows.integer(10));
  out.changed_at = time_of(rows.integer(11));
  return out;
}

/// Runs a query for kColumns and, when asked, `rendered` behind them.
enum class Rendered : std::uint8_t { kLeftOut, kRead };
Result<std::vector<OutboxEntry>> read_all(Connection& connection, std::string_view sql, Parameters parameters, Rendered rendered) {
  std::vector<OutboxEntry> out;
  auto done = for_each_row(connection.query(sql, parameters), [&out, rendered](const Rows& rows) -> Result<void> {
    OutboxEntry& entry = out.emplace_back(read(rows));
    if (rendered == Rendered::kRead && !rows.is_null(12)) {
      entry.rendered = rows.blob(12);
    }
    return {};
  });
  if (!done) {
    return tl::unexpected(std::move(done.error()));
  }
  for (OutboxEntry& entry : out) {
    auto alerts = for_each_row(connection.query("SELECT alert FROM vedette_outbox_alerts WHERE outbox = $1 ORDER BY position", {entry.id}),
                               [&entry](const Rows& rows) -> Result<void> {
                                 entry.alerts.push_back(rows.integer(0));
                                 return {};
                               });
    if (!alerts) {
      return tl::unexpected(std::move(alerts.error()));
    }
  }
  return out;
}

/// Changes one entry; `sql` ends with a condition on its state.
Result<void> change(Connection& connection, std::string_view sql, std::initializer_list<Parameter> parameters, OutboxId id, std::string_view wanted) {
  Result<std::int64_t> changed = connection.execute(sql, parameters);
  if (!changed) {
    return tl::unexpected(std::move(changed.error()));
  }
  if (*changed == 0) {
    return fail(ErrorKind::kNotFound, fmt::format("the outbox has no entry {} that is {}", id, wanted));
  }
  return {};
}

void add_filter(Conditions& where, const OutboxFilter& filter) {
  if (filter.notifier) {
    where.require(fmt::format("notifier = {}", where.value(std::string_view(*filter.notifier))));
  }
  if (filter.profile) {
    where.require(fmt::format("profile = {}", where.value(std::string_view(*filter.profile))));
  }
  if (!filter.states.empty()) {
    std::string list;
    for (OutboxState state : filter.states) {
      list += list.empty() ? "" : ", ";
      list += where.value(number_of(state));
    }
    where.require(fmt::format("state IN ({})", list));
  }
  if (filter.alert) {
    where.require(fmt::format("id IN (SELECT outbox FROM vedette_outbox_alerts WHERE alert = {})", where.value(*filter.alert)));
  }
}

constexpr std::string_view kCanBeSent = "(rendered IS NOT NULL OR EXISTS (SELECT 1 FROM vedette_outbox_alerts o WHERE o.outbox = vedette_outbox.id))";

}  // namespace

std::string_view outbox_state_name(OutboxState state) {
  return kStateNames[static_cast<std::size_t>(state)];
}

std::optional<OutboxState> outbox_state_of(std::string_view name) {
  for (std::size_t i = 0; i < kStateNames.size(); ++i) {
    if (kStateNames[i] == name) {
      return static_cast<OutboxState>(i);
    }
  }
  return std::nullopt;
}

Result<Outbox::Added> Outbox::add(const NewOutboxEntry& entry, Time now) {
  constexpr std::size_t kLongest = 512;
  if (entry.notifier.empty() || entry.notifier.size() > kLongest || entry.key.empty() || entry.key.size() > kLongest) {
    return fail(ErrorKind::kInvalid, "an entry of the outbox names its notifier and its key, of 1 to 512 bytes each");
  }
  Result<std::optional<std::int64_t>> id = first_integer(connection_.query(
      "INSERT INTO vedette_outbox (notifier, key, profile, grouping, state, attempts, parts_sent, not_before, last_error, created_at, changed_at,"
      " rendered) VALUES ($1, $2, $3, $4, 0, 0, 0, $5, '', $6, $6, $7) ON CONFLICT (notifier, key) DO NOTHING RETURNING id",
      {entry.notifier, entry.key, entry.profile, entry.group, stored_time(entry.not_before), stored_time(now),
       entry.rendered ? Parameter(Blob{*entry.rendered}) : Parameter(nullptr)}));
  if (!id) {
    return tl::unexpected(std::move(id.error()));
  }
  if (!id->has_value()) {
    auto known = first_integer(connection_.query("SELECT id FROM vedette_outbox WHERE notifier = $1 AND key = $2", {entry.notifier, entry.key}));
    if (!known) {
      return tl::unexpected(std::move(known.error()));
    }
    return Added{known->value_or(0), false};
  }
  std::int64_t position = 0;
  for (AlertId alert : entry.alerts) {
    auto linked = connection_.execute("INSERT INTO vedette_outbox_alerts (outbox, position, alert) VALUES ($1, $2, $3)", {**id, position++, alert});
    if (!linked) {
      return tl::unexpected(std::move(linked.error()));
    }
  }
  return Added{**id, true};
}

Result<std::vector<OutboxEntry>> Outbox::claim(std::string_view notifier, Time now, std::size_t limit) {
  // Two senders of PostgreSQL never get the same entry; SQLite has one writer.
  const std::string sql = fmt::format(
      "UPDATE vedette_outbox SET state = 1, attempts = attempts + 1, changed_at = $2 WHERE id IN (SELECT id FROM vedette_outbox WHERE state = 0"
      " AND notifier = $1 AND not_before <= $2 ORDER BY id LIMIT $3{}) RETURNING {}, rendered",
      connection_.dialect() == Dialect::kPostgresql ? " FOR UPDATE SKIP LOCKED" : "", kColumns);
  const std::initializer_list<Parameter> parameters{notifier, stored_time(now), static_cast<std::int64_t>(limit)};
  auto out = read_all(connection_, sql, Parameters(parameters.begin(), parameters.size()), Rendered::kRead);
  if (out) {  // RETURNING has no order
    std::sort(out->begin(), out->end(), [](const OutboxEntry& a, const OutboxEntry& b) { return a.id < b.id; });
  }
  return out;
}

Result<std::optional<Time>> Outbox::next_due(std::string_view notifier) {
  auto due = first_integer(connection_.query("SELECT MIN(not_before) FROM vedette_outbox WHERE state = 0 AND notifier = $1", {notifier}));
  if (!due) {
    return tl::unexpected(std::move(due.error()));
  }
  return due->has_value() ? std::optional(time_of(**due)) : std::nullopt;
}

Result<OutboxEntry> Outbox::combine(const std::vector<OutboxId>& entries, std::string_view key, Time now) {
  if (entries.empty()) {
    return fail(ErrorKind::kInvalid, "no entries of the outbox to be combined");
  }
  const OutboxId first = entries.front();
  auto last_position = first_integer(connection_.query("SELECT MAX(position) FROM vedette_outbox_alerts WHERE outbox = $1", {first}));
  if (!last_position) {
    return tl::unexpected(std::move(last_position.error()));
  }
  std::int64_t position = last_position->value_or(-1) + 1;
  // The others first: `key` may be one of theirs.
  for (std::size_t i = 1; i < entries.size(); ++i) {
    std::vector<AlertId> alerts;
    auto read_alerts = for_each_row(connection_.query("SELECT alert FROM vedette_outbox_alerts WHERE outbox = $1 ORDER BY position", {entries[i]}),
                                    [&alerts](const Rows& rows) -> Result<void> {
                                      alerts.push_back(rows.integer(0));
                                      return {};
                                    });
    if (!read_alerts) {
      return tl::unexpected(std::move(read_alerts.error()));
    }
    for (AlertId alert : alerts) {
      auto linked =
          connection_.execute("INSERT INTO vedette_outbox_alerts (outbox, position, alert) VALUES ($1, $2, $3)", {first, position++, alert});
      if (!linked) {
        return tl::unexpected(std::move(linked.error()));
      }
    }
    auto joined = change(connection_,
                         "UPDATE vedette_outbox SET state = 2, changed_at = $2, last_error = $3"
                         " WHERE id = $1 AND state = 1 AND notifier = (SELECT notifier FROM vedette_outbox WHERE id = $4)",
                         {entries[i], stored_time(now), std::string_view(fmt::format("part of entry {}", first)), first}, entries[i],
                         "sending, for the same notifier");
    if (!joined) {
      return tl::unexpected(std::move(joined.error()));
    }
  }
  auto renamed = change(connection_, "UPDATE vedette_outbox SET key = $2, changed_at = $3, rendered = NULL WHERE id = $1 AND state = 1",
                        {first, key, stored_time(now)}, first, "sending");
  if (!renamed) {
    return tl::unexpected(std::move(renamed.error()));
  }
  Result<std::optional<OutboxEntry>> entry = find(first);
  if (!entry) {
    return tl::unexpected(std::move(entry.error()));
  }
  VEDETTE_CHECK(entry->has_value());
  return std::move(**entry);
}

Result<void> Outbox::keep_rendered(OutboxId id, std::string_view rendered, Time now) {
  return change(connection_, "UPDATE vedette_outbox SET rendered = $2, changed_at = $3 WHERE id = $1 AND state = 1",
                {id, Blob{rendered}, stored_time(now)}, id, "sending");
}

Result<void> Outbox::keep_parts_sent(OutboxId id, int parts, Time now) {
  return change(connection_, "UPDATE vedette_outbox SET parts_sent = $2, changed_at = $3 WHERE id = $1 AND state = 1",
                {id, std::int64_t{parts}, stored_time(now)}, id, "sending");
}

Result<void> Outbox::done(OutboxId id, Time now) {
  return change(connection_, "UPDATE vedette_outbox SET state = 2, changed_at = $2, last_error = '', rendered = NULL WHERE id = $1 AND state = 1",
                {id, stored_time(now)}, id, "sending");
}

Result<void> Outbox::postpone(OutboxId id, Time not_before, std::string_view reason, Time now) {
  return change(connection_, "UPDATE vedette_outbox SET state = 0, not_before = $2, last_error = $3, changed_at = $4 WHERE id = $1 AND state = 1",
                {id, stored_time(not_before), reason, stored_time(now)}, id, "sending");
}

Result<void> Outbox::give_back(OutboxId id, Time now) {
  return change(connection_,
                "UPDATE vedette_outbox SET state = 0, attempts = attempts - 1, not_before = $2, changed_at = $2 WHERE id = $1 AND state = 1",
                {id, stored_time(now)}, id, "sending");
}

Result<void> Outbox::bury(OutboxId id, std::string_view reason, Time now) {
  return change(connection_, "UPDATE vedette_outbox SET state = 3, last_error = $2, changed_at = $3 WHERE id = $1 AND state = 1",
                {id, reason, stored_time(now)}, id, "sending");
}

Result<std::int64_t> Outbox::recover(Time now) {
  return connection_.execute("UPDATE vedette_outbox SET state = 0, not_before = $1, changed_at = $1 WHERE state = 1", {stored_time(now)});
}

Result<std::optional<OutboxEntry>> Outbox::find(OutboxId id) {
  const std::initializer_list<Parameter> parameters{id};
  auto found = read_all(connection_, fmt::format("SELECT {}, rendered FROM vedette_outbox WHERE id = $1", kColumns),
                        Parameters(parameters.begin(), parameters.size()), Rendered::kRead);
  if (!found) {
    return tl::unexpected(std::move(found.error()));
  }
  return found->empty() ? std::nullopt : std::optional(std::move(found->front()));
}

Result<std::vector<OutboxEntry>> Outbox::list(const OutboxFilter& filter, std::size_t limit) {
  Conditions where;
  add_filter(where, filter);
  const std::string bound = limit == 0 ? "" : fmt::format(" LIMIT {}", limit);
  return read_all(connection_, fmt::format("SELECT {} FROM vedette_outbox WHERE {} ORDER BY id DESC{}", kColumns, where.sql(), bound),
                  where.parameters(), Rendered::kLeftOut);
}

Result<std::vector<OutboxCount>> Outbox::counts() {
  std::vector<OutboxCount> out;
  auto done =
      for_each_row(connection_.query("SELECT notifier, state, COUNT(*), MIN(created_at) FROM vedette_outbox GROUP BY notifier, state"
                                     " ORDER BY notifier, state"),
                   [&out](const Rows& rows) -> Result<void> {
                     out.push_back({std::string(rows.text(0)), static_cast<OutboxState>(rows.integer(1)), rows.integer(2), time_of(rows.integer(3))});
                     return {};
                   });
  if (!done) {
    return tl::unexpected(std::move(done.error()));
  }
  return out;
}

Result<void> Outbox::reinject(OutboxId id, Time now) {
  auto is_dead = first_integer(connection_.query("SELECT COUNT(*) FROM vedette_outbox WHERE id = $1 AND state = 3", {id}));
  if (!is_dead) {
    return tl::unexpected(std::move(is_dead.error()));
  }
  if (is_dead->value_or(0) == 0) {
    return fail(ErrorKind::kNotFound, fmt::format("the outbox has no entry {} that is dead", id));
  }
  Result<std::int64_t> changed = connection_.execute(
      fmt::format("UPDATE vedette_outbox SET state = 0, attempts = 0, not_before = $2, changed_at = $2 WHERE id = $1 AND state = 3 AND {}",
                  kCanBeSent),
      {id, stored_time(now)});
  if (!changed) {
    return tl::unexpected(std::move(changed.error()));
  }
  if (*changed == 0) {
    return fail(ErrorKind::kConflict, fmt::format("entry {} cannot be sent again: its alerts are gone, and it was never rendered", id));
  }
  return {};
}

Result<std::int64_t> Outbox::reinject(const OutboxFilter& filter, Time now) {
  Conditions where;
  const std::string present = where.value(stored_time(now));
  OutboxFilter dead = filter;
  dead.states = {OutboxState::kDead};
  add_filter(where, dead);
  return connection_.execute(fmt::format("UPDATE vedette_outbox SET state = 0, attempts = 0, not_before = {0}, changed_at = {0} WHERE {1} AND {2}",
                                         present, where.sql(), kCanBeSent),
                             where.parameters());
}

Result<std::int64_t> Outbox::remove(const OutboxFilter& filter) {
  Conditions where;
  add_filter(where, filter);
  return connection_.execute(fmt::format("DELETE FROM vedette_outbox WHERE {}", where.sql()), where.parameters());
}

}  // namespace vedette::store
