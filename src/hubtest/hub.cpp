#include "hubtest/hub.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "base/yaml.h"
#include "content/embedded.h"
#include "content/hub/index.h"

namespace vedette::hubtest {

namespace fs = std::filesystem;
using content::ItemFile;
using content::ItemKind;

namespace {

constexpr std::array kKinds = {ItemKind::kParser, ItemKind::kPostoverflow, ItemKind::kScenario, ItemKind::kContext};
using Paths = std::map<std::pair<ItemKind, std::string>, std::string, std::less<>>;

Result<void> read_index(const std::string& file, Paths& paths) {
  Result<content::HubIndex> index = content::HubIndex::read(file);
  if (!index) {
    return tl::unexpected(index.error());
  }
  for (ItemKind kind : kKinds) {
    const std::optional<content::ItemType> type = content::find_item_type(folder_of(kind));
    for (const auto& [name, item] : index->items(*type)) {
      paths.insert_or_assign({kind, name}, item.path);
    }
  }
  return {};
}

/// The `name` of a file's first document.
std::string name_in(const std::string& path) {
  Result<std::shared_ptr<const SourceFile>> text = content::read_source_file(path);
  if (!text) {
    return {};
  }
  Diagnostics ignored;  // said when a test uses the item
  YamlFile yaml = YamlFile::parse(*text, ignored);
  if (yaml.documents().empty() || yaml.documents().front().root == nullptr) {
    return {};
  }
  const YamlEntry* name = yaml.documents().front().root->find("name");
  return name != nullptr && name->value->is_scalar() ? name->value->text : std::string();
}

void read_names(const std::string& folder, Paths& paths, Diagnostics& diagnostics) {
  std::error_code error;
  for (ItemKind kind : kKinds) {
    const std::string base(folder_of(kind));
    if (!fs::is_directory(folder + "/" + base, error)) {
      continue;
    }
    for (const std::string& path : content::list_yaml_files(folder + "/" + base, diagnostics)) {
      const std::string below = base + "/" + path;
      // The Hub's index names an item after its author's folder and its file, whatever its documents are called.
      const fs::path file(path);
      paths.insert_or_assign({kind, file.parent_path().filename().string() + "/" + file.stem().string()}, below);
      if (std::string name = name_in(folder + "/" + below); !name.empty()) {
        paths.insert_or_assign({kind, std::move(name)}, below);
      }
    }
  }
}

/// kind/stage/author/x.yaml, or without a stage kind/author/x.yaml: what the reference links into the stage's folder.
bool place(ItemKind kind, const fs::path& path, ItemFile& out) {
  out.kind = kind;
  if (kind == ItemKind::kParser || kind == ItemKind::kPostoverflow) {
    out.stage = path.parent_path().parent_path().filename();
    if (out.stage.empty() || out.stage == "." || out.stage == "..") {
      return false;
    }
  }
  out.order = out.stage + "/" + path.filename().string();
  return true;
}

}  // namespace

Result<Hub> Hub::open(const std::string& folder, Diagnostics& diagnostics) {
  std::error_code error;
  Hub hub;
  hub.folder_ = fs::absolute(folder, error).lexically_normal();
  while (hub.folder_.size() > 1 && hub.folder_.back() == '/') {
    hub.folder_.pop_back();
  }
  if (!fs::is_directory(hub.folder_, error)) {
    return fail(ErrorKind::kNotFound, fmt::format("there is no hub in {}", hub.folder_));
  }
  const std::string index = hub.folder_ + "/.index.json";
  if (fs::exists(index, error)) {
    if (Result<void> read = read_index(index, hub.paths_); !read) {
      return tl::unexpected(read.error());
    }
  } else {
    read_names(hub.folder_, hub.paths_, diagnostics);
  }
  return hub;
}

Result<std::vector<std::string>> Hub::tests() const {
  std::vector<std::string> out;
  std::error_code error;
  fs::directory_iterator entries(tests_folder(), error);
  if (error) {
    return fail(ErrorKind::kNotFound, fmt::format("there are no tests: cannot list {}: {}", tests_folder(), error.message()));
  }
  while (entries != fs::directory_iterator()) {
    if (entries->is_directory(error)) {
      out.push_back(entries->path().filename());
    }
    entries.increment(error);
    if (error) {
      return fail(ErrorKind::kUnavailable, fmt::format("cannot list {}: {}", tests_folder(), error.message()));
    }
  }
  std::sort(out.begin(), out.end());
  return out;
}

const std::string* Hub::find(ItemKind kind, std::string_view name) const {
  auto found = paths_.find(std::pair<ItemKind, std::string>(kind, name));
  return found == paths_.end() ? nullptr : &found->second;
}

std::vector<std::string> Hub::names(ItemKind kind) const {
  std::vector<std::string> out;
  for (const auto& [key, path] : paths_) {
    if (key.first == kind) {
      out.push_back(key.second);
    }
  }
  return out;
}

Result<ItemFile> Hub::item(ItemKind kind, const std::string& name, const std::string& test_folder) const {
  if (const std::string* path = find(kind, name)) {
    ItemFile out;
    if (!place(kind, *path, out)) {
      return fail(ErrorKind::kInvalid, fmt::format("{} `{}`: {} says no stage", name_of(kind), name, *path));
    }
    Result<std::shared_ptr<const SourceFile>> file = content::read_source_file(folder_ + "/" + *path);
    if (!file) {
      return tl::unexpected(file.error());
    }
    out.name = name;
    out.file = std::move(*file);
    return out;
  }
  // hubtest/parser.go, installParserCustom: the hub's folder first, then the test's.
  for (const std::string& base : {folder_, test_folder}) {
    Result<std::optional<ItemFile>> custom = custom_item(kind, name, base);
    if (!custom) {
      return tl::unexpected(custom.error());
    }
    if (*custom) {
      return std::move(**custom);
    }
  }
  return fail(ErrorKind::kNotFound,
              fmt::format("there is no {} `{}`: neither an item of the hub, nor a file below {} or {}", name_of(kind), name, folder_, test_folder));
}

Result<std::optional<ItemFile>> Hub::custom_item(ItemKind kind, const std::string& name, const std::string& base) const {
  const fs::path path = fs::path(base + "/" + name).lexically_normal();  // filepath.Join: also of a name that begins with a slash
  std::error_code error;
  if (!fs::is_regular_file(path, error)) {
    return std::nullopt;
  }
  ItemFile out;
  if (!place(kind, path, out)) {
    return fail(ErrorKind::kInvalid, fmt::format("{} says no stage: it should end in {}/<stage>/<author>/", path.string(), folder_of(kind)));
  }
  if (!out.stage.empty() && !fs::is_directory(folder_ + "/" + std::string(folder_of(kind)) + "/" + out.stage, error)) {
    return fail(ErrorKind::kInvalid, fmt::format("the hub has no stage `{}`, which {} is for", out.stage, path.string()));
  }
  Result<std::shared_ptr<const SourceFile>> file = content::read_source_file(path);
  if (!file) {
    return tl::unexpected(file.error());
  }
  out.file = std::move(*file);
  return out;
}

Result<BundledHub> BundledHub::unpack() {
  std::error_code error;
  std::string pattern = (fs::temp_directory_path(error) / "vedette-hub-XXXXXX").string();
  if (error || mkdtemp(pattern.data()) == nullptr) {
    return tl::unexpected(system_error("make a temporary folder for the bundled hub", errno));
  }
  BundledHub hub(pattern);
  for (const content::EmbeddedFile& embedded : content::embedded_files()) {
    const fs::path path = fs::path(pattern) / embedded.path;
    fs::create_directories(path.parent_path(), error);
    std::ofstream file(path, std::ios::binary);
    file.write(embedded.text.data(), static_cast<std::streamsize>(embedded.text.size()));
    file.close();
    if (!file) {
      return fail(ErrorKind::kUnavailable, fmt::format("cannot write {}", path.string()));
    }
  }
  return hub;
}

BundledHub::~BundledHub() {
  if (!folder_.empty()) {
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
  }
}

}  // namespace vedette::hubtest
