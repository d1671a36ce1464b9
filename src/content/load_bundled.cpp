#include "content/embedded.h"
#include "content/item_file.h"
#include "content/spec.h"

namespace vedette::content {

bool find_embedded_data(std::string_view name, std::string_view& text) {
  constexpr std::string_view kFolder = "data/";
  for (const EmbeddedFile& file : embedded_files()) {
    if (file.path.starts_with(kFolder) && file.path.substr(kFolder.size()) == name) {
      text = file.text;
      return true;
    }
  }
  return false;
}

Content load_bundled(Diagnostics& diagnostics) {
  Content content;
  content.origin = "bundled content";
  content.data_folders.emplace_back(kEmbeddedDataFolder);
  std::vector<ItemFile> files;
  for (const EmbeddedFile& embedded : embedded_files()) {
    std::vector<std::string_view> components;
    for (std::string_view rest = embedded.path; !rest.empty();) {
      std::size_t slash = rest.find('/');
      components.push_back(rest.substr(0, slash));
      rest = slash == std::string_view::npos ? std::string_view() : rest.substr(slash + 1);
    }
    ItemFile item;
    if (!embedded.path.ends_with(".yaml") || !place_item(components, item)) {
      continue;
    }
    item.file = std::make_shared<const SourceFile>("hub/" + std::string(embedded.path), std::string(embedded.text));
    files.push_back(std::move(item));
  }
  read_items(std::move(files), content, diagnostics);
  return content;
}

}  // namespace vedette::content
