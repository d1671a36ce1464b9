#include <fmt/format.h>

#include <filesystem>

#include "content/item_file.h"
#include "content/spec.h"

namespace vedette::content {

namespace fs = std::filesystem;

Content load_folder(const std::string& folder, const std::vector<std::string>& data_folders, Diagnostics& diagnostics) {
  Content content;
  content.origin = folder;
  content.data_folders = data_folders;
  std::error_code error;
  if (!fs::is_directory(folder, error)) {
    say(diagnostics, Severity::kError, fmt::format("{} is no folder", folder), "name a folder that holds parsers/, scenarios/ or postoverflows/");
    return content;
  }
  if (fs::is_directory(folder + "/data", error)) {
    content.data_folders.push_back(folder + "/data");
  }
  content.pattern_files = read_pattern_files(folder + "/patterns", diagnostics);
  std::vector<ItemFile> files;
  bool any_folder = false;
  for (ItemKind kind : {ItemKind::kParser, ItemKind::kPostoverflow, ItemKind::kScenario, ItemKind::kContext}) {
    std::string base = folder + "/" + std::string(folder_of(kind));
    if (!fs::is_directory(base, error)) {
      continue;
    }
    any_folder = true;
    for (const std::string& path : list_yaml_files(base, diagnostics)) {
      std::vector<std::string_view> components = {folder_of(kind)};
      for (std::string_view rest = path; !rest.empty();) {
        std::size_t slash = rest.find('/');
        components.push_back(rest.substr(0, slash));
        rest = slash == std::string_view::npos ? std::string_view() : rest.substr(slash + 1);
      }
      std::string shown = base + "/" + path;
      ItemFile item;
      if (!place_item(components, item)) {
        say(diagnostics, Severity::kWarning, fmt::format("{} is ignored: a {} stands in a folder named after its stage", shown, name_of(kind)),
            fmt::format("move it to {}/s01-parse/ or so", base));
        continue;
      }
      Result<std::shared_ptr<const SourceFile>> file = read_source_file(shown);
      if (!file) {
        say(diagnostics, Severity::kError, file.error().message);
        content.skipped.push_back({shown, std::string(name_of(kind)), file.error().message});
        continue;
      }
      item.file = std::move(*file);
      files.push_back(std::move(item));
    }
  }
  if (!any_folder) {
    content.usable = false;
    say(diagnostics, Severity::kError, fmt::format("{} holds no content", folder),
        "it should have folders parsers/, scenarios/ or postoverflows/, as the Hub has");
  }
  read_items(std::move(files), content, diagnostics);
  return content;
}

}  // namespace vedette::content
