// A hub: a folder of items in CrowdSec's layout, with the tests that lie beside them.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/diagnostic.h"
#include "base/error.h"
#include "content/item_file.h"

namespace vedette::hubtest {

/// Immutable once open; shared by threads.
class Hub {
 public:
  /// A checkout: items are named by its `.index.json`, or where there is none by what their files say.
  [[nodiscard]] static Result<Hub> open(const std::string& folder, Diagnostics& diagnostics);

  [[nodiscard]] const std::string& folder() const { return folder_; }  // absolute
  [[nodiscard]] std::string tests_folder() const { return folder_ + "/.tests"; }
  /// The folders in `.tests`, sorted.
  [[nodiscard]] Result<std::vector<std::string>> tests() const;

  /// The path below the hub's folder; null when it has no such item.
  [[nodiscard]] const std::string* find(content::ItemKind kind, std::string_view name) const;
  /// Names of all items of a kind, sorted.
  [[nodiscard]] std::vector<std::string> names(content::ItemKind kind) const;

  /// The file that a test means by `name`: an item of the hub, or a path (`./parsers/s01-parse/author/x.yaml`) below the hub's folder or the test's.
  [[nodiscard]] Result<content::ItemFile> item(content::ItemKind kind, const std::string& name, const std::string& test_folder) const;

 private:
  [[nodiscard]] Result<std::optional<content::ItemFile>> custom_item(content::ItemKind kind, const std::string& name, const std::string& base) const;

  std::string folder_;
  std::map<std::pair<content::ItemKind, std::string>, std::string, std::less<>> paths_;
};

/// What is built into the program, written out to a temporary folder that goes with this object.
class BundledHub {
 public:
  [[nodiscard]] static Result<BundledHub> unpack();
  ~BundledHub();
  BundledHub(BundledHub&& other) noexcept : folder_(std::exchange(other.folder_, {})) {}
  BundledHub& operator=(BundledHub&&) = delete;
  [[nodiscard]] const std::string& folder() const { return folder_; }

 private:
  explicit BundledHub(std::string folder) : folder_(std::move(folder)) {}
  std::string folder_;
};

}  // namespace vedette::hubtest
