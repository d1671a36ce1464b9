// Where the store is, for the commands that work on it: --store FILE, or what `db_config` of config.yaml says.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "content/config.h"
#include "store/flush.h"
#include "store/store.h"

namespace CLI {
class App;
}

namespace vedette::cli {

struct StorePlace {
  store::Settings settings;
  store::FlushLimits limits;
};

/// The store of a command line. In this order: `file`, an SQLite database; `db_config` of `config`; "vedette.db" in its data folder; "vedette.db"
/// here. kInvalid for a type of database that nobody here speaks. `config` may be null, `file` empty.
[[nodiscard]] Result<StorePlace> find_store(const std::string& file, const content::Config* config);

enum class IfAbsent : bool { kMake, kIsAnError };
/// Opens it. Where it must be there already, an SQLite file that is not is kNotFound; it is not made by a mere look.
[[nodiscard]] Result<std::unique_ptr<store::Store>> open_store(const StorePlace& place, IfAbsent if_absent);

/// cscli's names, and --store.
struct StoreArguments {
  static constexpr const char* kUsualConfig = "/etc/crowdsec/config.yaml";

  std::string file;
  std::string config_file;  // empty: kUsualConfig, if it is there
  std::string output;
  std::string color;
};
/// Declared on a command, they may stand behind its subcommands too.
void declare_store_options(CLI::App& app, StoreArguments& given);

enum class OutputFormat : std::uint8_t { kHuman, kJson, kRaw };

/// What a command about the store has: opened, and how to answer.
struct StoreSession {
  StorePlace place;
  std::unique_ptr<store::Store> store;
  OutputFormat format = OutputFormat::kHuman;
  std::string color;  // "yes", "no", or anything else

  /// Nothing when it cannot be opened; that has been said.
  [[nodiscard]] static std::optional<StoreSession> open(const StoreArguments& given, IfAbsent if_absent);
};

/// Says why something could not be done; gives the exit code for it.
int store_failure(const std::string& message);

}  // namespace vedette::cli
