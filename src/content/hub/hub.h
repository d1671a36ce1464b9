// The hub of this machine: what the index offers, what is downloaded to the hub's folder, what is installed in the configuration. Both CrowdSec's and
// this program read and change these folders, so the rules are cwhub's.
#pragma once

#include <array>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "content/hub/index.h"

namespace vedette::content {

/// csconfig.LocalHubCfg. Absolute paths.
struct HubFolders {
  std::string index;    // the file .index.json
  std::string hub;      // items are downloaded to it
  std::string install;  // and linked from it; local items lie there
  std::string data;     // data files that items name
};

enum class HubLevel : std::uint8_t { kError, kWarning, kInfo };
/// What is said on the way; never the reason of a failure, which is returned.
using HubLog = std::function<void(HubLevel, const std::string&)>;

/// What is true of an item on this machine.
struct ItemState {
  std::string local_path;     // the install link, or the local file; empty: not installed
  std::string local_version;  // "?": changed, or the version is not known
  std::string local_hash;
  std::string download_path;  // empty: not downloaded
  bool local = false;         // made by the user, not from the hub
  bool up_to_date = false;
  bool tainted = false;
  std::vector<std::string> tainted_by;              // "parsers:author/name", sorted
  std::vector<std::string> belongs_to_collections;  // that have it among their parts, or the parts of these; sorted regardless of case

  [[nodiscard]] bool is_installed() const { return !local_path.empty(); }
  [[nodiscard]] bool is_downloaded() const { return !download_path.empty(); }
  /// "enabled,update-available": cwhub/state.go, Text.
  [[nodiscard]] std::string text() const;
  /// One word: not-installed, tainted, local, outdated or up-to-date.
  [[nodiscard]] std::string_view status() const;
  [[nodiscard]] std::string_view emoji() const;
};

struct HubItem : IndexedItem {
  ItemState state;

  /// "parsers:author/name".
  [[nodiscard]] std::string full_name() const;
  /// Only collections are made of other items.
  [[nodiscard]] bool has_parts() const { return type == ItemType::kCollections; }
};

/// An installed item with the installed ones it is made of.
struct ItemTree {
  HubItem* item = nullptr;
  std::vector<ItemTree> parts;
};

class Hub {
 public:
  /// Reads the index, then looks at what is on disk.
  [[nodiscard]] static Result<Hub> load(const HubFolders& folders, const HubLog& log);

  [[nodiscard]] const HubFolders& folders() const { return folders_; }
  /// What is wrong with installed collections: tainted, outdated.
  [[nodiscard]] const std::vector<std::string>& warnings() const { return warnings_; }
  /// "Loaded: 3 parsers, 1 collections" and how many are local or tainted.
  [[nodiscard]] std::vector<std::string> statistics();

  /// Null when there is none. Items stay where they are for the hub's life.
  [[nodiscard]] HubItem* find(ItemType type, std::string_view name);
  /// Sorted by name, regardless of case.
  [[nodiscard]] std::vector<HubItem*> items(ItemType type);
  [[nodiscard]] std::vector<HubItem*> installed(ItemType type);

  /// Of the version that is installed; where its file cannot be read, of the newest.
  [[nodiscard]] Dependencies current_dependencies(const HubItem& item) const;
  /// The items of a list that exist, by type and in its order.
  [[nodiscard]] std::vector<HubItem*> parts(const Dependencies& dependencies);
  /// All parts and their parts; an error when the item is among them. One that is reached twice is there twice.
  [[nodiscard]] Result<std::vector<HubItem*>> descendants(HubItem& item);
  [[nodiscard]] std::vector<HubItem*> ancestors(const HubItem& item);
  [[nodiscard]] std::vector<HubItem*> installed_parents(const HubItem& item);
  /// The parts that may go when the item goes: no other installed collection needs them.
  [[nodiscard]] Result<std::vector<HubItem*>> parts_to_remove(HubItem& item);
  /// Installed items that no installed collection has brought; collections first. Each item is there once.
  [[nodiscard]] std::vector<ItemTree> installed_trees();

  /// Where the item's link belongs; an error when it would lead out of the folder.
  [[nodiscard]] Result<std::string> install_path(const HubItem& item) const;
  /// Where the item's file belongs in the hub's folder.
  [[nodiscard]] Result<std::string> download_path(const HubItem& item) const;

 private:
  friend class HubSync;
  explicit Hub(const HubFolders& folders, HubLog log) : folders_(folders), log_(std::move(log)) {}
  void plant(HubItem& item, ItemTree& tree, std::vector<const HubItem*>& planted);

  HubFolders folders_;
  HubLog log_;
  HubIndex index_;  // contents are views on it
  std::array<std::map<std::string, HubItem, std::less<>>, kItemTypeCount> items_;
  std::vector<std::string> warnings_;
};

}  // namespace vedette::content
