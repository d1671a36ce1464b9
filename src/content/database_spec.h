// `db_config` of config.yaml: where alerts and decisions are kept, and how many of them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/diagnostic.h"
#include "base/time.h"

namespace vedette::content {

class OverlaidYaml;

/// csconfig.AuthGCCfg: after what time of silence one that logs in so is forgotten.
struct AutoDeleteSpec {
  std::optional<Duration> cert;
  std::optional<Duration> api_key;
  std::optional<Duration> login_password;
};

/// csconfig.FlushDBCfg
struct FlushSpec {
  std::optional<std::int64_t> max_items;
  std::optional<Duration> max_age;
  AutoDeleteSpec agents;
  AutoDeleteSpec bouncers;
  std::optional<Duration> metrics_max_age;
};

/// csconfig.DatabaseCfg. Texts that were not given are empty; paths are absolute.
struct DatabaseSpec {
  std::string type;  // as written: "sqlite", "postgresql", "postgres", "pgx", or what nobody here speaks
  std::string path;
  std::optional<bool> use_wal;
  std::string user;
  std::string password;  // never shown
  std::string name;
  std::string host;
  std::optional<std::int64_t> port;
  std::string ssl_mode;
  std::string ssl_ca_cert;
  std::string ssl_client_cert;
  std::string ssl_client_key;
  std::optional<std::int64_t> max_connections;
  FlushSpec flush;
};

/// Nothing without a `db_config`. Values that do not fit are errors, unknown keys warnings.
[[nodiscard]] std::optional<DatabaseSpec> read_database_spec(const OverlaidYaml& yaml, Diagnostics& diagnostics);

}  // namespace vedette::content
