// A connection to a database that speaks SQL: SQLite within the process, or PostgreSQL. What differs between the two ends here; the tables are
// written once, in the SQL that both understand.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "base/error.h"

namespace vedette::store {

enum class Dialect : std::uint8_t { kSqlite, kPostgresql };

/// Bytes, as opposed to a text. A view: good as long as what it looks at.
struct Blob {
  std::string_view bytes;
};

/// A value for a `$1` in a statement. Texts are views that must live through the call. PostgreSQL refuses NUL and bad UTF-8 in texts: they become
/// U+FFFD, in both databases alike.
using Parameter = std::variant<std::nullptr_t, std::int64_t, std::string_view, Blob>;
using Parameters = std::span<const Parameter>;

/// Null for nothing.
[[nodiscard]] inline Parameter or_null(const std::optional<std::int64_t>& value) {
  return value ? Parameter(*value) : Parameter(nullptr);
}
[[nodiscard]] inline Parameter text_or_null(const std::optional<std::string>& value) {
  return value ? Parameter(std::string_view(*value)) : Parameter(nullptr);
}

/// What a statement is reading. Private to the connections.
class Cursor {
 public:
  virtual ~Cursor() = default;
  [[nodiscard]] virtual Result<bool> next() = 0;
  [[nodiscard]] virtual bool is_null(int column) const = 0;
  [[nodiscard]] virtual std::int64_t integer(int column) const = 0;
  [[nodiscard]] virtual std::string_view bytes(int column) const = 0;
  /// The reader has gone; the statement may be used again.
  virtual void close() = 0;
};

/// The rows of a query; columns are numbered from 0. Views are good until the next row. Keep one only as long as it is read, and within its
/// transaction.
class Rows {
 public:
  explicit Rows(Cursor* cursor) : cursor_(cursor) {}
  Rows(Rows&& other) noexcept : cursor_(std::exchange(other.cursor_, nullptr)) {}
  Rows& operator=(Rows&&) = delete;
  ~Rows() {
    if (cursor_ != nullptr) {
      cursor_->close();
    }
  }

  /// Goes to the next row; false behind the last one.
  [[nodiscard]] Result<bool> next() { return cursor_->next(); }
  [[nodiscard]] bool is_null(int column) const { return cursor_->is_null(column); }
  /// 0 for null.
  [[nodiscard]] std::int64_t integer(int column) const { return cursor_->integer(column); }
  /// Empty for null.
  [[nodiscard]] std::string_view text(int column) const { return cursor_->bytes(column); }
  [[nodiscard]] std::string_view blob(int column) const { return cursor_->bytes(column); }
  [[nodiscard]] std::optional<std::int64_t> integer_if_any(int column) const {
    return is_null(column) ? std::nullopt : std::optional(integer(column));
  }

 private:
  Cursor* cursor_;
};

/// One thread at a time. Statements are compiled once and kept, by their text.
/// Errors: kUnavailable when the database cannot be reached, is locked for too long or its disk is full; kDenied when it may not be written or the
/// password is wrong; kConflict for a broken constraint; kInvalid when the file is no database or is damaged. No message holds a password.
class Connection {
 public:
  virtual ~Connection() = default;
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  [[nodiscard]] virtual Dialect dialect() const = 0;
  /// Whether it is of any use still; a connection to a server may break.
  [[nodiscard]] virtual bool is_alive() const = 0;
  /// Whether a statement failed since `forget_failure`: PostgreSQL then refuses to keep anything of the transaction, so neither database does.
  [[nodiscard]] bool has_failed() const { return failed_; }
  void forget_failure() { failed_ = false; }
  /// Statements without parameters and results, one after the other.
  [[nodiscard]] virtual Result<void> run_script(std::string_view sql) = 0;

  /// One statement; `parameters` are $1, $2, ... of it.
  [[nodiscard]] virtual Result<Rows> query(std::string_view sql, Parameters parameters) = 0;
  [[nodiscard]] Result<Rows> query(std::string_view sql, std::initializer_list<Parameter> parameters = {}) {
    return query(sql, Parameters(parameters.begin(), parameters.size()));
  }
  /// The same for a statement whose rows do not matter. Returns how many rows it wrote, changed or deleted.
  [[nodiscard]] virtual Result<std::int64_t> execute(std::string_view sql, Parameters parameters) = 0;
  [[nodiscard]] Result<std::int64_t> execute(std::string_view sql, std::initializer_list<Parameter> parameters = {}) {
    return execute(sql, Parameters(parameters.begin(), parameters.size()));
  }

 protected:
  Connection() = default;
  void set_failed() { failed_ = true; }

 private:
  bool failed_ = false;
};

}  // namespace vedette::store
