// PostgreSQL, through libpq. Results come in binary, so that bytes are bytes.
#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cstring>
#include <string>
#include <unordered_map>
#include <vector>

#include "store/connect.h"
#include "store/postgresql_library.h"
#include "store/stored_text.h"

namespace vedette::store {

namespace {

constexpr std::size_t kStatementsKept = 256;

// pg_type.h: the types that results have here.
constexpr Oid kBool = 16, kInt8 = 20, kInt2 = 21, kInt4 = 23;

/// PostgreSQL's errcodes: classes are the first two characters.
ErrorKind kind_of(std::string_view state) {
  const std::string_view family = state.substr(0, 2);
  if (family == "23") {
    return ErrorKind::kConflict;  // integrity_constraint_violation
  }
  if (family == "28" || state == "42501" || family == "25") {
    return ErrorKind::kDenied;  // authorization, insufficient_privilege, a read-only transaction
  }
  if (family == "3D") {
    return ErrorKind::kNotFound;  // the database
  }
  // connection, transaction_rollback, resources (a full disk), lock_not_available, operator_intervention, system_error
  if (state.empty() || family == "08" || family == "40" || family == "53" || family == "55" || family == "57" || family == "58") {
    return ErrorKind::kUnavailable;
  }
  return ErrorKind::kInvalid;
}

/// libpq's messages have several lines and end with one.
std::string one_line(std::string_view message) {
  std::string out;
  for (char c : message) {
    if (c != '\n') {
      out += c;
    } else if (!out.empty() && out.back() != ' ') {
      out += ' ';
    }
  }
  while (!out.empty() && out.back() == ' ') {
    out.pop_back();
  }
  return out;
}

class PostgresqlConnection;

class PostgresqlCursor final : public Cursor {
 public:
  PostgresqlCursor(const PostgresqlLibrary& library, std::string name) : library_(library), name_(std::move(name)) {}
  ~PostgresqlCursor() override { close(); }

  [[nodiscard]] Result<bool> next() override { return ++row_ < rows_; }
  [[nodiscard]] bool is_null(int column) const override { return library_.getisnull(result_, row_, column) != 0; }
  [[nodiscard]] std::int64_t integer(int column) const override {
    const std::string_view data = bytes(column);
    std::uint64_t value = 0;
    for (char c : data) {
      value = value << 8U | static_cast<unsigned char>(c);
    }
    switch (library_.ftype(result_, column)) {
      case kInt8:
      case kBool:
        return static_cast<std::int64_t>(value);
      case kInt4:
        return static_cast<std::int32_t>(value);
      case kInt2:
        return static_cast<std::int16_t>(value);
      default:
        VEDETTE_CHECK(data.empty());
        return 0;
    }
  }
  [[nodiscard]] std::string_view bytes(int column) const override {
    return {library_.getvalue(result_, row_, column), static_cast<std::size_t>(library_.getlength(result_, row_, column))};
  }
  void close() override {
    if (result_ != nullptr) {
      library_.clear(result_);
      result_ = nullptr;
    }
    busy_ = false;
  }

  void open(PGresult* result) {
    result_ = result;
    row_ = -1;
    rows_ = library_.ntuples(result);
    busy_ = true;
  }
  [[nodiscard]] bool is_busy() const { return busy_; }
  [[nodiscard]] const std::string& name() const { return name_; }

