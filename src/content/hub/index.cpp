#include "content/hub/index.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/json.h"
#include "content/hub/version.h"
#include "content/item_file.h"

namespace vedette::content {
namespace {

std::string_view kind_name(JsonKind kind) {
  switch (kind) {
    case JsonKind::kNull:
      return "null";
    case JsonKind::kBool:
      return "a boolean";
    case JsonKind::kNumber:
      return "a number";
    case JsonKind::kString:
      return "a text";
    case JsonKind::kArray:
      return "a list";
    case JsonKind::kObject:
      return "an object";
  }
  return {};
}

/// The fields of one item, as encoding/json fills a struct: null leaves a field as it is, another type than the field's is an error.
class ItemReader {
 public:
  ItemReader(JsonView object, IndexedItem& item) : object_(object), item_(item) {}

  [[nodiscard]] Result<void> read() {
    item_.path = string("path");
    item_.stage = string("stage");
    item_.version = string("version");
    item_.description = string("description");
    item_.content = string("content");
    strings("references", item_.references);
    for (ItemType type : kItemTypes) {
      strings(plural_of(type), item_.dependencies.of(type));
    }
    versions();
    item_.file_name = item_.path.substr(item_.path.find_last_of('/') + 1);
    if (!wrong_.empty()) {
      return fail(ErrorKind::kInvalid, wrong_);
    }
    return {};
  }

 private:
  bool field(std::string_view key, JsonKind kind, JsonView& out) {
    if (!object_.find(key, out) || out.kind() == JsonKind::kNull) {
      return false;
    }
    return expect(key, kind, out);
  }

  bool expect(std::string_view key, JsonKind kind, JsonView value) {
    if (value.kind() != kind && wrong_.empty()) {
      wrong_ = fmt::format("`{}` of {}:{} is {}, not {}", key, plural_of(item_.type), item_.name, kind_name(value.kind()), kind_name(kind));
    }
    return value.kind() == kind;
  }

  std::string_view string(std::string_view key) {
    JsonView value;
    return field(key, JsonKind::kString, value) ? value.as_string() : std::string_view();
  }

  void strings(std::string_view key, std::vector<std::string>& out) {
    JsonView list;
    if (!field(key, JsonKind::kArray, list)) {
      return;
    }
    for (auto it = list.elements(); it.next();) {
      if (it.value().kind() == JsonKind::kNull) {
        out.emplace_back();
      } else if (expect(key, JsonKind::kString, it.value())) {
        out.emplace_back(it.value().as_string());
      }
    }
  }

  void versions() {
    JsonView object;
    if (!field("versions", JsonKind::kObject, object)) {
      return;
    }
    for (auto it = object.elements(); it.next();) {
      IndexedVersion version;
      version.number = it.key();
      JsonView value;
      if (it.value().kind() != JsonKind::kNull && expect("versions", JsonKind::kObject, it.value())) {
        if (it.value().find("digest", value) && value.kind() != JsonKind::kNull && expect("digest", JsonKind::kString, value)) {
          version.digest = value.as_string();
        }
        if (it.value().find("deprecated", value) && value.kind() != JsonKind::kNull && expect("deprecated", JsonKind::kBool, value)) {
          version.deprecated = value.as_bool();
        }
      }
      std::erase_if(item_.versions, [&](const IndexedVersion& other) { return other.number == version.number; });
      item_.versions.push_back(std::move(version));
    }
    std::sort(item_.versions.begin(), item_.versions.end(), [](const auto& a, const auto& b) { return a.number < b.number; });
  }

