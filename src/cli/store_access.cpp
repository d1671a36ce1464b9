#include "cli/store_access.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>

#include "base/printable.h"
#include "cli/commands.h"

namespace vedette::cli {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kUsualName = "vedette.db";

// csconfig/database.go, ConnectionDialect and ConnectionString
Result<StorePlace> place_of(const content::DatabaseSpec& spec, const content::Config& config) {
  StorePlace out;
  out.limits = {.max_items = spec.flush.max_items, .max_age = spec.flush.max_age};
  store::Settings& settings = out.settings;
  if (spec.type.empty() || spec.type == "sqlite") {
    settings.path = spec.path.empty() ? (fs::path(config.data_dir) / kUsualName).string() : spec.path;
    settings.write_ahead_log = spec.use_wal;
  } else if (spec.type == "postgresql" || spec.type == "postgres" || spec.type == "pgx") {
    settings.kind = store::DatabaseKind::kPostgresql;
    const bool by_socket = spec.host.empty() && spec.port.value_or(0) == 0 && !spec.path.empty();
    settings.host = by_socket ? spec.path : spec.host;
    settings.port = spec.port.value_or(0) == 0 ? "" : std::to_string(*spec.port);
    settings.user = spec.user;
    settings.password = spec.password;
    settings.database = spec.name;
    settings.ssl_mode = spec.ssl_mode;
    settings.ssl_ca_cert = spec.ssl_ca_cert;
    settings.ssl_client_cert = spec.ssl_client_cert;
    settings.ssl_client_key = spec.ssl_client_key;
  } else if (spec.type == "mysql") {
    return fail(ErrorKind::kInvalid,
                fmt::format("{}: `db_config.type` is mysql, which vedette has no driver for: use sqlite or postgresql", config.file));
  } else {
    return fail(ErrorKind::kInvalid, fmt::format("{}: `db_config.type` is `{}`: it takes sqlite or postgresql", config.file, spec.type));
  }
  settings.max_connections = static_cast<int>(std::min<std::int64_t>(spec.max_connections.value_or(0), 10'000));
  return out;
}

}  // namespace

Result<StorePlace> find_store(const std::string& file, const content::Config* config) {
  if (config != nullptr && config->database && file.empty()) {
    return place_of(*config->database, *config);
  }
  StorePlace out;
  out.settings.path = !file.empty() ? file : config == nullptr ? std::string(kUsualName) : (fs::path(config->data_dir) / kUsualName).string();
  if (config != nullptr && config->database) {
    out.limits = {.max_items = config->database->flush.max_items, .max_age = config->database->flush.max_age};
  }
  return out;
}

Result<std::unique_ptr<store::Store>> open_store(const StorePlace& place, IfAbsent if_absent) {
  const store::Settings& settings = place.settings;
  std::error_code error;
  if (if_absent == IfAbsent::kIsAnError && settings.kind == store::DatabaseKind::kSqlite && !fs::exists(settings.path, error)) {
    return fail(ErrorKind::kNotFound,
                fmt::format("there is no store at {}: name it with --store FILE, or a configuration with -c FILE", settings.path));
  }
  return store::Store::open(settings);
}

void declare_store_options(CLI::App& app, StoreArguments& given) {
  app.add_option("--store", given.file, "The store: a file of SQLite (default: what config.yaml says, else ./vedette.db)")->type_name("FILE");
  app.add_option("-c,--config", given.config_file,
                 "CrowdSec's config.yaml, whose db_config says where the store is (default: /etc/crowdsec/config.yaml)")
      ->type_name("FILE");
  app.add_option("-o,--output", given.output, "human, json or raw (CSV)")
      ->check(CLI::IsMember({"human", "json", "raw"}))
      ->take_last()
      ->type_name("FORMAT");
  app.add_option("--color", given.color, "yes, no or auto")->check(CLI::IsMember({"yes", "no", "auto"}))->type_name("WHEN");
}

int store_failure(const std::string& message) {
  std::fprintf(stderr, "vedette: %s\n", printable(message).c_str());
  return kIncomplete;
}

std::optional<StoreSession> StoreSession::open(const StoreArguments& given, IfAbsent if_absent) {
  std::optional<content::Config> config;
  std::error_code error;
  const std::string config_file = !given.config_file.empty()                                              ? given.config_file
                                  : given.file.empty() && fs::exists(StoreArguments::kUsualConfig, error) ? StoreArguments::kUsualConfig
                                                                                                          : "";
  if (!config_file.empty()) {
    Diagnostics diagnostics;
    config = content::read_config(config_file, diagnostics);
    for (const Diagnostic& diagnostic : diagnostics.all()) {
      if (diagnostic.severity == Severity::kError) {
        std::fprintf(stderr, "%s\n", render(diagnostic).c_str());
      }
    }
    if (!config) {
      return std::nullopt;
    }
  }
  StoreSession out;
  Result<StorePlace> place = find_store(given.file, config ? &*config : nullptr);
  if (!place) {
    (void)store_failure(place.error().message);
    return std::nullopt;
  }
  out.place = std::move(*place);
  Result<std::unique_ptr<store::Store>> store = open_store(out.place, if_absent);
  if (!store) {
    (void)store_failure(store.error().message);
    return std::nullopt;
  }
  out.store = std::move(*store);
  const std::string& output = given.output.empty() && config ? config->hub.output : given.output;
  out.format = output == "json" ? OutputFormat::kJson : output == "raw" ? OutputFormat::kRaw : OutputFormat::kHuman;
  out.color = given.color.empty() && config ? config->hub.color : given.color;
  return out;
}

}  // namespace vedette::cli
