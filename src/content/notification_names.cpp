#include "content/notification_names.h"

#include <filesystem>

#include "base/yaml.h"
#include "content/config.h"
#include "content/item_file.h"

namespace vedette::content {

std::vector<std::string> read_notification_names(const std::string& folder, Diagnostics& diagnostics) {
  std::vector<std::string> out;
  std::error_code error;
  if (!std::filesystem::is_directory(folder, error)) {
    return out;
  }
  for (const std::string& path : list_yaml_files(folder, diagnostics)) {
    Result<std::shared_ptr<const SourceFile>> file = read_source_file(folder + "/" + path);
    if (!file) {
      say(diagnostics, Severity::kError, file.error().message, {}, {}, "unreadable-file");
      continue;
    }
    YamlFile yaml = YamlFile::parse(std::move(*file), diagnostics);
    for (const YamlDocument& document : yaml.documents()) {
      const YamlEntry* name = document.root == nullptr ? nullptr : document.root->find("name");
      if (name != nullptr && name->value->is_scalar()) {
        out.push_back(expand_environment(name->value->text));
      }
    }
  }
  return out;
}

}  // namespace vedette::content
