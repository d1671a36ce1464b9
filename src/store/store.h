// The store: alerts, decisions, the outbox and checkpoints in one database, so that one transaction can hold all that an event led to.
//
//   auto store = Store::open(settings);
//   auto transaction = (*store)->begin();
//   auto alert = Alerts(*transaction).insert({...});
//   auto entry = Outbox(*transaction).add({...});
//   auto saved = transaction->commit();   // all of it or nothing, also when the machine loses power
//
// Threads: a Store is shared by as many as there are; a Transaction belongs to one at a time. SQLite has one writer: a second `begin` waits until the
// first transaction ends, so keep them short and never begin one within another on the same thread. PostgreSQL waits only where rows are shared.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/error.h"
#include "store/database.h"
#include "store/settings.h"

namespace vedette::store {

class Store;

/// Whether it may write. Reading ones see one state of the database, and in SQLite wait for nobody.
enum class Access : std::uint8_t { kRead, kWrite };

/// Undone unless committed. After a statement failed in it, it can only be undone: `commit` says so.
class Transaction {
 public:
  Transaction(Transaction&& other) noexcept;
  Transaction& operator=(Transaction&&) = delete;
  ~Transaction();

  /// Call once, last. When it fails nothing was kept.
  [[nodiscard]] Result<void> commit();
  /// For the tables.
  [[nodiscard]] Connection& connection() { return *connection_; }

 private:
  friend class Store;
  Transaction(Store& store, std::unique_ptr<Connection> connection, Access access)
      : store_(&store), connection_(std::move(connection)), access_(access) {}
  void give_back();

  Store* store_;
  std::unique_ptr<Connection> connection_;
  Access access_;
};

/// Held by one process at a time; given back when it is destroyed or the process ends, however it ends.
class StoreLock {
 public:
  virtual ~StoreLock() = default;
  /// Asks whether it still holds: it ends with the connection to a server.
  [[nodiscard]] virtual bool is_held() = 0;
};

class Store {
 public:
  /// Opens it, makes it if it is not there, and brings its tables up to date. kInvalid when a newer program wrote it. In memory for the SQLite path
  /// ":memory:" (then with one connection).
  [[nodiscard]] static Result<std::unique_ptr<Store>> open(Settings settings);
  ~Store();
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  [[nodiscard]] Result<Transaction> begin(Access access = Access::kWrite);

  /// For work that one process alone may do on a store, such as sending its notifications. Null when another holds it.
  [[nodiscard]] Result<std::unique_ptr<StoreLock>> try_lock(std::string_view name);

  /// For people: the file, or "database on host:port". Without credentials.
  [[nodiscard]] const std::string& name() const;
  [[nodiscard]] Dialect dialect() const;

 private:
  friend class Transaction;
  Store();
  void take_back(std::unique_ptr<Connection> connection, Access access);

  struct Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace vedette::store
