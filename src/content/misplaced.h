// Documents in a folder that is for another kind of item.
#pragma once

#include "base/yaml.h"
#include "content/item_file.h"
#include "content/mapping_reader.h"

namespace vedette::content {

/// Whether the document's keys are those of another kind than its folder says, and none are of that kind: an error then, in place of one for each
/// key.
[[nodiscard]] bool report_misplaced(const YamlNode& root, ItemKind kind, ItemReport& report);

}  // namespace vedette::content
