// What is on disk, laid over what the index knows: cwhub/sync.go.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <optional>

#include "base/yaml.h"
#include "content/hub/hub.h"
#include "content/hub/paths.h"
#include "content/hub/version.h"
#include "content/item_file.h"

namespace vedette::content {
namespace {

/// A YAML file below the hub's or the configuration's folder: itemSpec.
struct FoundFile {
  std::string path;
  std::string target;  // what the path links to; the path itself when it is no link
  ItemType type = ItemType::kParsers;
  std::string stage;
  std::string author;  // below the hub's folder
  std::string name;
  bool in_hub = false;
  bool local = false;
};

std::string join(const std::vector<std::string>& parts, std::size_t first) {
  std::string out;
  for (std::size_t i = first; i < parts.size(); ++i) {
    out += (i == first ? "" : "/") + parts[i];
  }
  return out;
}

Result<FoundFile> place(const std::string& path, ItemType type, const HubFolders& folders) {
  FoundFile file;
  file.path = path;
  file.type = type;
  const std::size_t first = has_stages(type) ? 2 : 1;
  std::optional<std::vector<std::string>> parts = components_below(path, folders.hub);
  file.in_hub = parts.has_value();
  if (!parts) {
    parts = components_below(path, folders.install);
  }
  if (!parts || parts->size() < (file.in_hub ? first + 2 : 2)) {
    return fail(ErrorKind::kInvalid, fmt::format("path is too short: {} ({})", path, parts ? parts->size() : 0));
  }
  file.stage = has_stages(type) ? (*parts)[1] : std::string();
  if (file.in_hub) {
    file.author = (*parts)[first];
    file.name = (*parts)[first + 1];
  } else {
    file.name = join(*parts, first);
  }
  Result<std::string> target = resolve_link(path);
  if (!target) {
    return tl::unexpected(target.error());
  }
  file.target = std::move(*target);
  file.local = !components_below(file.target, folders.hub) && file.target != folders.hub;
  return file;
}

/// The `name` of a file's first document; nothing when the document is none that an item can be read from.
std::optional<std::string> name_in(const std::shared_ptr<const SourceFile>& source) {
  Diagnostics ignored;  // said when the item is loaded
  const YamlFile yaml = YamlFile::parse(source, ignored);
  if (yaml.documents().empty()) {
    return std::string();
  }
  const YamlDocument& document = yaml.documents().front();
  if (document.failed || document.root == nullptr || (!document.root->is_mapping() && !document.root->is_null())) {
    return std::nullopt;
  }
  const YamlEntry* name = document.root->find("name");
  if (name == nullptr || name->value->is_null()) {
    return std::string();
  }
  return name->value->is_scalar() ? std::optional<std::string>(name->value->text) : std::nullopt;
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 0x20) : c;
  }
  return out;
}

// cwhub/sync.go, insertInOrderNoCase
void insert_in_order(std::vector<std::string>& sorted, const std::string& value) {
  auto at = std::lower_bound(sorted.begin(), sorted.end(), value, [](const auto& a, const auto& b) { return lower(a) < lower(b); });
  sorted.insert(at, value);
}

}  // namespace

class HubSync {
 public:
  explicit HubSync(Hub& hub) : hub_(hub) {}

  Result<void> run() {
    take_index();
    // Downloaded ones first: an installed link is one of an item that is there.
    for (const std::string& folder : {hub_.folders_.hub, hub_.folders_.install}) {
      if (Result<void> looked = look_at(folder); !looked) {
        return fail(looked.error().kind, fmt::format("failed to sync {}: {}", folder, looked.error().message));
      }
    }
    return check_collections();
  }

 private:
  void take_index() {
    for (ItemType type : kItemTypes) {
      for (const auto& [name, indexed] : hub_.index_.items(type)) {
        HubItem& item = hub_.items_[index_of(type)].try_emplace(name).first->second;
        static_cast<IndexedItem&>(item) = indexed;
        if (item.newest_digest().empty()) {
          hub_.log_(HubLevel::kError, fmt::format("invalid hub item {}: latest version missing from index", item.full_name()));
        }
      }
    }
    for (auto& [name, collection] : hub_.items_[index_of(ItemType::kCollections)]) {
      for (ItemType type : kItemTypes) {
        for (const std::string& part : collection.dependencies.of(type)) {
          if (hub_.find(type, part) == nullptr) {
            hub_.log_(HubLevel::kError, fmt::format("can't find {}:{}, required by {}", plural_of(type), part, name));
          }
        }
      }
    }
  }

