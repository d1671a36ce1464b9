#include "content/hub/hub.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "base/yaml.h"
#include "content/hub/paths.h"
#include "content/item_file.h"

namespace vedette::content {
namespace {

constexpr int kDeepest = 200;  // collections in collections

std::string lower(std::string text) {
  for (char& c : text) {
    c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 0x20) : c;
  }
  return text;
}

/// The lists of a collection's file, its first document. Nothing when they are none.
std::optional<Dependencies> read_dependencies(const std::shared_ptr<const SourceFile>& file) {
  Diagnostics ignored;  // said when the item is loaded
  const YamlFile yaml = YamlFile::parse(file, ignored);
  Dependencies out;
  if (yaml.documents().empty()) {
    return out;
  }
  const YamlDocument& document = yaml.documents().front();
  if (document.failed || document.root == nullptr || (!document.root->is_mapping() && !document.root->is_null())) {
    return std::nullopt;
  }
  for (ItemType type : kItemTypes) {
    const YamlEntry* list = document.root->find(plural_of(type));
    if (list == nullptr || list->value->is_null()) {
      continue;
    }
    if (!list->value->is_sequence()) {
      return std::nullopt;
    }
    for (const YamlNode* name : list->value->items) {
      if (!name->is_scalar()) {
        return std::nullopt;
      }
      out.of(type).push_back(name->text);
    }
  }
  return out;
}

}  // namespace

// cwhub/state.go
std::string ItemState::text() const {
  std::string out = is_installed() ? "enabled" : "disabled";
  if (local) {
    out += ",local";
  }
  if (tainted) {
    out += ",tainted";
  } else if (!up_to_date && !local) {
    out += ",update-available";
  }
  return out;
}

std::string_view ItemState::status() const {
  return !is_installed() ? "not-installed" : tainted ? "tainted" : local ? "local" : !up_to_date ? "outdated" : "up-to-date";
}

std::string_view ItemState::emoji() const {
  return local ? "🏠" : !is_installed() ? "🚫" : tainted || !up_to_date ? "⚠️" : "✔️";
}

std::string HubItem::full_name() const {
  return fmt::format("{}:{}", plural_of(type), name);
}

std::vector<std::string> Hub::statistics() {
  std::string loaded;
  std::size_t local = 0;
  std::size_t tainted = 0;
  for (ItemType type : kItemTypes) {
    const auto& items = items_[index_of(type)];
    if (!items.empty()) {
      loaded += fmt::format("{}{} {}", loaded.empty() ? "" : ", ", items.size(), plural_of(type));
    }
    for (const auto& [name, item] : items) {
      local += item.state.local ? 1 : 0;
      tainted += item.state.tainted ? 1 : 0;
    }
  }
  std::vector<std::string> out = {"Loaded: " + (loaded.empty() ? "0 items" : loaded)};
  if (local + tainted > 0) {
    out.push_back(fmt::format("Unmanaged items: {} local, {} tainted", local, tainted));
  }
  return out;
}

HubItem* Hub::find(ItemType type, std::string_view name) {
  auto& items = items_[index_of(type)];
  auto found = items.find(name);
  return found == items.end() ? nullptr : &found->second;
}

std::vector<HubItem*> Hub::items(ItemType type) {
  std::vector<std::pair<std::string, HubItem*>> sorted;
  for (auto& [name, item] : items_[index_of(type)]) {
    sorted.emplace_back(lower(name), &item);
  }
  std::stable_sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<HubItem*> out;
  for (const auto& [key, item] : sorted) {
    out.push_back(item);
  }
  return out;
}

std::vector<HubItem*> Hub::installed(ItemType type) {
  std::vector<HubItem*> out = items(type);
  std::erase_if(out, [](const HubItem* item) { return !item->state.is_installed(); });
  return out;
}

// cwhub/item.go, CurrentDependencies
Dependencies Hub::current_dependencies(const HubItem& item) const {
  if (!item.has_parts()) {
    return {};
  }
  if (item.state.up_to_date || !item.state.is_installed()) {
    return item.dependencies;
  }
  Result<std::shared_ptr<const SourceFile>> file = read_source_file(item.state.local_path);
  if (!file) {
    if (file.error().kind != ErrorKind::kNotFound) {
      log_(HubLevel::kWarning, fmt::format("can't read dependencies for {}, using index", item.full_name()));
    }
    return item.dependencies;
  }
  std::optional<Dependencies> read = read_dependencies(*file);
  if (!read) {
    log_(HubLevel::kWarning, fmt::format("can't parse dependencies for {}, using index", item.full_name()));
    return item.dependencies;
  }
  return std::move(*read);
}

std::vector<HubItem*> Hub::parts(const Dependencies& dependencies) {
  std::vector<HubItem*> out;
  for (ItemType type : kItemTypes) {
    for (const std::string& name : dependencies.of(type)) {
      if (HubItem* item = find(type, name)) {
        out.push_back(item);
      }
    }
  }
  return out;
}

