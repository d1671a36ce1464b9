// All that is known of one item, as cscli prints it.
#pragma once

#include <string>

#include "content/hub/hub.h"

namespace vedette::cli {

/// Both show the parts of the version that is installed.
[[nodiscard]] std::string item_json(const content::Hub& hub, const content::HubItem& item);
[[nodiscard]] std::string item_yaml(const content::Hub& hub, const content::HubItem& item);

}  // namespace vedette::cli