  Result<void> look_at(const std::string& folder) {
    std::vector<FoundFile> local;
    std::vector<FoundFile> of_hub;
    for (ItemType type : kItemTypes) {
      for (const std::string& path : walk_yaml_files(folder + "/" + std::string(plural_of(type)))) {
        Result<FoundFile> file = place(path, type, hub_.folders_);
        if (!file) {
          hub_.log_(HubLevel::kWarning, fmt::format("Ignoring file {}: {}", path, file.error().message));
          continue;
        }
        (file->local ? local : of_hub).push_back(std::move(*file));
      }
    }
    // Local ones last: they take the place of an item of their name.
    for (const FoundFile& file : of_hub) {
      Result<bool> known = update(file);
      if (!known) {
        return tl::unexpected(known.error());
      }
      if (!*known) {
        hub_.log_(HubLevel::kWarning, fmt::format("Ignoring file {} of type {}", file.path, plural_of(file.type)));
      }
    }
    for (const FoundFile& file : local) {
      add_local(file);
    }
    return {};
  }

  // updateNonLocalItem; false: the index knows no such item.
  Result<bool> update(const FoundFile& file) {
    auto& items = hub_.items_[index_of(file.type)];
    HubItem* item = nullptr;
    if (file.in_hub) {
      auto found = items.find(file.author + "/" + file.name.substr(0, file.name.find_last_of('.')));
      item = found == items.end() ? nullptr : &found->second;
    } else {
      auto found = std::find_if(items.begin(), items.end(), [&](const auto& entry) {
        return entry.second.stage == file.stage && !entry.second.path.empty() && file.target.ends_with(entry.second.path);
      });
      item = found == items.end() ? nullptr : &found->second;
    }
    if (item == nullptr || item->stage != file.stage) {
      return false;
    }
    if (file.in_hub) {
      if (Result<std::string> expected = hub_.download_path(*item); expected && *expected == file.path) {
        item->state.download_path = file.path;
      }
    }
    if (Result<void> set = set_version(*item, file); !set) {
      return tl::unexpected(set.error());
    }
    return true;
  }

  // setVersionState
  Result<void> set_version(HubItem& item, const FoundFile& file) {
    if (!file.in_hub) {
      item.state.local_path = file.path;
    }
    Result<std::shared_ptr<const SourceFile>> text = read_source_file(file.path);
    if (!text) {
      return fail(text.error().kind, fmt::format("failed to get sha256 of {}: {}", file.path, text.error().message));
    }
    item.state.local_hash = sha256_hex((*text)->text());
    Result<std::string> version = item.version_of(item.state.local_hash);
    if (!version) {
      return fail(version.error().kind, fmt::format("while syncing {}", version.error().message));
    }
    item.state.local_version = std::move(*version);
    if (item.state.local_version == "?") {
      item.state.up_to_date = false;
      taint(item, item);
      return {};
    }
    if (!file.in_hub) {
      item.state.tainted = false;
    }
    item.state.up_to_date = item.state.up_to_date || item.state.local_version == item.version;
    return {};
  }

  // newLocalItem, addItemFromSpec
  void add_local(const FoundFile& file) {
    HubItem item;
    item.type = file.type;
    item.name = file.name;
    item.stage = file.stage;
    item.file_name = std::filesystem::path(file.path).filename();
    item.state.local_path = file.path;
    item.state.local = true;
    item.state.up_to_date = true;
    Result<std::shared_ptr<const SourceFile>> source = read_source_file(file.path);
    if (!source) {
      hub_.log_(HubLevel::kWarning, fmt::format("Ignoring file {}: {}", file.path, source.error().message));
      return;
    }
    const std::optional<std::string> name = name_in(*source);
    if (!name) {
      hub_.log_(HubLevel::kWarning, fmt::format("failed to parse {}: `vedette check` says where", file.path));
    } else if (!name->empty()) {
      item.name = *name;
    }
    if (const HubItem* other = hub_.find(item.type, item.name); other != nullptr && other->state.is_installed()) {
      hub_.log_(HubLevel::kWarning, fmt::format("multiple {} named {}: ignoring {}", plural_of(item.type), item.name, other->state.local_path));
    }
    hub_.items_[index_of(item.type)].insert_or_assign(item.name, std::move(item));
  }

  // addTaint: of installed items only, and of those that are made of them.
  void taint(HubItem& item, const HubItem& by) {
    if (!item.state.is_installed()) {
      return;
    }
    item.state.tainted = true;
    const std::string reason = by.full_name();
    auto at = std::lower_bound(item.state.tainted_by.begin(), item.state.tainted_by.end(), reason);
    if (at != item.state.tainted_by.end() && *at == reason) {
      return;
    }
    item.state.tainted_by.insert(at, reason);
    for (HubItem* ancestor : hub_.ancestors(item)) {
      taint(*ancestor, by);
    }
  }

