#include "content/collection_spec.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <set>

#include "base/nearest.h"
#include "base/yaml.h"
#include "content/item_file.h"
#include "content/mapping_reader.h"

namespace vedette::content {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kFolder = "collections";

// cwhub/item.go, Item: what a collection's file may say.
constexpr Key kCollectionKeys[] = {{"name", Shape::kScalar, nullptr, true},
                                   {"description"},
                                   {"author"},
                                   {"tags", Shape::kStrings},
                                   {"references", Shape::kStrings},
                                   {"labels", Shape::kFreeMapping},
                                   {"parsers", Shape::kStrings},
                                   {"postoverflows", Shape::kStrings},
                                   {"scenarios", Shape::kStrings},
                                   {"contexts", Shape::kStrings},
                                   {"appsec-configs", Shape::kStrings},
                                   {"appsec-rules", Shape::kStrings},
                                   {"collections", Shape::kStrings}};
const Schema kCollectionSchema{"collection", kCollectionKeys};

// The `name:` of the first document, read as a line: thousands of files are looked at, and each is checked elsewhere.
std::string name_line(std::string_view text) {
  constexpr std::string_view kName = "name:";
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = std::min(text.find('\n', at), text.size());
    std::string_view line = text.substr(at, end - at);
    if (line.starts_with(kName)) {
      line.remove_prefix(kName.size());
      line = line.substr(0, line.find(" #"));
      std::size_t first = line.find_first_not_of(" \t'\"");
      std::size_t last = line.find_last_not_of(" \t\r'\"");
      return first == std::string_view::npos ? std::string() : std::string(line.substr(first, last - first + 1));
    }
    at = end + 1;
  }
  return {};
}

std::string author_and_stem(const fs::path& path) {
  return path.parent_path().filename().string() + "/" + path.stem().string();
}

}  // namespace

std::set<std::string> item_names(const std::string& folder) {
  std::set<std::string> out;
  std::error_code error;
  if (!fs::is_directory(folder, error)) {
    return out;
  }
  Diagnostics ignored;  // said when the items were loaded
  for (const std::string& path : list_yaml_files(folder, ignored)) {
    const fs::path file = folder + "/" + path;
    out.insert(author_and_stem(file));
    if (fs::is_symlink(file, error)) {
      out.insert(author_and_stem(fs::weakly_canonical(file, error)));
    }
    if (Result<std::shared_ptr<const SourceFile>> text = read_source_file(file)) {
      out.insert(name_line((*text)->text()));
    }
  }
  return out;
}

const std::vector<std::string_view>& collection_kinds() {
  static const std::vector<std::string_view> kKinds = {"parsers",        "postoverflows", "scenarios",  "contexts",
                                                       "appsec-configs", "appsec-rules",  "collections"};
  return kKinds;
}

std::vector<CollectionSpec> load_collections(const std::string& folder, Diagnostics& diagnostics) {
  std::vector<CollectionSpec> out;
  const std::string base = (folder.ends_with("/") ? folder : folder + "/") + std::string(kFolder);
  std::error_code error;
  if (!fs::is_directory(base, error)) {
    return out;
  }
  for (const std::string& path : list_yaml_files(base, diagnostics)) {
    Result<std::shared_ptr<const SourceFile>> file = read_source_file(base + "/" + path);
    if (!file) {
      say(diagnostics, Severity::kError, file.error().message, {}, {}, "unreadable-file");
      continue;
    }
    YamlFile yaml = YamlFile::parse(std::move(*file), diagnostics);
    for (const YamlDocument& document : yaml.documents()) {
      if (document.failed || document.root->is_null()) {
        continue;
      }
      ItemReport report(diagnostics);
      if (const YamlEntry* name = document.root->find("name"); name != nullptr && name->value->is_scalar()) {
        report.name_item(name->value->text);
      }
      MappingReader fields(*document.root, kCollectionSchema, report);
      CollectionSpec spec;
      spec.name = report.item().empty() ? author_and_stem(path) : report.item();
      for (std::string_view kind : collection_kinds()) {
        spec.members[std::string(kind)] = fields.texts(kind);
      }
      out.push_back(std::move(spec));
    }
  }
  return out;
}

void check_collections(const std::vector<CollectionSpec>& collections, const std::string& folder, Diagnostics& diagnostics) {
  std::map<std::string, std::set<std::string>> names;
  for (const CollectionSpec& collection : collections) {
    for (const auto& [kind, members] : collection.members) {
      if (members.empty()) {
        continue;
      }
      auto [known, first] = names.try_emplace(kind);
      if (first) {
        known->second = item_names(folder + "/" + kind);
      }
      for (const SourceText& member : members) {
        if (known->second.contains(member.text())) {
          continue;
        }
        const std::string_view near = nearest_name(member.text(), {known->second.begin(), known->second.end()});
        const std::string what = kind.substr(0, kind.size() - 1);
        diagnostics.add({Severity::kWarning, fmt::format("there is no {} `{}`", what, member.text()), member.file(),
                         member.file_span({0, static_cast<std::uint32_t>(member.text().size())}),
                         near.empty() ? fmt::format("install it below {}/, or remove this line", kind) : fmt::format("did you mean `{}`?", near),
                         collection.name, "absent-item"});
      }
    }
  }
}

}  // namespace vedette::content
