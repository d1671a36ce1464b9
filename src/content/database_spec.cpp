#include "content/database_spec.h"

#include <fmt/format.h>

#include <filesystem>
#include <initializer_list>
#include <string_view>

#include "base/duration_with_days.h"
#include "base/yaml_scalar.h"
#include "content/config.h"
#include "content/mapping_reader.h"

namespace vedette::content {

namespace {

using Path = std::initializer_list<std::string_view>;

/// A file or folder; what is no place in the file system (":memory:") stays as it is.
std::string absolute(std::string path) {
  if (path.empty() || path.starts_with(":")) {
    return path;
  }
  std::error_code error;
  return std::filesystem::absolute(path, error).lexically_normal();
}

class SpecReader {
 public:
  SpecReader(const OverlaidYaml& yaml, Diagnostics& diagnostics) : yaml_(yaml), diagnostics_(diagnostics) {}

  [[nodiscard]] std::string text(Path path) const { return yaml_.text(path, diagnostics_); }
  [[nodiscard]] std::optional<std::int64_t> number_above(std::int64_t least, Path path) const {
    const YamlNode* node = yaml_.find(path);
    if (node == nullptr) {
      return std::nullopt;
    }
    const std::optional<std::int64_t> value = yaml_integer(*node);
    if (!value || *value < least) {
      ItemReport(diagnostics_).error(*node, fmt::format("`{}` takes a whole number from {} on, not {}", *(path.end() - 1), least, describe(*node)));
      return std::nullopt;
    }
    return value;
  }
  [[nodiscard]] std::optional<bool> flag(Path path) const {
    const YamlNode* node = yaml_.find(path);
    if (node == nullptr) {
      return std::nullopt;
    }
    const std::optional<bool> value = yaml_bool(*node);
    if (!value) {
      ItemReport(diagnostics_).error(*node, fmt::format("`{}` takes true or false, not {}", *(path.end() - 1), describe(*node)));
    }
    return value;
  }
  [[nodiscard]] std::optional<Duration> duration(Path path) const {
    const YamlNode* node = yaml_.find(path);
    if (node == nullptr) {
      return std::nullopt;
    }
    const std::optional<Duration> value = parse_duration_with_days(text(path));
    if (!value || *value < 0) {
      ItemReport(diagnostics_)
          .error(*node, fmt::format("`{}` takes a duration, not {}", *(path.end() - 1), describe(*node)), "write `7d`, `36h` or `1d12h`");
      return std::nullopt;
    }
    return value;
  }
  [[nodiscard]] AutoDeleteSpec auto_delete(std::string_view whose) const {
    yaml_.check_keys({"db_config", "flush", whose}, {"cert", "api_key", "login_password"}, diagnostics_);
    return {.cert = duration({"db_config", "flush", whose, "cert"}),
            .api_key = duration({"db_config", "flush", whose, "api_key"}),
            .login_password = duration({"db_config", "flush", whose, "login_password"})};
  }

 private:
  const OverlaidYaml& yaml_;
  Diagnostics& diagnostics_;
};

}  // namespace

// csconfig/database.go
std::optional<DatabaseSpec> read_database_spec(const OverlaidYaml& yaml, Diagnostics& diagnostics) {
  if (yaml.find({"db_config"}) == nullptr) {
    return std::nullopt;
  }
  yaml.check_keys({"db_config"},
                  {"type", "db_path", "use_wal", "user", "password", "db_name", "host", "port", "sslmode", "ssl_ca_cert", "ssl_client_cert",
                   "ssl_client_key", "max_open_conns", "decision_bulk_size", "log_level", "flush"},
                  diagnostics);
  yaml.check_keys({"db_config", "flush"}, {"max_items", "max_age", "bouncers_autodelete", "agents_autodelete", "metrics_max_age"}, diagnostics);
  const SpecReader in(yaml, diagnostics);
  DatabaseSpec out;
  out.type = in.text({"db_config", "type"});
  out.path = absolute(in.text({"db_config", "db_path"}));
  out.use_wal = in.flag({"db_config", "use_wal"});
  out.user = in.text({"db_config", "user"});
  out.password = in.text({"db_config", "password"});
  out.name = in.text({"db_config", "db_name"});
  out.host = in.text({"db_config", "host"});
  out.port = in.number_above(0, {"db_config", "port"});
  out.ssl_mode = in.text({"db_config", "sslmode"});
  out.ssl_ca_cert = absolute(in.text({"db_config", "ssl_ca_cert"}));
  out.ssl_client_cert = absolute(in.text({"db_config", "ssl_client_cert"}));
  out.ssl_client_key = absolute(in.text({"db_config", "ssl_client_key"}));
  out.max_connections = in.number_above(0, {"db_config", "max_open_conns"});
  out.flush.max_items = in.number_above(1, {"db_config", "flush", "max_items"});
  out.flush.max_age = in.duration({"db_config", "flush", "max_age"});
  out.flush.agents = in.auto_delete("agents_autodelete");
  out.flush.bouncers = in.auto_delete("bouncers_autodelete");
  out.flush.metrics_max_age = in.duration({"db_config", "flush", "metrics_max_age"});
  return out;
}

}  // namespace vedette::content
