// Where the store is and how it is reached; content's `db_config` is one way to fill it in.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace vedette::store {

enum class DatabaseKind : std::uint8_t { kSqlite, kPostgresql };

struct Settings {
  DatabaseKind kind = DatabaseKind::kSqlite;

  /// SQLite's file; it is made, with mode 0600, when it is not there.
  std::string path;
  /// SQLite's write-ahead log: readers and the writer do not wait for one another. Not given: used unless the file lies on a network share, where it
  /// does not work (csconfig/database.go, LoadDBConfig).
  std::optional<bool> write_ahead_log;

  // PostgreSQL. Empty: what libpq takes by default, the environment (PGHOST, ..) included.
  std::string host;  // or the folder of its socket
  std::string port;
  std::string user;
  std::string password;  // never shown
  std::string database;
  std::string ssl_mode;
  std::string ssl_ca_cert;
  std::string ssl_client_cert;
  std::string ssl_client_key;

  /// Connections at most; a further transaction waits for one.
  int max_connections = 100;
  /// How long to wait for another process that writes, or for a server that does not answer.
  int wait_seconds = 100;
};

}  // namespace vedette::store
