// Collections: items that belong together, by name.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "base/source.h"

namespace vedette::content {

struct CollectionSpec {
  std::string name;
  std::map<std::string, std::vector<SourceText>> members;  // "parsers" -> names of parsers; also "collections", "appsec-rules", ..
};

/// The kinds of items that a collection can have, as their folders are called.
[[nodiscard]] const std::vector<std::string_view>& collection_kinds();

/// Every name by which an item below `folder` (that of its kind) may be called: that of its file, of the file it links to, and its own.
[[nodiscard]] std::set<std::string> item_names(const std::string& folder);

/// Those below `folder`/collections. One that cannot be read is reported and left out.
[[nodiscard]] std::vector<CollectionSpec> load_collections(const std::string& folder, Diagnostics& diagnostics);

/// Warns of members that have no file below the folder of their kind: absent-item.
void check_collections(const std::vector<CollectionSpec>& collections, const std::string& folder, Diagnostics& diagnostics);

}  // namespace vedette::content
