#include "store/decisions.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/duration_with_days.h"
#include "store/conditions.h"
#include "store/rows.h"
#include "store/scope.h"
#include "store/stored_time.h"

namespace vedette::store {

namespace {

constexpr std::string_view kColumns = "d.id, d.alert, d.created_at, d.until, d.origin, d.scenario, d.scope, d.type, d.value, d.uuid, d.simulated";

StoredDecision read(const Rows& rows) {
  StoredDecision out;
  out.id = rows.integer(0);
  out.alert = rows.integer_if_any(1);
  out.created_at = time_of(rows.integer(2));
  out.until = time_of(rows.integer(3));
  out.origin = rows.text(4);
  out.scenario = rows.text(5);
  out.scope = rows.text(6);
  out.type = rows.text(7);
  out.value = rows.text(8);
  out.uuid = rows.text(9);
  out.simulated = rows.integer(10) != 0;
  return out;
}

/// That the scenario holds any of the words, in any case (ent's ContainsFold; ASCII).
std::string contains_any(Conditions& where, const std::vector<std::string>& words) {
  std::string out = "FALSE";
  for (const std::string& word : words) {
    std::string pattern = "%";
    for (char c : word) {
      if (c == '%' || c == '_' || c == '\\') {
        pattern += '\\';
      }
      pattern += static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
    }
    out += fmt::format(" OR LOWER(d.scenario) LIKE {} ESCAPE '\\'", where.own_text(pattern + "%"));
  }
  return out;
}

void add_filter(Conditions& where, const DecisionFilter& filter) {
  if (!filter.scopes.empty()) {
    std::string list;
    for (const std::string& scope : filter.scopes) {
      list += list.empty() ? "" : ", ";
      list += where.own_text(std::string(normal_scope(scope)));
    }
    where.require(fmt::format("d.scope IN ({})", list));
  }
  auto equal = [&where](std::string_view column, const std::optional<std::string>& text) {
    if (text) {
      where.require(fmt::format("d.{} = {}", column, where.value(std::string_view(*text))));
    }
  };
  equal("value", filter.value);
  equal("type", filter.type);
  equal("scenario", filter.scenario);
  equal("uuid", filter.uuid);
  if (filter.id) {
    where.require(fmt::format("d.id = {}", where.value(*filter.id)));
  }
  if (!filter.origins.empty()) {
    where.require(fmt::format("d.origin IN {}", where.values(filter.origins)));
  }
  if (!filter.scenarios_containing.empty()) {
    where.require(contains_any(where, filter.scenarios_containing));
  }
  if (!filter.scenarios_not_containing.empty()) {
    where.require(fmt::format("NOT ({})", contains_any(where, filter.scenarios_not_containing)));
  }
  if (filter.range) {
    where.require(where.in_range("d", *filter.range, filter.contains));
  }
  if (!filter.include_simulated) {
    where.require("d.simulated = 0");
  }
}

}  // namespace

Result<Time> Decisions::end_of(const model::Alert& alert, const model::Decision& decision, Time now) {
  const std::optional<Duration> duration = parse_duration_with_days(decision.duration);
  if (!duration) {
    return fail(ErrorKind::kInvalid, fmt::format("`{}` is no duration", decision.duration));
  }
  const Result<Time> stop = parse_rfc3339(alert.stop_at);
  return add(stop ? *stop : now, *duration);
}

Result<DecisionId> Decisions::insert(AlertId alert, const model::Decision& decision, Time until, Time created_at) {
  const std::string_view scope = normal_scope(decision.scope);
  std::optional<AddressRange> range;
  if (is_address_scope(scope)) {
    range = AddressRange::parse(decision.value);
    if (!range) {
      return fail(ErrorKind::kInvalid, fmt::format("`{}` is no address and no range", decision.value));
    }
  }
  const std::int64_t flags = decision.nil_fields | (decision.simulated ? kGivenSimulated : 0);
  Result<std::optional<std::int64_t>> id = first_integer(connection_.query(
      "INSERT INTO vedette_decisions (alert, created_at, until, origin, scenario, scope, type, value, uuid, simulated, ip_first, ip_last,"
      " given_duration, given_until, given_flags) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) RETURNING id",
      {alert, stored_time(created_at), stored_time(until), std::string_view(decision.origin), std::string_view(decision.scenario), scope,
       std::string_view(decision.type), std::string_view(decision.value), std::string_view(decision.uuid), std::int64_t{decision.simulated},
       range ? Parameter(Blob{range->first}) : Parameter(nullptr), range ? Parameter(Blob{range->last}) : Parameter(nullptr),
       std::string_view(decision.duration), std::string_view(decision.until), flags}));
  if (!id) {
    return tl::unexpected(std::move(id.error()));
  }
  VEDETTE_CHECK(id->has_value());
  return **id;
}

Result<std::vector<model::Decision>> Decisions::as_stored(AlertId alert) {
  std::vector<model::Decision> out;
  auto done = for_each_row(connection_.query("SELECT d.origin, d.scenario, d.scope, d.type, d.value, d.uuid, d.given_duration, d.given_until,"
                                             " d.given_flags, d.id FROM vedette_decisions d WHERE d.alert = $1 ORDER BY d.id",
                                             {alert}),
                           [&out](const Rows& rows) -> Result<void> {
                             model::Decision& decision = out.emplace_back();
                             decision.origin = rows.text(0);
                             decision.scenario = rows.text(1);
                             decision.scope = rows.text(2);
                             decision.type = rows.text(3);
                             decision.value = rows.text(4);
                             decision.uuid = rows.text(5);
                             decision.duration = rows.text(6);
                             decision.until = rows.text(7);
                             decision.nil_fields = static_cast<std::uint8_t>(rows.integer(8));
                             decision.simulated = (rows.integer(8) & kGivenSimulated) != 0;
                             return {};
                           });
  if (!done) {
    return tl::unexpected(std::move(done.error()));
  }
  return out;
}

Result<void> Decisions::list_active(const DecisionFilter& filter, std::size_t limit, Time now, const std::function<bool(StoredDecision&&)>& take) {
  constexpr std::size_t kPage = 1000;
  DecisionId last = 0;
  std::size_t taken = 0;
  while (limit == 0 || taken < limit) {
    Conditions where;
    add_filter(where, filter);
    where.require(fmt::format("d.until > {}", where.value(stored_time(now))));
    where.require(fmt::format("d.id > {}", where.value(last)));
    const std::size_t page = limit == 0 ? kPage : std::min(kPage, limit - taken);
    std::vector<StoredDecision> found;
    auto done =
        for_each_row(connection_.query(fmt::format("SELECT {} FROM vedette_decisions d WHERE {} ORDER BY d.id LIMIT {}", kColumns, where.sql(), page),
                                       where.parameters()),
                     [&found](const Rows& rows) -> Result<void> {
                       found.push_back(read(rows));
                       return {};
                     });
    if (!done) {
      return done;
    }
    for (StoredDecision& decision : found) {
      last = decision.id;
      ++taken;
      if (!take(std::move(decision))) {
        return {};
      }
    }
    if (found.size() < page) {
      return {};
    }
  }
  return {};
}

Result<std::vector<StoredDecision>> Decisions::of_alert(AlertId alert) {
  std::vector<StoredDecision> out;
  auto done = for_each_row(connection_.query(fmt::format("SELECT {} FROM vedette_decisions d WHERE d.alert = $1 ORDER BY d.id", kColumns), {alert}),
                           [&out](const Rows& rows) -> Result<void> {
                             out.push_back(read(rows));
                             return {};
                           });
  if (!done) {
    return tl::unexpected(std::move(done.error()));
  }
  return out;
}

Result<std::int64_t> Decisions::expire(const DecisionFilter& filter, Time now) {
  Conditions where;
  const std::string present = where.value(stored_time(now));
  add_filter(where, filter);
  where.require(fmt::format("d.until > {}", present));
  return connection_.execute(
      fmt::format("UPDATE vedette_decisions SET until = {} WHERE id IN (SELECT d.id FROM vedette_decisions d WHERE {})", present, where.sql()),
      where.parameters());
}

// pkg/database/decisions.go, CountDecisionsByValue: simulated ones count too.
Result<std::int64_t> Decisions::count(const AddressRange& range, std::optional<Time> created_after, std::optional<Time> active_at) {
  Conditions where;
  where.require(where.in_range("d", range, true));
  if (created_after) {
    where.require(fmt::format("d.created_at > {}", where.value(stored_time(*created_after))));
  }
  if (active_at) {
    where.require(fmt::format("d.until > {}", where.value(stored_time(*active_at))));
  }
  auto number = first_integer(connection_.query(fmt::format("SELECT COUNT(*) FROM vedette_decisions d WHERE {}", where.sql()), where.parameters()));
  if (!number) {
    return tl::unexpected(std::move(number.error()));
  }
  return number->value_or(0);
}

Result<Duration> Decisions::time_left(const AddressRange& range, Time now) {
  Conditions where;
  where.require(where.in_range("d", range, true));
  where.require(fmt::format("d.until > {}", where.value(stored_time(now))));
  auto until =
      first_integer(connection_.query(fmt::format("SELECT MAX(d.until) FROM vedette_decisions d WHERE {}", where.sql()), where.parameters()));
  if (!until) {
    return tl::unexpected(std::move(until.error()));
  }
  return until->has_value() ? subtract(time_of(**until), now) : Duration{0};
}

}  // namespace vedette::store