 private:
  const PostgresqlLibrary& library_;
  std::string name_;
  PGresult* result_ = nullptr;
  int row_ = -1;
  int rows_ = 0;
  bool busy_ = false;
};

/// Parameters as libpq takes them: arrays of pointers, and the texts that these point to.
class BoundParameters {
 public:
  void bind(Parameters parameters) {
    texts_.resize(parameters.size());
    values_.assign(parameters.size(), nullptr);
    sizes_.assign(parameters.size(), 0);
    formats_.assign(parameters.size(), 0);
    for (std::size_t i = 0; i < parameters.size(); ++i) {
      const Parameter& parameter = parameters[i];
      if (const auto* number = std::get_if<std::int64_t>(&parameter)) {
        std::array<char, 24> digits{};
        auto end = std::to_chars(digits.data(), digits.data() + digits.size(), *number);
        texts_[i].assign(digits.data(), end.ptr);
        values_[i] = texts_[i].c_str();
      } else if (const auto* text = std::get_if<std::string_view>(&parameter)) {
        texts_[i] = storable(*text, scratch_);  // ends with the NUL that libpq wants
        values_[i] = texts_[i].c_str();
      } else if (const auto* blob = std::get_if<Blob>(&parameter)) {
        values_[i] = blob->bytes.data() == nullptr ? "" : blob->bytes.data();
        sizes_[i] = static_cast<int>(blob->bytes.size());
        formats_[i] = 1;
      }
    }
  }
  [[nodiscard]] int count() const { return static_cast<int>(values_.size()); }
  [[nodiscard]] const char* const* values() const { return values_.data(); }
  [[nodiscard]] const int* sizes() const { return sizes_.data(); }
  [[nodiscard]] const int* formats() const { return formats_.data(); }

 private:
  std::vector<std::string> texts_;
  std::vector<const char*> values_;
  std::vector<int> sizes_;
  std::vector<int> formats_;
  std::string scratch_;
};

class PostgresqlConnection final : public Connection {
 public:
  PostgresqlConnection(const PostgresqlLibrary& library, PGconn* handle, std::string name)
      : library_(library), handle_(handle), name_(std::move(name)) {}
  ~PostgresqlConnection() override {
    statements_.clear();
    library_.finish(handle_);
  }

  [[nodiscard]] Dialect dialect() const override { return Dialect::kPostgresql; }
  [[nodiscard]] bool is_alive() const override { return library_.status(handle_) == CONNECTION_OK; }

  [[nodiscard]] Result<void> run_script(std::string_view sql) override {
    PGresult* result = library_.exec(handle_, std::string(sql).c_str());
    if (!succeeded(result)) {
      return tl::unexpected(error_of(result));
    }
    library_.clear(result);
    return {};
  }
  [[nodiscard]] Result<Rows> query(std::string_view sql, Parameters parameters) override {
    Result<PostgresqlCursor*> cursor = run(sql, parameters);
    if (!cursor) {
      return tl::unexpected(std::move(cursor.error()));
    }
    return Rows(*cursor);
  }
  [[nodiscard]] Result<std::int64_t> execute(std::string_view sql, Parameters parameters) override {
    Result<PostgresqlCursor*> cursor = run(sql, parameters);
    if (!cursor) {
      return tl::unexpected(std::move(cursor.error()));
    }
    (*cursor)->close();
    return changed_;
  }

  [[nodiscard]] Error connection_error() {
    set_failed();
    return {ErrorKind::kUnavailable, fmt::format("{}: {}", name_, one_line(library_.errorMessage(handle_)))};
  }

 private:
  [[nodiscard]] bool succeeded(const PGresult* result) const {
    const ExecStatusType status = library_.resultStatus(result);
    return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
  }
  /// Frees `result`, which may be null.
  [[nodiscard]] Error error_of(PGresult* result) {
    set_failed();
    const char* state = result == nullptr ? nullptr : library_.resultErrorField(result, PG_DIAG_SQLSTATE);
    const char* message = result == nullptr ? library_.errorMessage(handle_) : library_.resultErrorMessage(result);
    Error error{kind_of(state == nullptr ? std::string_view() : state), fmt::format("{}: {}", name_, one_line(message))};
    if (result != nullptr) {
      library_.clear(result);
    }
    return error;
  }

  [[nodiscard]] Result<PostgresqlCursor*> run(std::string_view sql, Parameters parameters) {
    Result<PostgresqlCursor*> cursor = cursor_of(sql);
    if (!cursor) {
      return cursor;
    }
    bound_.bind(parameters);
    constexpr int kBinary = 1;
    PGresult* result =
        library_.execPrepared(handle_, (*cursor)->name().c_str(), bound_.count(), bound_.values(), bound_.sizes(), bound_.formats(), kBinary);
    if (!succeeded(result)) {
      return tl::unexpected(error_of(result));
    }
    changed_ = 0;
    const std::string_view changed = library_.cmdTuples(result);
    std::from_chars(changed.data(), changed.data() + changed.size(), changed_);
    (*cursor)->open(result);
    return cursor;
  }

