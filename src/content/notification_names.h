// The names of the notifications that are configured: what profiles may call.
#pragma once

#include <string>
#include <vector>

#include "base/diagnostic.h"

namespace vedette::content {

/// crowdsec: pkg/csplugin/broker.go, loadConfig: the `name` of every document of the folder's YAML files. A folder that is not there has none.
[[nodiscard]] std::vector<std::string> read_notification_names(const std::string& folder, Diagnostics& diagnostics);

}  // namespace vedette::content
