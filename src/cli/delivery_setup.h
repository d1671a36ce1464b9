// Profiles, notifiers and the store of a command line: what alerts are delivered with.
#pragma once

#include <optional>
#include <string>

#include "cli/store_access.h"
#include "delivery/log.h"
#include "notify/notifier.h"
#include "profile/profile.h"

namespace vedette::cli {

struct DeliveryArguments {
  std::string config_file;
  std::string store_file;     // empty: what find_store says
  std::string profiles_file;  // instead of the configuration's
  std::string notifications;  // the same: a folder
};

/// Which notifiers a command wants: those that profiles call, all of which must be usable; or every one that is. The examples that come installed are
/// not, and nothing is said of them then.
enum class NotifiersWanted : std::uint8_t { kCalled, kAll };

struct DeliverySetup {
  profile::Profiles profiles;
  notify::Notifiers notifiers;
  StorePlace place;

  /// Nothing when something is wrong that must be put right first, such as a profile that calls a notifier which is not there; all has been said.
  /// With kAll, `about` may name a notifier of which all that is wrong is said.
  [[nodiscard]] static std::optional<DeliverySetup> load(const DeliveryArguments& given, NotifiersWanted wanted, const std::string& about = {});
};

/// On standard error, a line each. Notes are left out when `quiet`.
[[nodiscard]] delivery::Log log_to_stderr(bool quiet);

}  // namespace vedette::cli
