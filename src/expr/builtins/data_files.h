// The data files of content items: lists that File, RegexpInFile, FileMap and LookupFile read.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/diagnostic.h"
#include "base/error.h"
#include "expr/builtins/line_index.h"
#include "expr/value.h"

namespace vedette::expr {

enum class DataKind : std::uint8_t {
  kString,  // `type: string`: lines of text
  kRegexp,  // `type: regexp` or `regex`: one regular expression a line
  kMap,     // `type: map`: one JSON object of texts a line, with pattern, tag and type (equals, contains or regex)
  kBots,    // `type: bots`: one JSON object a line that says how to know a bot; see bot_file.h
};

/// The kind an item's `type:` names.
[[nodiscard]] std::optional<DataKind> data_kind(std::string_view type);

/// One loaded file; immutable and shared by threads. Values it gives live as long as it does.
class DataFile {
 public:
  virtual ~DataFile() = default;

  /// kString: []string.
  [[nodiscard]] virtual Value lines() const { return Value::slice(nullptr, 0, type_id::kStringSlice); }
  /// kString: whether any line, folded, passes the test with `text`. There are no empty lines.
  [[nodiscard]] virtual bool any_line(std::string_view, LineTest, LineFold) const { return false; }
  /// kRegexp: whether any of them matches.
  [[nodiscard]] virtual bool matches(std::string_view) const { return false; }
  /// kMap: []map[string]string.
  [[nodiscard]] virtual Value rows() const { return {}; }
  /// kMap: the tag of the first row that fits: equal ones before contained ones before regular expressions; empty when none does.
  [[nodiscard]] virtual std::string_view look_up(std::string_view) const { return {}; }
  /// kString: the line of the file (from 1) that a text given by `lines()` stands on; 0 for any other text.
  [[nodiscard]] virtual std::uint32_t line_of(std::string_view) const { return 0; }
};

/// Reads `path`. Lines that are empty or begin with "#" are skipped; so is a malformed one, with a warning in `diagnostics` that names file and line.
/// An error when the file cannot be read or is larger than kMaxDataFileBytes.
[[nodiscard]] Result<std::unique_ptr<const DataFile>> load_data_file(const std::string& path, DataKind kind, Diagnostics& diagnostics);
/// The same of a text that is in memory already; `path` is what messages call it.
[[nodiscard]] std::unique_ptr<const DataFile> read_data_file(const std::string& path, std::string text, DataKind kind, Diagnostics& diagnostics);
inline constexpr std::size_t kMaxDataFileBytes = std::size_t{256} << 20;

/// All files of an engine, by name and kind. Filled while loading, then read only.
class DataFiles {
 public:
  /// Loads `name` from the first of `folders` that has it; nothing happens when it is there already.
  [[nodiscard]] Result<void> load(std::span<const std::string> folders, std::string_view name, DataKind kind, Diagnostics& diagnostics);
  /// Keeps a file under a name, instead of one that was there.
  void add(std::string name, DataKind kind, std::unique_ptr<const DataFile> file);
  /// Null when no item has it as data of this kind.
  [[nodiscard]] const DataFile* find(std::string_view name, DataKind kind) const;

 private:
  std::array<std::map<std::string, std::unique_ptr<const DataFile>, std::less<>>, 4> files_;  // by kind
};

}  // namespace vedette::expr
