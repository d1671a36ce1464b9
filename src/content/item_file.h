// The files that content is read from, wherever they lie: a folder in the Hub's layout, what CrowdSec installed, or the program itself.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "base/error.h"
#include "base/source.h"
#include "content/spec.h"

namespace vedette::content {

enum class ItemKind : std::uint8_t { kParser, kPostoverflow, kScenario, kContext };

[[nodiscard]] std::string_view folder_of(ItemKind kind);  // "parsers", ..
[[nodiscard]] std::string_view name_of(ItemKind kind);    // "parser", ..

struct ItemFile {
  ItemKind kind = ItemKind::kParser;
  std::string stage;  // parsers and postoverflows: the stage's folder
  std::string order;  // what the reference sorts parser files by: stage and file name
  std::string name;   // of the item, when the layout gives one; else the file's own `name` counts
  std::string version;
  std::shared_ptr<const SourceFile> file;
};

inline constexpr std::size_t kMaxContentFile = 16 * 1024 * 1024;

/// A text file of at most `max_bytes`, shown to the user as `path`.
[[nodiscard]] Result<std::shared_ptr<const SourceFile>> read_source_file(const std::string& path, std::size_t max_bytes = kMaxContentFile);

/// Where a path inside of a layout belongs: kind, stage and order from its components ("parsers", "s01-parse", "author", "x.yaml").
/// False for what is no item file.
[[nodiscard]] bool place_item(const std::vector<std::string_view>& components, ItemFile& out);

/// The files of a pattern folder, by name: hidden ones and those with a dot in their name are none. A folder that is not there has none.
[[nodiscard]] std::vector<std::shared_ptr<const SourceFile>> read_pattern_files(const std::string& folder, Diagnostics& diagnostics);

/// YAML files below `folder`, sorted bytewise by their path, folders with a leading dot left out. Relative paths; links to files count as files.
[[nodiscard]] std::vector<std::string> list_yaml_files(const std::string& folder, Diagnostics& diagnostics);

/// Lower-case sha256 in hexadecimal.
[[nodiscard]] std::string sha256_hex(std::string_view bytes);

/// A message without a place in a file.
void say(Diagnostics& diagnostics, Severity severity, std::string message, std::string hint = {}, std::string item = {}, std::string_view rule = {});

/// Reads all files into `content`: drops items whose name another file of the kind has (the later path wins, as in the reference), orders, and says
/// what is skipped.
void read_items(std::vector<ItemFile> files, Content& content, Diagnostics& diagnostics);

}  // namespace vedette::content
