// Alerts of the store as cscli prints them: tables, JSON, CSV.
#pragma once

#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

#include "cli/store_access.h"
#include "cli/terminal.h"
#include "model/alert.h"
#include "store/alerts.h"

namespace CLI {
class App;
}

namespace vedette::cli {

/// A field of a CSV line as Go's encoding/csv writes it.
[[nodiscard]] std::string stored_csv_field(std::string_view text);
/// Fields with commas between them and a line break behind.
[[nodiscard]] std::string stored_csv_line(const std::vector<std::string>& fields);

/// Compact JSON over several lines, as json.MarshalIndent writes it; `depth` is where it stands.
[[nodiscard]] std::string indented_json(std::string_view json, std::string_view indent, std::size_t depth = 0);
/// The alerts as a list, a line break behind it.
[[nodiscard]] std::string alert_list_json(const std::vector<model::Alert>& alerts);

/// Number and name of the source's autonomous system (models.Source.GetAsNumberName).
[[nodiscard]] std::string as_number_name(const model::Source& source);

/// The options that commands about alerts and about decisions share.
struct StoredFilterArguments {
  std::string since;
  std::string until;
  std::string ip;
  std::string range;
  std::string scope;
  std::string value;
  std::string scenario;
  std::string origin;
  std::string type;
  bool contained = false;

  [[nodiscard]] bool empty() const {
    return ip.empty() && range.empty() && scope.empty() && value.empty() && scenario.empty() && origin.empty() && type.empty();
  }
};
/// --ip, --range, --scope, --value, --scenario, --origin, --contained.
void declare_stored_filter(CLI::App& app, StoredFilterArguments& given);
/// --since and --until.
void declare_stored_times(CLI::App& app, StoredFilterArguments& given);

/// kInvalid, with what to say, for an address, range or duration that is none (clialert.SanitizeScope).
[[nodiscard]] Result<store::AlertFilter> alert_filter_of(const StoredFilterArguments& given, Time now);
/// Newest first, `limit` at most (0: all).
[[nodiscard]] Result<std::vector<model::Alert>> read_alerts(const StoreSession& session, const store::AlertFilter& filter, std::size_t limit,
                                                            Time now);
/// What --color says, else what standard output is.
[[nodiscard]] Style style_of(const StoreSession& session);
[[nodiscard]] Result<std::optional<store::AddressRange>> address_range_of(const StoredFilterArguments& given);

}  // namespace vedette::cli
