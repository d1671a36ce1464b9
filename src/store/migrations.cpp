#include "store/migrations.h"

#include <fmt/format.h>

#include <array>

#include "base/time.h"
#include "store/stored_time.h"

namespace vedette::store {

namespace {

// All names begin with `vedette_`, for `db_config` may name a database that CrowdSec fills with tables of its own.

constexpr std::string_view kTablesSqlite = R"(
CREATE TABLE vedette_alerts (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  identity TEXT NOT NULL UNIQUE,
  uuid TEXT NOT NULL,
  machine TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  started_at INTEGER NOT NULL,
  stopped_at INTEGER NOT NULL,
  scenario TEXT NOT NULL,
  kind TEXT NOT NULL,
  scope TEXT NOT NULL,
  value TEXT NOT NULL,
  ip_first BLOB,
  ip_last BLOB,
  simulated INTEGER NOT NULL,
  body BLOB NOT NULL
);
CREATE INDEX vedette_alerts_created_at ON vedette_alerts (created_at);
CREATE INDEX vedette_alerts_started_at ON vedette_alerts (started_at);
CREATE INDEX vedette_alerts_scenario ON vedette_alerts (scenario);
CREATE INDEX vedette_alerts_value ON vedette_alerts (value);
CREATE INDEX vedette_alerts_uuid ON vedette_alerts (uuid);

CREATE TABLE vedette_decisions (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  alert INTEGER REFERENCES vedette_alerts (id) ON DELETE CASCADE,
  created_at INTEGER NOT NULL,
  until INTEGER NOT NULL,
  origin TEXT NOT NULL,
  scenario TEXT NOT NULL,
  scope TEXT NOT NULL,
  type TEXT NOT NULL,
  value TEXT NOT NULL,
  uuid TEXT NOT NULL,
  simulated INTEGER NOT NULL,
  ip_first BLOB,
  ip_last BLOB,
  given_duration TEXT NOT NULL,
  given_until TEXT NOT NULL,
  given_flags INTEGER NOT NULL
);
CREATE INDEX vedette_decisions_alert ON vedette_decisions (alert);
CREATE INDEX vedette_decisions_until ON vedette_decisions (until);
CREATE INDEX vedette_decisions_value ON vedette_decisions (value);
CREATE INDEX vedette_decisions_ip ON vedette_decisions (ip_first, ip_last);
CREATE INDEX vedette_decisions_ranges ON vedette_decisions (ip_first, ip_last) WHERE ip_first <> ip_last;

CREATE TABLE vedette_outbox (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  notifier TEXT NOT NULL,
  key TEXT NOT NULL,
  profile TEXT NOT NULL,
  grouping TEXT NOT NULL,
  state INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  parts_sent INTEGER NOT NULL,
  not_before INTEGER NOT NULL,
  last_error TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL,
  rendered BLOB,
  UNIQUE (notifier, key)
);
CREATE INDEX vedette_outbox_waiting ON vedette_outbox (notifier, not_before) WHERE state = 0;
CREATE INDEX vedette_outbox_state ON vedette_outbox (state);

CREATE TABLE vedette_outbox_alerts (
  outbox INTEGER NOT NULL REFERENCES vedette_outbox (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  alert INTEGER NOT NULL REFERENCES vedette_alerts (id) ON DELETE CASCADE,
  PRIMARY KEY (outbox, position)
) WITHOUT ROWID;
CREATE INDEX vedette_outbox_alerts_alert ON vedette_outbox_alerts (alert);

CREATE TABLE vedette_checkpoints (
  name TEXT NOT NULL PRIMARY KEY,
  generation INTEGER NOT NULL,
  saved_at INTEGER NOT NULL,
  body BLOB NOT NULL
);
)";

// The collation "C" compares bytes, as SQLite does.
constexpr std::string_view kTablesPostgresql = R"(
CREATE TABLE vedette_alerts (
  id BIGSERIAL PRIMARY KEY,
  identity TEXT COLLATE "C" NOT NULL UNIQUE,
  uuid TEXT COLLATE "C" NOT NULL,
  machine TEXT COLLATE "C" NOT NULL,
  created_at BIGINT NOT NULL,
  started_at BIGINT NOT NULL,
  stopped_at BIGINT NOT NULL,
  scenario TEXT COLLATE "C" NOT NULL,
  kind TEXT COLLATE "C" NOT NULL,
  scope TEXT COLLATE "C" NOT NULL,
  value TEXT COLLATE "C" NOT NULL,
  ip_first BYTEA,
  ip_last BYTEA,
  simulated BIGINT NOT NULL,
  body BYTEA NOT NULL
);
ALTER TABLE vedette_alerts ALTER COLUMN body SET STORAGE EXTERNAL;
CREATE INDEX vedette_alerts_created_at ON vedette_alerts (created_at);
CREATE INDEX vedette_alerts_started_at ON vedette_alerts (started_at);
CREATE INDEX vedette_alerts_scenario ON vedette_alerts (scenario);
CREATE INDEX vedette_alerts_value ON vedette_alerts USING hash (value);
CREATE INDEX vedette_alerts_uuid ON vedette_alerts (uuid);

CREATE TABLE vedette_decisions (
  id BIGSERIAL PRIMARY KEY,
  alert BIGINT REFERENCES vedette_alerts (id) ON DELETE CASCADE,
  created_at BIGINT NOT NULL,
  until BIGINT NOT NULL,
  origin TEXT COLLATE "C" NOT NULL,
  scenario TEXT COLLATE "C" NOT NULL,
  scope TEXT COLLATE "C" NOT NULL,
  type TEXT COLLATE "C" NOT NULL,
  value TEXT COLLATE "C" NOT NULL,
  uuid TEXT COLLATE "C" NOT NULL,
  simulated BIGINT NOT NULL,
  ip_first BYTEA,
  ip_last BYTEA,
  given_duration TEXT COLLATE "C" NOT NULL,
  given_until TEXT COLLATE "C" NOT NULL,
  given_flags BIGINT NOT NULL
);
CREATE INDEX vedette_decisions_alert ON vedette_decisions (alert);
CREATE INDEX vedette_decisions_until ON vedette_decisions (until);
CREATE INDEX vedette_decisions_value ON vedette_decisions USING hash (value);
CREATE INDEX vedette_decisions_ip ON vedette_decisions (ip_first, ip_last);
CREATE INDEX vedette_decisions_ranges ON vedette_decisions (ip_first, ip_last) WHERE ip_first <> ip_last;

CREATE TABLE vedette_outbox (
  id BIGSERIAL PRIMARY KEY,
  notifier TEXT COLLATE "C" NOT NULL,
  key TEXT COLLATE "C" NOT NULL,
  profile TEXT COLLATE "C" NOT NULL,
  grouping TEXT COLLATE "C" NOT NULL,
  state BIGINT NOT NULL,
  attempts BIGINT NOT NULL,
  parts_sent BIGINT NOT NULL,
  not_before BIGINT NOT NULL,
  last_error TEXT COLLATE "C" NOT NULL,
  created_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL,
  rendered BYTEA,
  UNIQUE (notifier, key)
);
CREATE INDEX vedette_outbox_waiting ON vedette_outbox (notifier, not_before) WHERE state = 0;
CREATE INDEX vedette_outbox_state ON vedette_outbox (state);

CREATE TABLE vedette_outbox_alerts (
  outbox BIGINT NOT NULL REFERENCES vedette_outbox (id) ON DELETE CASCADE,
  position BIGINT NOT NULL,
  alert BIGINT NOT NULL REFERENCES vedette_alerts (id) ON DELETE CASCADE,
  PRIMARY KEY (outbox, position)
);
CREATE INDEX vedette_outbox_alerts_alert ON vedette_outbox_alerts (alert);

CREATE TABLE vedette_checkpoints (
  name TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  generation BIGINT NOT NULL,
  saved_at BIGINT NOT NULL,
  body BYTEA NOT NULL
);
)";

constexpr std::array kMigrations{
    Migration{.number = 1, .name = "alerts, decisions, outbox, checkpoints", .sqlite = kTablesSqlite, .postgresql = kTablesPostgresql},
};

constexpr std::string_view kStepsTable =
    "CREATE TABLE IF NOT EXISTS vedette_migrations (number BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL, applied_at BIGINT NOT NULL)";

// Any number that nobody else takes: "vedette" in bytes.
constexpr std::string_view kLockPostgresql = "SELECT pg_advisory_xact_lock(33327598270543973)";

Result<std::int64_t> last_step(Connection& connection) {
  Result<Rows> rows = connection.query("SELECT MAX(number) FROM vedette_migrations");
  if (!rows) {
    return tl::unexpected(std::move(rows.error()));
  }
  Result<bool> found = rows->next();
  if (!found) {
    return tl::unexpected(std::move(found.error()));
  }
  return *found ? rows->integer(0) : 0;
}

enum class Step : std::uint8_t { kTaken, kNothingLeft };

/// One transaction: looks how far the database is, and takes one step.
Result<Step> take_step(Connection& connection, std::span<const Migration> steps) {
  const bool sqlite = connection.dialect() == Dialect::kSqlite;
  if (auto locked = connection.run_script(sqlite ? "BEGIN IMMEDIATE" : fmt::format("BEGIN; {}", kLockPostgresql)); !locked) {
    return tl::unexpected(std::move(locked.error()));
  }
  if (auto made = connection.run_script(kStepsTable); !made) {
    return tl::unexpected(std::move(made.error()));
  }
  Result<std::int64_t> last = last_step(connection);
  if (!last) {
    return tl::unexpected(std::move(last.error()));
  }
  const std::int64_t newest = steps.empty() ? 0 : steps.back().number;
  if (*last > newest) {
    return fail(
        ErrorKind::kInvalid,
        fmt::format("the database is at step {}, and this program knows {}: a newer vedette has written it; use that one, or another database", *last,
                    newest));
  }
  Step result = Step::kNothingLeft;
  for (const Migration& step : steps) {
    if (step.number <= *last) {
      continue;
    }
    if (auto done = connection.run_script(sqlite ? step.sqlite : step.postgresql); !done) {
      return tl::unexpected(std::move(done.error()));
    }
    if (auto noted = connection.execute("INSERT INTO vedette_migrations (number, name, applied_at) VALUES ($1, $2, $3)",
                                        {step.number, step.name, stored_time(wall_clock_now())});
        !noted) {
      return tl::unexpected(std::move(noted.error()));
    }
    result = Step::kTaken;
    break;
  }
  if (auto kept = connection.run_script("COMMIT"); !kept) {
    return tl::unexpected(std::move(kept.error()));
  }
  return result;
}

/// Whether nothing is to be done, found out without a lock: the usual case, and the only one for a reader of a full disk.
bool is_up_to_date(Connection& connection, std::span<const Migration> steps) {
  const std::string_view sql = connection.dialect() == Dialect::kSqlite
                                   ? "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = 'vedette_migrations'"
                                   : "SELECT COUNT(*) FROM (SELECT to_regclass('vedette_migrations') AS it) AS t WHERE it IS NOT NULL";
  bool there = false;
  if (auto rows = connection.query(sql)) {
    auto found = rows->next();
    there = found && *found && rows->integer(0) != 0;
  }
  if (!there) {
    return false;
  }
  Result<std::int64_t> last = last_step(connection);
  return last && !steps.empty() && *last == steps.back().number;
}

}  // namespace

std::span<const Migration> migrations() {
  return kMigrations;
}

Result<void> migrate(Connection& connection, std::span<const Migration> steps) {
  if (is_up_to_date(connection, steps)) {
    return {};
  }
  connection.forget_failure();
  for (;;) {
    Result<Step> step = take_step(connection, steps);
    if (!step) {
      static_cast<void>(connection.run_script("ROLLBACK"));
      connection.forget_failure();
      return tl::unexpected(std::move(step.error()));
    }
    if (*step == Step::kNothingLeft) {
      return {};
    }
  }
}

}  // namespace vedette::store
