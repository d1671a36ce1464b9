// Paths of a hub: what an index or an item says about files is joined to a folder only when it stays below it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace vedette::content {

/// `folder` and `relative` joined, absolute and without dots. An error when it is absolute, empty or leads out of the folder.
[[nodiscard]] Result<std::string> safe_path(const std::string& folder, std::string_view relative);

/// The components of `path` below `folder`; nothing when it is not below. Both absolute; links are not looked at.
[[nodiscard]] std::optional<std::vector<std::string>> components_below(const std::string& path, const std::string& folder);

/// What a link leads to, at most ten steps; the path itself when it is none. Only the last component is looked at, as in the reference.
[[nodiscard]] Result<std::string> resolve_link(const std::string& path);

/// YAML files below `folder` in the order of filepath.WalkDir: each folder's entries by name. Absolute paths. Folders with a leading dot are left
/// out; links to folders, the first one included, are not followed. What cannot be listed is left out.
[[nodiscard]] std::vector<std::string> walk_yaml_files(const std::string& folder);

}  // namespace vedette::content
