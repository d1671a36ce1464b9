#include <algorithm>
#include <filesystem>

#include "content/item_file.h"

namespace vedette::content {

namespace fs = std::filesystem;

// crowdsec: pkg/parser/unix_parser.go, NewUnixParserCtx
std::vector<std::shared_ptr<const SourceFile>> read_pattern_files(const std::string& folder, Diagnostics& diagnostics) {
  std::vector<std::shared_ptr<const SourceFile>> out;
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    std::error_code unknown;
    std::string name = at->path().filename();
    if (name.find('.') == std::string::npos && !at->is_directory(unknown)) {
      names.push_back(std::move(name));
    }
  }
  std::sort(names.begin(), names.end());
  for (const std::string& name : names) {
    Result<std::shared_ptr<const SourceFile>> file = read_source_file(folder + "/" + name);
    if (file) {
      out.push_back(std::move(*file));
    } else {
      say(diagnostics, Severity::kError, file.error().message);
    }
  }
  return out;
}

}  // namespace vedette::content