// cwhub/item.go, descendants
Result<std::vector<HubItem*>> Hub::descendants(HubItem& item) {
  std::vector<HubItem*> out;
  std::set<const HubItem*> visited;
  std::function<Result<void>(HubItem&, int)> collect = [&](HubItem& at, int depth) -> Result<void> {
    if (!visited.insert(&at).second) {
      return {};
    }
    if (depth > kDeepest) {
      return fail(ErrorKind::kInvalid, fmt::format("collections nest deeper than {} levels at {}", kDeepest, at.name));
    }
    for (HubItem* part : parts(current_dependencies(at))) {
      if (part == &item) {
        return fail(ErrorKind::kInvalid, fmt::format("circular dependency detected: {} depends on {}", at.name, item.name));
      }
      out.push_back(part);
      if (Result<void> collected = collect(*part, depth + 1); !collected) {
        return collected;
      }
    }
    return {};
  };
  if (Result<void> collected = collect(item, 0); !collected) {
    return tl::unexpected(collected.error());
  }
  return out;
}

std::vector<HubItem*> Hub::ancestors(const HubItem& item) {
  std::vector<HubItem*> out;
  for (const std::string& name : item.state.belongs_to_collections) {
    if (HubItem* parent = find(ItemType::kCollections, name)) {
      out.push_back(parent);
    }
  }
  return out;
}

std::vector<HubItem*> Hub::installed_parents(const HubItem& item) {
  std::vector<HubItem*> out = ancestors(item);
  std::erase_if(out, [](const HubItem* parent) { return !parent->state.is_installed(); });
  return out;
}

// cwhub/item.go, SafeToRemoveDeps
Result<std::vector<HubItem*>> Hub::parts_to_remove(HubItem& item) {
  Result<std::vector<HubItem*>> below = descendants(item);
  if (!below) {
    return below;
  }
  const std::vector<HubItem*> above = ancestors(item);
  auto is_among = [](const std::vector<HubItem*>& items, const HubItem* wanted) {
    return std::find(items.begin(), items.end(), wanted) != items.end();
  };
  std::vector<HubItem*> out = parts(current_dependencies(item));
  std::erase_if(out, [&](const HubItem* part) {
    const std::vector<HubItem*> owners = ancestors(*part);
    // Who has the item itself loses the part with it, and what goes with the item needs it no more.
    return std::any_of(owners.begin(), owners.end(), [&](const HubItem* owner) {
      return owner->state.is_installed() && owner != &item && !is_among(above, owner) && !is_among(*below, owner);
    });
  });
  return out;
}

void Hub::plant(HubItem& item, ItemTree& tree, std::vector<const HubItem*>& planted) {
  planted.push_back(&item);
  tree.item = &item;
  for (HubItem* part : parts(current_dependencies(item))) {
    if (part->state.is_installed() && std::find(planted.begin(), planted.end(), part) == planted.end()) {
      plant(*part, tree.parts.emplace_back(), planted);
    }
  }
}

// cwhub/tree.go, InstalledItems
std::vector<ItemTree> Hub::installed_trees() {
  std::vector<ItemTree> out;
  std::vector<const HubItem*> planted;
  auto plant_all = [&](ItemType type) {
    for (HubItem* item : installed(type)) {
      if (installed_parents(*item).empty() && std::find(planted.begin(), planted.end(), item) == planted.end()) {
        plant(*item, out.emplace_back(), planted);
      }
    }
  };
  plant_all(ItemType::kCollections);
  for (ItemType type : kItemTypes) {
    if (type != ItemType::kCollections) {
      plant_all(type);
    }
  }
  return out;
}

Result<std::string> Hub::install_path(const HubItem& item) const {
  if (item.state.is_installed()) {
    return fail(ErrorKind::kConflict, fmt::format("{} is already installed at {}", item.full_name(), item.state.local_path));
  }
  if (item.stage.find('/') != std::string::npos || item.stage.starts_with(".")) {
    return fail(ErrorKind::kInvalid, fmt::format("{}: \"{}\" is no name of a stage", item.full_name(), item.stage));
  }
  const std::string folder = std::string(plural_of(item.type)) + "/" + (item.stage.empty() ? "" : item.stage + "/");
  return safe_path(folders_.install, folder + item.file_name);
}

Result<std::string> Hub::download_path(const HubItem& item) const {
  Result<std::string> path = safe_path(folders_.hub, item.path);
  if (!path) {
    return fail(path.error().kind, fmt::format("{}: {}", item.full_name(), path.error().message));
  }
  // Below the hub's folder lies more than items: the index.
  if (!item.path.starts_with(plural_of(item.type)) || (!path->ends_with(".yaml") && !path->ends_with(".yml")) ||
      !components_below(*path, folders_.hub + "/" + std::string(plural_of(item.type)))) {
    return fail(ErrorKind::kInvalid, fmt::format("{}: \"{}\" is no path of an item", item.full_name(), item.path));
  }
  if (item.state.is_downloaded() && *path != item.state.download_path) {
    return fail(ErrorKind::kConflict, fmt::format("{} is already downloaded at {}", item.full_name(), item.state.download_path));
  }
  return path;
}

}  // namespace vedette::content
