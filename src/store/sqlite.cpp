// SQLite, within the process.
#include <fcntl.h>
#include <fmt/format.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <unordered_map>
#include <vector>

#include "store/connect.h"
#include "store/stored_text.h"

namespace vedette::store {

namespace {

constexpr std::string_view kMemory = ":memory:";
constexpr std::size_t kStatementsKept = 256;

ErrorKind kind_of(int code) {
  switch (code & 0xFF) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_FULL:
    case SQLITE_IOERR:
    case SQLITE_NOMEM:
    case SQLITE_INTERRUPT:
      return ErrorKind::kUnavailable;
    case SQLITE_PERM:
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_AUTH:
      return ErrorKind::kDenied;
    case SQLITE_CONSTRAINT:
      return ErrorKind::kConflict;
    default:
      return ErrorKind::kInvalid;
  }
}

/// What SQLite's own words leave open.
std::string_view advice_on(int code) {
  switch (code & 0xFF) {
    case SQLITE_BUSY:
      return "; another process has been writing to it for too long";
    case SQLITE_FULL:
      return "; nothing was changed, and it goes on as soon as there is room";
    case SQLITE_NOTADB:
      return "; name another file";
    case SQLITE_CORRUPT:
      return "; restore it from a copy, or let `sqlite3 FILE .recover` save what is left";
    default:
      return "";
  }
}

class SqliteConnection;

class SqliteCursor final : public Cursor {
 public:
  SqliteCursor(SqliteConnection& connection, sqlite3_stmt* statement);
  ~SqliteCursor() override { sqlite3_finalize(statement_); }

  [[nodiscard]] Result<void> bind(Parameters parameters, bool copy);
  [[nodiscard]] Result<bool> next() override;
  [[nodiscard]] bool is_null(int column) const override { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }
  [[nodiscard]] std::int64_t integer(int column) const override { return sqlite3_column_int64(statement_, column); }
  [[nodiscard]] std::string_view bytes(int column) const override {
    const void* data = sqlite3_column_blob(statement_, column);
    return {static_cast<const char*>(data), data == nullptr ? 0 : static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
  }
  void close() override {
    sqlite3_reset(statement_);
    sqlite3_clear_bindings(statement_);
    busy_ = false;
  }
  [[nodiscard]] bool is_busy() const { return busy_; }
  void open() { busy_ = true; }

 private:
  SqliteConnection& connection_;
  sqlite3_stmt* statement_;
  std::vector<int> places_;  // where $1, $2, .. are; 0: nowhere
  std::string scratch_;
  bool busy_ = false;
};

class SqliteConnection final : public Connection {
 public:
  SqliteConnection(sqlite3* handle, std::string path) : handle_(handle), path_(std::move(path)) {}
  ~SqliteConnection() override {
    statements_.clear();
    sqlite3_close(handle_);
  }

  [[nodiscard]] Dialect dialect() const override { return Dialect::kSqlite; }
  [[nodiscard]] bool is_alive() const override { return true; }

  [[nodiscard]] Result<void> run_script(std::string_view sql) override {
    if (sqlite3_exec(handle_, std::string(sql).c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) {
      return tl::unexpected(last_error());
    }
    return {};
  }
  [[nodiscard]] Result<Rows> query(std::string_view sql, Parameters parameters) override {
    Result<SqliteCursor*> cursor = cursor_of(sql);
    if (!cursor) {
      return tl::unexpected(std::move(cursor.error()));
    }
    Rows rows(*cursor);
    if (auto bound = (*cursor)->bind(parameters, true); !bound) {
      return tl::unexpected(std::move(bound.error()));
    }
    return rows;
  }
  [[nodiscard]] Result<std::int64_t> execute(std::string_view sql, Parameters parameters) override {
    Result<SqliteCursor*> cursor = cursor_of(sql);
    if (!cursor) {
      return tl::unexpected(std::move(cursor.error()));
    }
    Rows rows(*cursor);
    if (auto bound = (*cursor)->bind(parameters, false); !bound) {
      return tl::unexpected(std::move(bound.error()));
    }
    const std::int64_t before = sqlite3_total_changes64(handle_);
    for (;;) {
      Result<bool> more = rows.next();
      if (!more) {
        return tl::unexpected(std::move(more.error()));
      }
      if (!*more) {
        break;
      }
    }
    // `changes` leaves out what foreign keys took along; it is of the last statement that changed anything, so only when this one did.
    return sqlite3_total_changes64(handle_) == before ? 0 : sqlite3_changes64(handle_);
  }

  [[nodiscard]] Error last_error() {
    set_failed();
    const int code = sqlite3_extended_errcode(handle_);
    std::string message = fmt::format("{}: {}", path_, sqlite3_errmsg(handle_));
    if (code == SQLITE_IOERR_WRITE || code == SQLITE_IOERR_FSYNC) {
      // SQLite calls ENOSPC "full", but neither a quota nor a limit of the process, and it does not always keep the errno.
      message += " while writing: the disk is broken, or there is no room for this user";
      message += advice_on(SQLITE_FULL);
    }
    message += advice_on(code);
    return {kind_of(code), std::move(message)};
  }

 private:
  [[nodiscard]] Result<SqliteCursor*> cursor_of(std::string_view sql) {
    auto& kept = statements_[std::string(sql)];
    for (auto& cursor : kept) {
      if (!cursor->is_busy()) {
        cursor->open();
        return cursor.get();
      }
    }
    if (statements_.size() > kStatementsKept) {
      forget_idle(sql);
    }
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v3(handle_, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT, &statement, nullptr) != SQLITE_OK) {
      return tl::unexpected(last_error());
    }
    auto& list = statements_[std::string(sql)];
    list.push_back(std::make_unique<SqliteCursor>(*this, statement));
    list.back()->open();
    return list.back().get();
  }
  /// Filters make statements without end.
  void forget_idle(std::string_view but) {
    std::erase_if(statements_, [but](const auto& entry) {
      if (entry.first == but) {
        return false;
      }
      for (const auto& cursor : entry.second) {
        if (cursor->is_busy()) {
          return false;
        }
      }
      return true;
    });
  }