  JsonView object_;
  IndexedItem& item_;
  std::string wrong_;
};

// cwhub/hub.go, parseIndex
Result<void> read_item(JsonView value, IndexedItem& item) {
  const std::string name = fmt::format("{}:{}", plural_of(item.type), item.name);
  if (value.kind() == JsonKind::kNull) {
    return fail(ErrorKind::kInvalid, name + " has no index metadata");
  }
  if (value.kind() != JsonKind::kObject) {
    return fail(ErrorKind::kInvalid, fmt::format("{} is {}, not an object", name, kind_name(value.kind())));
  }
  if (Result<void> read = ItemReader(value, item).read(); !read) {
    return read;
  }
  if (item.path.empty()) {
    return fail(ErrorKind::kInvalid, name + " has no download path");
  }
  if (has_stages(item.type) && item.stage.empty()) {
    return fail(ErrorKind::kInvalid, name + " has no stage");
  }
  return {};
}

}  // namespace

struct HubIndex::Document {
  JsonReader reader;
};

HubIndex::HubIndex() : document_(std::make_unique<Document>()) {}
HubIndex::~HubIndex() = default;
HubIndex::HubIndex(HubIndex&&) noexcept = default;
HubIndex& HubIndex::operator=(HubIndex&&) noexcept = default;

bool Dependencies::empty() const {
  return std::all_of(names.begin(), names.end(), [](const auto& list) { return list.empty(); });
}

std::string_view IndexedItem::newest_digest() const {
  for (const IndexedVersion& known : versions) {
    if (known.number == version) {
      return known.digest;
    }
  }
  return {};
}

// cwhub/sync.go, detectVersionFromHash: of versions with one digest the newest counts.
Result<std::string> IndexedItem::version_of(std::string_view digest) const {
  const IndexedVersion* newest = nullptr;
  std::optional<Version> newest_version;
  for (const IndexedVersion& known : versions) {
    std::optional<Version> parsed = parse_version(known.number);
    if (!parsed) {
      return fail(ErrorKind::kInvalid, fmt::format("{} {}: {}: invalid semantic version", plural_of(type), file_name, known.number));
    }
    if (known.digest == digest && (!newest_version || *parsed > *newest_version)) {
      newest = &known;
      newest_version = std::move(parsed);
    }
  }
  return newest != nullptr ? newest->number : "?";
}

Result<HubIndex> HubIndex::parse(std::string_view text, const std::string& shown_as) {
  HubIndex index;
  auto damaged = [&](const std::string& why) { return fail(ErrorKind::kInvalid, fmt::format("{} is no index of a hub: {}", shown_as, why)); };
  Result<JsonView> root = index.document_->reader.parse(text);
  if (!root) {
    return damaged(root.error().message);
  }
  if (root->kind() != JsonKind::kObject) {
    return damaged(fmt::format("it is {}, not an object", kind_name(root->kind())));
  }
  for (auto types = root->elements(); types.next();) {
    const std::optional<ItemType> type = find_item_type(types.key());
    if (types.value().kind() == JsonKind::kNull || (!type && types.value().kind() == JsonKind::kObject)) {
      continue;  // a type of items to come
    }
    if (types.value().kind() != JsonKind::kObject) {
      return damaged(fmt::format("`{}` is {}, not an object", types.key(), kind_name(types.value().kind())));
    }
    for (auto items = types.value().elements(); items.next();) {
      IndexedItem item;
      item.type = *type;
      item.name = items.key();
      if (Result<void> read = read_item(items.value(), item); !read) {
        return damaged(read.error().message);
      }
      index.items_[index_of(*type)].insert_or_assign(item.name, std::move(item));
    }
  }
  return index;
}

Result<HubIndex> HubIndex::read(const std::string& file) {
  Result<std::shared_ptr<const SourceFile>> text = read_source_file(file, kMaxBytes);
  if (!text) {
    return tl::unexpected(text.error());
  }
  return parse((*text)->text(), file);
}

const IndexedItem* HubIndex::find(ItemType type, std::string_view name) const {
  auto found = items(type).find(name);
  return found == items(type).end() ? nullptr : &found->second;
}

const IndexedItem* HubIndex::find_path(std::string_view path) const {
  if (by_path_.empty()) {
    for (ItemType type : kItemTypes) {
      for (const auto& [name, item] : items(type)) {
        by_path_.insert_or_assign(item.path, &item);
      }
    }
  }
  auto found = by_path_.find(path);
  return found == by_path_.end() ? nullptr : found->second;
}

}  // namespace vedette::content
