// Lists of a hub's items: tables for people, JSON and CSV as cscli prints them.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "cli/terminal.h"
#include "content/hub/hub.h"

namespace vedette::cli {

using ItemsByType = std::array<std::vector<content::HubItem*>, content::kItemTypeCount>;

/// The words that --status takes; "installed" stands for all but not-installed.
inline constexpr std::array<std::string_view, 6> kItemStatuses = {"installed", "not-installed", "up-to-date", "outdated", "tainted", "local"};
/// True also when there is nothing to match.
[[nodiscard]] bool matches_status(const content::HubItem& item, const std::vector<std::string>& statuses);

/// {"parsers": [{"name", "local_version", ..}], ..}: of `types` only, empty lists included.
[[nodiscard]] std::string item_list_json(const std::vector<content::ItemType>& types, const ItemsByType& items);
/// With a column for the type when there are several.
[[nodiscard]] std::string item_list_csv(const std::vector<content::ItemType>& types, const ItemsByType& items);
/// One table a type, its name above.
[[nodiscard]] std::string item_list_text(content::ItemType type, const std::vector<content::HubItem*>& items, const Style& style);

/// One table of all kinds; with their descriptions for a search.
[[nodiscard]] std::string item_table(content::Hub& hub, const std::vector<content::HubItem*>& items, bool descriptions, const Style& style);

struct TreeView {
  std::vector<std::string> statuses;
  bool full = false;  // every part of a collection, not only what is wrong
};
/// Collections with what is worth showing of their parts below them, then what no collection brought. Empty when there is nothing.
[[nodiscard]] std::string item_tree_table(content::Hub& hub, const TreeView& view, const Style& style);

}  // namespace vedette::cli