  [[nodiscard]] Result<PostgresqlCursor*> cursor_of(std::string_view sql) {
    auto& kept = statements_[std::string(sql)];
    for (auto& cursor : kept) {
      if (!cursor->is_busy()) {
        return cursor.get();
      }
    }
    if (!kept.empty()) {  // the server's statement serves any number of readers, for results are read whole
      kept.push_back(std::make_unique<PostgresqlCursor>(library_, kept.front()->name()));
      return kept.back().get();
    }
    if (statements_.size() > kStatementsKept) {
      forget_idle(sql);
    }
    const std::string name = fmt::format("vedette{}", ++statement_number_);
    PGresult* result = library_.prepare(handle_, name.c_str(), std::string(sql).c_str(), 0, nullptr);
    if (!succeeded(result)) {
      return tl::unexpected(error_of(result));
    }
    library_.clear(result);
    auto& list = statements_[std::string(sql)];
    list.push_back(std::make_unique<PostgresqlCursor>(library_, name));
    return list.back().get();
  }
  /// Filters make statements without end.
  void forget_idle(std::string_view but) {
    std::erase_if(statements_, [this, but](const auto& entry) {
      if (entry.first == but) {
        return false;
      }
      for (const auto& cursor : entry.second) {
        if (cursor->is_busy()) {
          return false;
        }
      }
      if (!entry.second.empty()) {
        library_.clear(library_.exec(handle_, fmt::format("DEALLOCATE {}", entry.second.front()->name()).c_str()));
      }
      return true;
    });
  }

  const PostgresqlLibrary& library_;
  PGconn* handle_;
  std::string name_;
  std::unordered_map<std::string, std::vector<std::unique_ptr<PostgresqlCursor>>> statements_;
  BoundParameters bound_;
  std::int64_t changed_ = 0;
  std::uint64_t statement_number_ = 0;
};

}  // namespace

Result<std::unique_ptr<Connection>> open_postgresql(const Settings& settings) {
  Result<const PostgresqlLibrary*> library = PostgresqlLibrary::load();
  if (!library) {
    return tl::unexpected(std::move(library.error()));
  }
  std::vector<const char*> names;
  std::vector<const char*> values;
  auto set = [&names, &values](const char* name, const std::string& value) {
    if (!value.empty()) {
      names.push_back(name);
      values.push_back(value.c_str());
    }
  };
  set("host", settings.host);
  set("port", settings.port);
  set("user", settings.user);
  set("password", settings.password);
  set("dbname", settings.database);
  set("sslmode", settings.ssl_mode);
  set("sslrootcert", settings.ssl_ca_cert);
  set("sslcert", settings.ssl_client_cert);
  set("sslkey", settings.ssl_client_key);
  // A server that went away without a word is noticed within half a minute.
  const std::string wait = "10";
  const std::string silence = "30000";
  const std::string encoding = "UTF8";
  const std::string application = "vedette";
  set("connect_timeout", wait);
  set("tcp_user_timeout", silence);
  set("keepalives_idle", wait);
  set("client_encoding", encoding);
  set("fallback_application_name", application);
  names.push_back(nullptr);
  values.push_back(nullptr);

  PGconn* handle = (*library)->connectdbParams(names.data(), values.data(), 0);
  if (handle == nullptr) {
    return fail(ErrorKind::kUnavailable, "PostgreSQL: out of memory");
  }
  auto connection = std::make_unique<PostgresqlConnection>(**library, handle, "PostgreSQL");
  if (!connection->is_alive()) {
    return tl::unexpected(connection->connection_error());
  }
  (*library)->setNoticeProcessor(
      handle, [](void*, const char*) {}, nullptr);
  if (auto done = connection->run_script(fmt::format("SET lock_timeout = {}", settings.wait_seconds * 1000)); !done) {
    return tl::unexpected(std::move(done.error()));
  }
  return connection;
}

}  // namespace vedette::store
