// An index made of a checkout that has none, as the Hub's own generator makes it.
#pragma once

#include <string>

#include "base/error.h"
#include "content/hub/hub.h"
#include "content/hub/index.h"

namespace vedette::content {

/// The text of an .index.json for the items in `folder`, their texts in it. An item keeps the versions that `before` knows; where its text is none of
/// them it becomes the next one. Files that cannot be read are left out and said.
[[nodiscard]] Result<std::string> build_index(const std::string& folder, const HubIndex& before, const HubLog& log);

}  // namespace vedette::content
