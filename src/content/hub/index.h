// A hub's index (.index.json): which items there are, where their files lie, which digest is which version, what a collection needs.
#pragma once

#include <array>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "content/hub/item_type.h"

namespace vedette::content {

struct IndexedVersion {
  std::string number;  // "0.4"
  std::string digest;  // sha256, lower-case hexadecimal
  bool deprecated = false;
};

/// Names by type.
struct Dependencies {
  std::array<std::vector<std::string>, kItemTypeCount> names;

  [[nodiscard]] std::vector<std::string>& of(ItemType type) { return names[index_of(type)]; }
  [[nodiscard]] const std::vector<std::string>& of(ItemType type) const { return names[index_of(type)]; }
  [[nodiscard]] bool empty() const;
};

struct IndexedItem {
  ItemType type = ItemType::kParsers;
  std::string name;       // "crowdsecurity/aws-cloudtrail"
  std::string stage;      // of types that have stages
  std::string file_name;  // "aws-cloudtrail.yaml"
  std::string description;
  std::string path;                      // below the hub's folder; as the index says it, so not to be trusted: see safe_path()
  std::string version;                   // the newest
  std::vector<IndexedVersion> versions;  // by number's text
  std::vector<std::string> references;
  Dependencies dependencies;  // of the newest version
  std::string_view content;   // base64 of the newest version's file, where the index has it; lives as long as the index

  /// The newest version's digest; empty when the index lacks it.
  [[nodiscard]] std::string_view newest_digest() const;
  /// "?" for a digest that no version has. An error when a version of the item is no version.
  [[nodiscard]] Result<std::string> version_of(std::string_view digest) const;
};

using IndexedItems = std::map<std::string, IndexedItem, std::less<>>;

class HubIndex {
 public:
  static constexpr std::size_t kMaxBytes = std::size_t{256} << 20;

  HubIndex();  // of an empty hub
  ~HubIndex();
  HubIndex(HubIndex&&) noexcept;
  HubIndex& operator=(HubIndex&&) noexcept;

  /// The message begins with `shown_as`. Types of items that are not known are passed over, as are keys.
  [[nodiscard]] static Result<HubIndex> parse(std::string_view text, const std::string& shown_as);
  [[nodiscard]] static Result<HubIndex> read(const std::string& file);

  [[nodiscard]] const IndexedItems& items(ItemType type) const { return items_[index_of(type)]; }
  /// Null when there is none.
  [[nodiscard]] const IndexedItem* find(ItemType type, std::string_view name) const;
  /// By its path below the hub's folder. The first look-up costs a walk over all items.
  [[nodiscard]] const IndexedItem* find_path(std::string_view path) const;

 private:
  struct Document;
  std::unique_ptr<Document> document_;  // what contents are views on
  std::array<IndexedItems, kItemTypeCount> items_;
  mutable std::map<std::string_view, const IndexedItem*> by_path_;
};

}  // namespace vedette::content
