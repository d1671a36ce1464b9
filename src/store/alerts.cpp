#include "store/alerts.h"

#include <fmt/format.h>

#include <algorithm>

#include "model/read_alert.h"
#include "store/alert_filter.h"
#include "store/body.h"
#include "store/conditions.h"
#include "store/decisions.h"
#include "store/rows.h"
#include "store/scope.h"
#include "store/stored_time.h"

namespace vedette::store {

namespace {

/// An entry of an index has its limits (PostgreSQL: 2,704 bytes).
std::string_view indexed(std::string_view text) {
  constexpr std::size_t kMost = 1024;
  return text.substr(0, kMost);
}

Time time_or(std::string_view text, Time otherwise) {
  const Result<Time> time = parse_rfc3339(text);
  return time ? *time : otherwise;
}

/// An alert's source as a range; nothing for an account, a user, ..
std::optional<AddressRange> range_of(const model::Source& source) {
  const std::string_view scope = normal_scope(source.scope);
  if (is_address_scope(scope)) {
    if (auto range = AddressRange::parse(source.value)) {
      return range;
    }
  }
  return source.ip.empty() ? std::nullopt : AddressRange::parse(source.ip);
}

Result<model::Alert> read_body(std::string_view bytes) {
  Result<std::string> json = unpack_body(bytes);
  if (!json) {
    return tl::unexpected(std::move(json.error()));
  }
  Result<std::vector<model::Alert>> alerts = model::read_alerts(*json);
  if (!alerts) {
    return tl::unexpected(std::move(alerts.error()));
  }
  if (alerts->size() != 1) {
    return fail(ErrorKind::kInvalid, "what is stored of the alert is damaged");
  }
  return std::move(alerts->front());
}

struct Row {
  AlertId id = 0;
  Time created_at;
  std::string machine;
  std::string body;
};

Row read_row(const Rows& rows) {
  return {rows.integer(0), time_of(rows.integer(1)), std::string(rows.text(2)), std::string(rows.blob(3))};
}

constexpr std::string_view kColumns = "a.id, a.created_at, a.machine, a.body";

/// What a time of the local API looks like: whole seconds (time.RFC3339), UTC.
std::string api_time(Time time) {
  return format_rfc3339(from_unix(time.seconds, 0));
}

// controllers/v1/alerts.go, FormatOneAlert
Result<model::Alert> as_now(Transaction& transaction, const Row& row, Time now) {
  Result<model::Alert> alert = read_body(row.body);
  if (!alert) {
    alert.error().message = fmt::format("alert {}: {}", row.id, alert.error().message);
    return alert;
  }
  alert->id = row.id;
  alert->created_at = api_time(row.created_at);
  alert->machine_id = row.machine.empty() ? "N/A" : row.machine;
  Result<std::vector<StoredDecision>> decisions = Decisions(transaction).of_alert(row.id);
  if (!decisions) {
    return tl::unexpected(std::move(decisions.error()));
  }
  for (const StoredDecision& decision : *decisions) {
    model::Decision& shown = alert->decisions.emplace_back();
    shown.duration = format_duration(round(subtract(decision.until, now), kSecond));
    shown.id = decision.id;
    shown.origin = decision.origin;
    shown.scenario = decision.scenario;
    shown.scope = decision.scope;
    shown.simulated = alert->simulated;
    shown.type = decision.type;
    shown.value = decision.value;
  }
  if (!alert->decisions.empty()) {
    alert->set_nil(model::AlertField::kDecisions, false);
  }
  return alert;
}

}  // namespace

Result<Inserted> Alerts::insert(const NewAlert& what) {
  const model::Alert& alert = what.alert;
  constexpr std::size_t kLongestIdentity = 512;
  if (what.identity.empty() || what.identity.size() > kLongestIdentity) {
    return fail(ErrorKind::kInvalid, "an alert is stored under an identity of 1 to 512 bytes");
  }
  // The decisions have rows of their own.
  Bytes json;
  if (alert.decisions.empty()) {
    append_json(json, alert);
  } else {
    model::Alert without = alert;
    without.decisions.clear();
    append_json(json, without);
  }
  const std::string body = pack_body(json.view());
  const std::optional<AddressRange> range = range_of(alert.source);
  Result<std::optional<std::int64_t>> id = first_integer(connection_.query(
      "INSERT INTO vedette_alerts (identity, uuid, machine, created_at, started_at, stopped_at, scenario, kind, scope, value, ip_first, ip_last,"
      " simulated, body) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) ON CONFLICT (identity) DO NOTHING RETURNING id",
      {what.identity, indexed(alert.uuid), what.machine, stored_time(what.created_at), stored_time(time_or(alert.start_at, what.created_at)),
       stored_time(time_or(alert.stop_at, what.created_at)), indexed(alert.scenario), std::string_view(alert.kind), normal_scope(alert.source.scope),
       indexed(alert.source.value), range ? Parameter(Blob{range->first}) : Parameter(nullptr),
       range ? Parameter(Blob{range->last}) : Parameter(nullptr), std::int64_t{alert.simulated}, Blob{body}}));
  if (!id) {
    return tl::unexpected(std::move(id.error()));
  }
  Inserted out;
  if (!id->has_value()) {
    Result<std::optional<AlertId>> known = find_identity(what.identity);
    if (!known) {
      return tl::unexpected(std::move(known.error()));
    }
    if (!known->has_value()) {
      return fail(ErrorKind::kUnavailable, "an alert of the same identity was deleted in this moment");
    }
    out.id = **known;
    return out;
  }
  out.id = **id;
  out.fresh = true;
  for (const model::Decision& decision : alert.decisions) {
    Result<Time> until = Decisions::end_of(alert, decision, what.created_at);
    if (until) {
      Result<DecisionId> stored = Decisions(transaction_).insert(out.id, decision, *until, what.created_at);
      if (stored) {
        continue;
      }
      if (connection_.has_failed()) {
        return tl::unexpected(std::move(stored.error()));
      }
      until = tl::unexpected(std::move(stored.error()));
    }
    out.refused.push_back(fmt::format("decision {} on {} {}: {}", decision.type, decision.scope, decision.value, until.error().message));
  }
  return out;
}

Result<std::optional<AlertId>> Alerts::find_identity(std::string_view identity) {
  return first_integer(connection_.query("SELECT id FROM vedette_alerts WHERE identity = $1", {identity}));
}

Result<std::optional<model::Alert>> Alerts::find(AlertId id, Time now) {
  std::optional<Row> row;
  auto done = for_each_row(connection_.query(fmt::format("SELECT {} FROM vedette_alerts a WHERE a.id = $1", kColumns), {id}),
                           [&row](const Rows& rows) -> Result<void> {
                             row = read_row(rows);
                             return {};
                           });
  if (!done) {
    return tl::unexpected(std::move(done.error()));
  }
  if (!row) {
    return std::nullopt;
  }
  Result<model::Alert> alert = as_now(transaction_, *row, now);
  if (!alert) {
    return tl::unexpected(std::move(alert.error()));
  }
  return std::optional(std::move(*alert));
}

Result<std::optional<model::Alert>> Alerts::find_as_stored(AlertId id) {
  std::optional<model::Alert> out;
  auto done = for_each_row(connection_.query("SELECT body FROM vedette_alerts WHERE id = $1", {id}), [&](const Rows& rows) -> Result<void> {
    Result<model::Alert> alert = read_body(rows.blob(0));
    if (!alert) {
      return fail(alert.error().kind, fmt::format("alert {}: {}", id, alert.error().message));
    }
    out = std::move(*alert);
    return {};
  });
  if (!done) {
    return tl::unexpected(std::move(done.error()));
  }
  if (out) {
    Result<std::vector<model::Decision>> decisions = Decisions(transaction_).as_stored(id);
    if (!decisions) {
      return tl::unexpected(std::move(decisions.error()));
    }
    out->decisions = std::move(*decisions);
  }
  return out;
}

Result<std::vector<model::Alert>> Alerts::find_as_stored(const std::vector<AlertId>& ids) {
  std::vector<model::Alert> out;
  for (AlertId id : ids) {
    Result<std::optional<model::Alert>> alert = find_as_stored(id);
    if (!alert) {
      return tl::unexpected(std::move(alert.error()));
    }
    if (alert->has_value()) {
      out.push_back(std::move(**alert));
    }
  }
  return out;
}

Result<void> Alerts::list(const AlertFilter& filter, Order order, std::size_t limit, Time now, const std::function<bool(model::Alert&&)>& take) {
  constexpr std::size_t kPage = 100;
  const bool newest_first = order == Order::kNewestFirst;
  std::optional<Row> last;
  std::size_t taken = 0;
  while (limit == 0 || taken < limit) {
    Conditions where;
    add_filter(where, filter, now);
    if (last) {
      const std::string created_at = where.value(stored_time(last->created_at));
      const std::string id = where.value(last->id);
      where.require(fmt::format("(a.created_at, a.id) {} ({}, {})", newest_first ? "<" : ">", created_at, id));
    }
    const std::size_t page = limit == 0 ? kPage : std::min(kPage, limit - taken);
    std::vector<Row> found;
    auto done = for_each_row(connection_.query(fmt::format("SELECT {0} FROM vedette_alerts a WHERE {1} ORDER BY a.created_at {2}, a.id {2} LIMIT {3}",
                                                           kColumns, where.sql(), newest_first ? "DESC" : "ASC", page),
                                               where.parameters()),
                             [&found](const Rows& rows) -> Result<void> {
                               found.push_back(read_row(rows));
                               return {};
                             });
    if (!done) {
      return done;
    }
    for (Row& row : found) {
      Result<model::Alert> alert = as_now(transaction_, row, now);
      if (!alert) {
        return tl::unexpected(std::move(alert.error()));
      }
      ++taken;
      if (!take(std::move(*alert))) {
        return {};
      }
    }
    if (found.size() < page) {
      return {};
    }
    last = std::move(found.back());
  }
  return {};
}

Result<std::int64_t> Alerts::count(const AlertFilter& filter, Time now) {
  Conditions where;
  add_filter(where, filter, now);
  auto number = first_integer(connection_.query(fmt::format("SELECT COUNT(*) FROM vedette_alerts a WHERE {}", where.sql()), where.parameters()));
  if (!number) {
    return tl::unexpected(std::move(number.error()));
  }
  return number->value_or(0);
}

Result<std::int64_t> Alerts::remove(const AlertFilter& filter, Time now) {
  Conditions where;
  add_filter(where, filter, now);
  Result<std::int64_t> removed = connection_.execute(
      fmt::format("DELETE FROM vedette_alerts WHERE id IN (SELECT a.id FROM vedette_alerts a WHERE {})", where.sql()), where.parameters());
  if (!removed || *removed == 0) {
    return removed;
  }
  // Nothing is left to say for notifications of which no alert is there any more, unless they were rendered before.
  auto buried = connection_.execute(
      "UPDATE vedette_outbox SET state = 3, changed_at = $1, last_error = 'its alerts were deleted before it was sent'"
      " WHERE state = 0 AND rendered IS NULL AND NOT EXISTS (SELECT 1 FROM vedette_outbox_alerts o WHERE o.outbox = vedette_outbox.id)",
      {stored_time(now)});
  if (!buried) {
    return buried;
  }
  return removed;
}

Result<bool> Alerts::remove(AlertId id, Time now) {
  AlertFilter filter;
  filter.id = id;
  Result<std::int64_t> removed = remove(filter, now);
  if (!removed) {
    return tl::unexpected(std::move(removed.error()));
  }
  return *removed != 0;
}

}  // namespace vedette::store
