#include "content/hub_index.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <filesystem>

#include "base/json.h"
#include "content/item_file.h"

namespace vedette::content {
namespace {

// Numbers by value, the rest by text: enough for versions such as 0.10.
bool newer(std::string_view a, std::string_view b) {
  while (!a.empty() && !b.empty()) {
    std::uint64_t left = 0;
    std::uint64_t right = 0;
    auto [a_end, a_error] = std::from_chars(a.data(), a.data() + a.size(), left);
    auto [b_end, b_error] = std::from_chars(b.data(), b.data() + b.size(), right);
    if (a_error != std::errc() || b_error != std::errc()) {
      return a > b;
    }
    if (left != right) {
      return left > right;
    }
    a.remove_prefix(a_end - a.data());
    b.remove_prefix(b_end - b.data());
    if (!a.empty()) {
      a.remove_prefix(1);
    }
    if (!b.empty()) {
      b.remove_prefix(1);
    }
  }
  return a.size() > b.size();
}

IndexedItem read_item(std::string_view name, JsonView view) {
  IndexedItem item;
  item.name = name;
  JsonView versions;
  if (view.find("versions", versions) && versions.kind() == JsonKind::kObject) {
    for (auto it = versions.elements(); it.next();) {
      JsonView digest;
      if (it.value().kind() == JsonKind::kObject && it.value().find("digest", digest) && digest.kind() == JsonKind::kString) {
        item.versions.emplace_back(it.key(), digest.as_string());
      }
    }
  }
  std::stable_sort(item.versions.begin(), item.versions.end(), [](const auto& a, const auto& b) { return newer(a.first, b.first); });
  return item;
}

}  // namespace

HubIndex HubIndex::read(const std::string& file, Diagnostics& diagnostics) {
  constexpr std::size_t kLargest = 256 * 1024 * 1024;
  HubIndex index;
  std::error_code error;
  if (!std::filesystem::exists(file, error)) {
    say(diagnostics, Severity::kWarning, fmt::format("the Hub's index {} is missing: versions of installed items are unknown", file),
        "`cscli hub update` fetches it");
    return index;
  }
  Result<std::shared_ptr<const SourceFile>> text = read_source_file(file, kLargest);
  if (!text) {
    say(diagnostics, Severity::kWarning, text.error().message);
    return index;
  }
  JsonReader reader;
  Result<JsonView> root = reader.parse((*text)->text());
  if (!root || root->kind() != JsonKind::kObject) {
    say(diagnostics, Severity::kWarning, fmt::format("the Hub's index {} is damaged: {}", file, root ? "it is no object" : root.error().message),
        "`cscli hub update` fetches it again");
    return index;
  }
  index.readable_ = true;
  for (auto kinds = root->elements(); kinds.next();) {
    if (kinds.value().kind() != JsonKind::kObject) {
      continue;
    }
    for (auto items = kinds.value().elements(); items.next();) {
      JsonView path;
      if (items.value().kind() == JsonKind::kObject && items.value().find("path", path) && path.kind() == JsonKind::kString) {
        index.by_path_.insert_or_assign(std::string(path.as_string()), read_item(items.key(), items.value()));
      }
    }
  }
  return index;
}

const IndexedItem* HubIndex::find(std::string_view path) const {
  auto found = by_path_.find(path);
  return found == by_path_.end() ? nullptr : &found->second;
}

std::string version_of(const IndexedItem& item, std::string_view sha256) {
  for (const auto& [version, digest] : item.versions) {
    if (digest == sha256) {
      return version;
    }
  }
  return "?";
}

}  // namespace vedette::content
