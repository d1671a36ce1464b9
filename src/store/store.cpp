#include "store/store.h"

#include <fmt/format.h>

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <vector>

#include "store/connect.h"
#include "store/migrations.h"
#include "store/store_lock.h"

namespace vedette::store {

struct Store::Implementation {
  Settings settings;
  std::string name;
  bool in_memory = false;

  std::mutex mutex;
  std::condition_variable changed;
  std::vector<std::unique_ptr<Connection>> idle;
  int in_use = 0;           // transactions
  bool is_written = false;  // by a transaction; SQLite only

  [[nodiscard]] bool is_sqlite() const { return settings.kind == DatabaseKind::kSqlite; }
  [[nodiscard]] Result<std::unique_ptr<Connection>> connect() const { return is_sqlite() ? open_sqlite(settings) : open_postgresql(settings); }
  [[nodiscard]] std::string_view begin_statement(Access access) const {
    if (is_sqlite()) {
      // IMMEDIATE: one that begins by reading and then wants to write would be refused when another wrote meanwhile.
      return access == Access::kWrite ? "BEGIN IMMEDIATE" : "BEGIN";
    }
    return access == Access::kWrite ? "BEGIN" : "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
  }

  /// Waits for a place. Gives an idle connection, or null when a new one is to be opened.
  [[nodiscard]] Result<std::unique_ptr<Connection>> take_place(Access access) {
    std::unique_lock lock(mutex);
    const bool alone = is_sqlite() && access == Access::kWrite;
    const bool came = changed.wait_for(lock, std::chrono::seconds(settings.wait_seconds),
                                       [this, alone] { return in_use < settings.max_connections && !(alone && is_written); });
    if (!came) {
      return fail(ErrorKind::kUnavailable,
                  fmt::format("{}: other transactions of this process have been open for {} seconds", name, settings.wait_seconds));
    }
    ++in_use;
    is_written = is_written || alone;
    if (idle.empty()) {
      return nullptr;
    }
    std::unique_ptr<Connection> connection = std::move(idle.back());
    idle.pop_back();
    return connection;
  }
  void leave_place(std::unique_ptr<Connection> connection, Access access) {
    {
      std::lock_guard lock(mutex);
      --in_use;
      if (is_sqlite() && access == Access::kWrite) {
        is_written = false;
      }
      if (connection != nullptr) {
        idle.push_back(std::move(connection));
      }
    }
    changed.notify_all();
  }

  [[nodiscard]] Result<std::unique_ptr<Connection>> begin(Access access) {
    Result<std::unique_ptr<Connection>> taken = take_place(access);
    if (!taken) {
      return taken;
    }
    std::unique_ptr<Connection> connection = std::move(*taken);
    const bool fresh = connection == nullptr;
    for (int attempt = 0;; ++attempt) {
      if (connection == nullptr) {
        Result<std::unique_ptr<Connection>> opened = connect();
        if (!opened) {
          leave_place(nullptr, access);
          return opened;
        }
        connection = std::move(*opened);
      }
      Result<void> begun = connection->run_script(begin_statement(access));
      if (begun) {
        return connection;
      }
      if (connection->is_alive()) {
        connection->forget_failure();
        leave_place(std::move(connection), access);
        return tl::unexpected(std::move(begun.error()));
      }
      // It broke while it was idle, as the others will have: the server was started anew.
      connection.reset();
      if (fresh || attempt > 0) {
        leave_place(nullptr, access);
        return tl::unexpected(std::move(begun.error()));
      }
    }
  }
};

Store::Store() : implementation_(std::make_unique<Implementation>()) {}

Store::~Store() {
  VEDETTE_CHECK(implementation_->in_use == 0);
}

Result<std::unique_ptr<Store>> Store::open(Settings settings) {
  std::unique_ptr<Store> store(new Store);
  Implementation& it = *store->implementation_;
  if (settings.max_connections <= 0) {
    settings.max_connections = Settings().max_connections;
  }
  if (settings.kind == DatabaseKind::kSqlite) {
    it.in_memory = settings.path == ":memory:";
    it.name = settings.path;
    if (it.in_memory) {
      settings.max_connections = 1;
    }
  } else {
    it.name = fmt::format("{} on {}{}{}", settings.database.empty() ? "PostgreSQL" : settings.database,
                          settings.host.empty() ? "this machine" : settings.host, settings.port.empty() ? "" : ":", settings.port);
  }
  it.settings = std::move(settings);
  Result<std::unique_ptr<Connection>> connection = it.connect();
  if (!connection) {
    return tl::unexpected(std::move(connection.error()));
  }
  if (auto done = migrate(**connection); !done) {
    done.error().message = fmt::format("{}: {}", it.name, done.error().message);
    return tl::unexpected(std::move(done.error()));
  }
  it.idle.push_back(std::move(*connection));
  return store;
}

Result<Transaction> Store::begin(Access access) {
  Result<std::unique_ptr<Connection>> connection = implementation_->begin(access);
  if (!connection) {
    return tl::unexpected(std::move(connection.error()));
  }
  return Transaction(*this, std::move(*connection), access);
}

void Store::take_back(std::unique_ptr<Connection> connection, Access access) {
  if (!connection->is_alive()) {
    connection.reset();
  } else {
    connection->forget_failure();
  }
  implementation_->leave_place(std::move(connection), access);
}

Result<std::unique_ptr<StoreLock>> Store::try_lock(std::string_view name) {
  if (!implementation_->is_sqlite()) {
    Result<std::unique_ptr<Connection>> connection = implementation_->connect();
    if (!connection) {
      return tl::unexpected(std::move(connection.error()));
    }
    return lock_in_database(std::move(*connection), name);
  }
  if (implementation_->in_memory) {
    return fail(ErrorKind::kInvalid, "a store in memory is nobody else's: it has no locks");
  }
  return lock_file(implementation_->settings.path, name);
}

const std::string& Store::name() const {
  return implementation_->name;
}

Dialect Store::dialect() const {
  return implementation_->is_sqlite() ? Dialect::kSqlite : Dialect::kPostgresql;
}

Transaction::Transaction(Transaction&& other) noexcept : store_(other.store_), connection_(std::move(other.connection_)), access_(other.access_) {}

Transaction::~Transaction() {
  if (connection_ != nullptr) {
    static_cast<void>(connection_->run_script("ROLLBACK"));
    give_back();
  }
}

Result<void> Transaction::commit() {
  VEDETTE_CHECK(connection_ != nullptr);
  if (connection_->has_failed()) {
    static_cast<void>(connection_->run_script("ROLLBACK"));
    give_back();
    return fail(ErrorKind::kInvalid, fmt::format("{}: nothing was kept, for a statement of the transaction had failed", store_->name()));
  }
  Result<void> kept = connection_->run_script("COMMIT");
  if (!kept) {
    static_cast<void>(connection_->run_script("ROLLBACK"));
  }
  give_back();
  return kept;
}

void Transaction::give_back() {
  store_->take_back(std::move(connection_), access_);
}

}  // namespace vedette::store