  sqlite3* handle_;
  std::string path_;
  std::unordered_map<std::string, std::vector<std::unique_ptr<SqliteCursor>>> statements_;
};

SqliteCursor::SqliteCursor(SqliteConnection& connection, sqlite3_stmt* statement) : connection_(connection), statement_(statement) {
  // SQLite takes `$1` for a name and numbers names as they come.
  for (int place = 1; place <= sqlite3_bind_parameter_count(statement_); ++place) {
    const char* name = sqlite3_bind_parameter_name(statement_, place);
    VEDETTE_CHECK(name != nullptr && name[0] == '$');
    const auto number = static_cast<std::size_t>(std::stoul(name + 1));
    if (places_.size() < number) {
      places_.resize(number);
    }
    places_[number - 1] = place;
  }
}

Result<void> SqliteCursor::bind(Parameters parameters, bool copy) {
  VEDETTE_CHECK(parameters.size() == places_.size());
  const sqlite3_destructor_type lifetime = copy ? SQLITE_TRANSIENT : SQLITE_STATIC;
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const int place = places_[i];
    VEDETTE_CHECK(place != 0);
    int code = SQLITE_OK;
    const Parameter& parameter = parameters[i];
    if (const auto* number = std::get_if<std::int64_t>(&parameter)) {
      code = sqlite3_bind_int64(statement_, place, *number);
    } else if (const auto* text = std::get_if<std::string_view>(&parameter)) {
      const std::string_view clean = storable(*text, scratch_);
      const bool is_scratch = clean.data() == scratch_.data();
      code = sqlite3_bind_text64(statement_, place, clean.data() == nullptr ? "" : clean.data(), clean.size(),
                                 is_scratch ? SQLITE_TRANSIENT : lifetime, SQLITE_UTF8);
    } else if (const auto* blob = std::get_if<Blob>(&parameter)) {
      code = sqlite3_bind_blob64(statement_, place, blob->bytes.data() == nullptr ? "" : blob->bytes.data(), blob->bytes.size(), lifetime);
    } else {
      code = sqlite3_bind_null(statement_, place);
    }
    if (code != SQLITE_OK) {
      return tl::unexpected(connection_.last_error());
    }
  }
  return {};
}

Result<bool> SqliteCursor::next() {
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) {
    return true;
  }
  if (code == SQLITE_DONE) {
    return false;
  }
  return tl::unexpected(connection_.last_error());
}

/// So that nobody else can read it from its first byte on; SQLite gives its companions (-wal, -shm) the same mode. A file that is there is not
/// opened: closing it again would drop the locks that other connections of this process have on it (fcntl(2)).
Result<void> make_private(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) == 0) {
    if (S_ISREG(status.st_mode) && (status.st_mode & 0007) != 0) {
      // Alerts tell who did what: not for everyone. It may belong to another user; then it stays as that user has it.
      static_cast<void>(::chmod(path.c_str(), status.st_mode & 0770));
    }
    return {};
  }
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (descriptor < 0 && errno != EEXIST) {
    return tl::unexpected(system_error("open " + path, errno));
  }
  if (descriptor >= 0) {
    ::close(descriptor);
  }
  return {};
}

/// fsutil.IsNetworkFS
bool is_on_network_share(const std::string& path) {
  constexpr unsigned kNfs = 0x6969, kSmb = 0x517B, kSmb2 = 0xFE534D42, kCifs = 0xFF534D42;
  struct statfs status {};
  if (::statfs(path.c_str(), &status) != 0) {
    return false;
  }
  const auto kind = static_cast<unsigned>(status.f_type);
  return kind == kNfs || kind == kSmb || kind == kSmb2 || kind == kCifs;
}

}  // namespace

Result<std::unique_ptr<Connection>> open_sqlite(const Settings& settings) {
  if (settings.path != kMemory) {
    if (auto made = make_private(settings.path); !made) {
      return tl::unexpected(std::move(made.error()));
    }
  }
  sqlite3* handle = nullptr;
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  const int code = sqlite3_open_v2(settings.path.c_str(), &handle, flags, nullptr);
  if (handle == nullptr) {
    return fail(ErrorKind::kUnavailable, settings.path + ": out of memory");
  }
  auto connection = std::make_unique<SqliteConnection>(handle, settings.path);
  if (code != SQLITE_OK) {
    return tl::unexpected(connection->last_error());
  }
  sqlite3_busy_timeout(handle, settings.wait_seconds * 1000);
  // FULL: what was committed is there after the machine lost power, for receipts are given back on the strength of it.
  const std::string set_up = fmt::format(
      "PRAGMA foreign_keys=ON;"
      "PRAGMA journal_mode={};"
      "PRAGMA synchronous=FULL;"
      "PRAGMA journal_size_limit=67108864;"
      "PRAGMA cache_size=-16384;"
      "PRAGMA temp_store=MEMORY;",
      settings.write_ahead_log.value_or(!is_on_network_share(settings.path)) ? "WAL" : "DELETE");
  if (auto done = connection->run_script(set_up); !done) {
    return tl::unexpected(std::move(done.error()));
  }
  return connection;
}

}  // namespace vedette::store
