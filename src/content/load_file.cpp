#include "content/load_file.h"

#include <array>
#include <filesystem>
#include <set>

#include "content/item_file.h"

namespace vedette::content {

namespace fs = std::filesystem;

namespace {

// The keys in the first column, whether or not the YAML holds together.
std::set<std::string_view> top_keys(std::string_view text) {
  std::set<std::string_view> out;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = std::min(text.find('\n', at), text.size());
    std::string_view line = text.substr(at, end - at);
    std::size_t colon = line.find(':');
    if (colon != std::string_view::npos && colon > 0 && line.find_first_of(" \t#-'\"") >= colon) {
      out.insert(line.substr(0, colon));
    }
    at = end + 1;
  }
  return out;
}

struct Sign {
  std::string_view key;
  FileKind kind;
};

// In this order: what no other kind has comes first.
constexpr std::array kSigns = {
    Sign{"config_paths", FileKind::kConfig},    Sign{"crowdsec_service", FileKind::kConfig}, Sign{"context", FileKind::kContext},
    Sign{"notifications", FileKind::kProfiles}, Sign{"filters", FileKind::kProfiles},        Sign{"decisions", FileKind::kProfiles},
    Sign{"on_success", FileKind::kProfiles},    Sign{"on_failure", FileKind::kProfiles},     Sign{"source", FileKind::kAcquisition},
    Sign{"filename", FileKind::kAcquisition},   Sign{"filenames", FileKind::kAcquisition},   Sign{"journalctl_filter", FileKind::kAcquisition},
    Sign{"type", FileKind::kScenario},          Sign{"leakspeed", FileKind::kScenario},      Sign{"groupby", FileKind::kScenario},
    Sign{"capacity", FileKind::kScenario}};

}  // namespace

FileKind recognise_file(const std::string& path, std::string_view text) {
  for (const fs::path& part : fs::path(path).parent_path()) {
    for (auto [kind, file_kind] : {std::pair(ItemKind::kParser, FileKind::kParser), std::pair(ItemKind::kPostoverflow, FileKind::kPostoverflow),
                                   std::pair(ItemKind::kScenario, FileKind::kScenario), std::pair(ItemKind::kContext, FileKind::kContext)}) {
      if (part == folder_of(kind)) {
        return file_kind;
      }
    }
    if (part == "acquis.d") {
      return FileKind::kAcquisition;
    }
  }
  std::string name = fs::path(path).filename();
  if (name.starts_with("profiles.")) {
    return FileKind::kProfiles;
  }
  if (name.starts_with("acquis.")) {
    return FileKind::kAcquisition;
  }
  std::set<std::string_view> keys = top_keys(text);
  for (const Sign& sign : kSigns) {
    if (keys.contains(sign.key)) {
      return sign.kind;
    }
  }
  return FileKind::kParser;
}

Content load_file(const std::string& path, FileKind kind, Diagnostics& diagnostics) {
  Content content;
  content.origin = path;
  Result<std::shared_ptr<const SourceFile>> file = read_source_file(path);
  if (!file) {
    say(diagnostics, Severity::kError, file.error().message);
    return content;
  }
  ItemFile item;
  item.kind = kind == FileKind::kPostoverflow ? ItemKind::kPostoverflow
              : kind == FileKind::kScenario   ? ItemKind::kScenario
              : kind == FileKind::kContext    ? ItemKind::kContext
                                              : ItemKind::kParser;
  bool staged = item.kind == ItemKind::kParser || item.kind == ItemKind::kPostoverflow;
  if (staged) {
    std::string folder = fs::path(path).parent_path().filename();
    bool author = !folder.starts_with("s0") && fs::path(path).parent_path().parent_path().filename().string().starts_with("s0");
    item.stage = author ? fs::path(path).parent_path().parent_path().filename().string() : folder;
    if (item.stage.empty()) {
      item.stage = "s00-raw";
    }
  }
  item.order = path;
  item.file = std::move(*file);
  read_items({std::move(item)}, content, diagnostics);
  return content;
}

}  // namespace vedette::content
