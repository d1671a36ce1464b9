// The Hub's index as CrowdSec keeps it (.index.json): which file is which item, and which digest is which version.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"

namespace vedette::content {

struct IndexedItem {
  std::string name;                                           // "crowdsecurity/aws-cloudtrail"
  std::vector<std::pair<std::string, std::string>> versions;  // version and sha256, newest first
};

class HubIndex {
 public:
  /// Says what is wrong; then, as when the file is missing, it is empty and `readable()` is false.
  [[nodiscard]] static HubIndex read(const std::string& file, Diagnostics& diagnostics);

  [[nodiscard]] bool readable() const { return readable_; }
  /// `path` is relative to the hub folder: "parsers/s01-parse/crowdsecurity/aws-cloudtrail.yaml". Null when the index does not know it.
  [[nodiscard]] const IndexedItem* find(std::string_view path) const;

 private:
  bool readable_ = false;
  std::map<std::string, IndexedItem, std::less<>> by_path_;
};

/// cwhub/sync.go, detectVersionFromHash: "?" for a changed file.
[[nodiscard]] std::string version_of(const IndexedItem& item, std::string_view sha256);

}  // namespace vedette::content