  enum class Age : std::uint8_t { kUpToDate, kOutdated, kUnknown, kFuture };

  // versionStatus
  [[nodiscard]] static Age age_of(const HubItem& item) {
    const std::optional<Version> local = parse_version(item.state.local_version);
    const std::optional<Version> newest = parse_version(item.version);
    if (!local || !newest) {
      return Age::kUnknown;
    }
    return *local < *newest ? Age::kOutdated : *local == *newest ? Age::kUpToDate : Age::kFuture;
  }

  Result<void> check_collections() {
    std::vector<HubItem*> collections = hub_.items(ItemType::kCollections);
    for (HubItem* collection : collections) {
      Result<std::vector<HubItem*>> below = hub_.descendants(*collection);
      if (!below) {
        return tl::unexpected(below.error());
      }
      for (HubItem* part : *below) {
        insert_in_order(part->state.belongs_to_collections, collection->name);
      }
    }
    std::vector<std::string> warnings;
    for (HubItem* collection : collections) {
      if (collection->state.is_installed()) {
        check_installed(*collection, warnings);
      }
    }
    for (std::string& warning : warnings) {
      if (std::find(hub_.warnings_.begin(), hub_.warnings_.end(), warning) == hub_.warnings_.end()) {
        hub_.warnings_.push_back(std::move(warning));
      }
    }
    return {};
  }

  void check_installed(HubItem& collection, std::vector<std::string>& warnings) {
    const std::string versions = fmt::format("(currently:{}, latest:{})", collection.state.local_version, collection.version);
    switch (age_of(collection)) {
      case Age::kUpToDate: {
        const std::vector<std::string>& found = check_parts(collection);
        warnings.insert(warnings.end(), found.begin(), found.end());
        return;
      }
      case Age::kOutdated:
        warnings.push_back(fmt::format("update for collection {} available {}", collection.name, versions));
        return;
      case Age::kFuture:
        warnings.push_back(fmt::format("collection {} is in the future {}", collection.name, versions));
        return;
      case Age::kUnknown:
        if (!collection.state.local) {
          warnings.push_back(fmt::format("collection {} is tainted by local changes (latest:{})", collection.name, collection.version));
        }
    }
  }

  // checkSubItemVersions. Cycles have been refused before. What is wrong with an item is found out once, however many collections have it.
  const std::vector<std::string>& check_parts(HubItem& item) {
    auto [entry, is_new] = checked_.try_emplace(&item);
    std::vector<std::string>& warnings = entry->second;
    if (!is_new || !item.has_parts() || !item.state.is_installed() || age_of(item) != Age::kUpToDate) {
      return warnings;
    }
    auto warn = [&](std::string warning) {
      if (std::find(warnings.begin(), warnings.end(), warning) == warnings.end()) {
        warnings.push_back(std::move(warning));
      }
    };
    for (HubItem* part : hub_.parts(hub_.current_dependencies(item))) {
      const std::vector<std::string>& below = check_parts(*part);
      if (part->state.tainted) {
        taint(item, *part);
        warn(fmt::format("{} is tainted by {}", item.name, part->full_name()));
      }
      for (const std::string& warning : below) {
        warn(warning);
      }
      if (!below.empty() || part->state.tainted) {
        continue;
      }
      if (!part->state.is_installed()) {
        taint(item, *part);
        warn(fmt::format("{} is tainted by missing {}", item.name, part->full_name()));
      } else if (!part->state.up_to_date) {
        item.state.up_to_date = false;
        warn(fmt::format("{} is outdated because of {}", item.name, part->full_name()));
      }
    }
    return warnings;
  }

  std::map<const HubItem*, std::vector<std::string>> checked_;  // what is wrong with a collection's parts
  Hub& hub_;
};

Result<Hub> Hub::load(const HubFolders& folders, const HubLog& log) {
  Hub hub(folders, log);
  Result<HubIndex> index = HubIndex::read(folders.index);
  if (!index) {
    return fail(index.error().kind, fmt::format("invalid hub index: {}. Run `vedette hub update` to get the index again", index.error().message));
  }
  hub.index_ = std::move(*index);
  if (Result<void> synced = HubSync(hub).run(); !synced) {
    return tl::unexpected(synced.error());
  }
  return hub;
}

}  // namespace vedette::content
