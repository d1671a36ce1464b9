// Reads the fields of one YAML mapping as yaml.v2 decodes into a struct, and tells the user about everything that does not fit.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "base/time.h"
#include "base/yaml.h"
#include "content/schema.h"

namespace vedette::content {

/// Where an item's messages go: adds the item's name to each, and remembers whether one was an error.
class ItemReport {
 public:
  explicit ItemReport(Diagnostics& diagnostics) : diagnostics_(diagnostics) {}

  void name_item(std::string name) { item_ = std::move(name); }
  [[nodiscard]] const std::string& item() const { return item_; }
  [[nodiscard]] bool failed() const { return !first_error_.empty(); }
  /// The first error's text: why the item was skipped.
  [[nodiscard]] const std::string& first_error() const { return first_error_; }

  void error(const YamlNode& at, std::string message, std::string hint = {});
  void warning(const YamlNode& at, std::string message, std::string hint = {});
  void error(const std::shared_ptr<const SourceFile>& file, Span span, std::string message, std::string hint = {});
  /// All there is to say; the item's name is added.
  void add(Diagnostic diagnostic);
  /// An error of the rule `missing-key`.
  void missing(const YamlNode& at, std::string message, std::string hint = {});
  /// A warning that names what `known` has nearby, with the repair when that is certain: one name is near, what the key holds fits there (by
  /// `schema`; null: anything does), and the key does not merely add something to it, as who switches a key off does.
  void unknown_key(const YamlEntry& entry, std::string message, const std::vector<std::string_view>& known, const Schema* schema = nullptr);

 private:
  Diagnostics& diagnostics_;
  std::string item_;
  std::string first_error_;
};

/// Fields that are absent or null read as empty, zero or nothing, as in the reference. A value of the wrong type is an error that names key and type.
class MappingReader {
 public:
  /// Says which keys are unknown (a warning with the nearest known one). `node` may be any kind: another than a mapping is an error.
  MappingReader(const YamlNode& node, const Schema& schema, ItemReport& report);

  /// The value's node; null when absent or null.
  [[nodiscard]] const YamlNode* node(std::string_view key) const;
  [[nodiscard]] bool has(std::string_view key) const { return node(key) != nullptr; }

  [[nodiscard]] std::string text(std::string_view key) const;
  [[nodiscard]] SourceText source(std::string_view key) const;
  [[nodiscard]] bool flag(std::string_view key) const { return optional_flag(key).value_or(false); }
  [[nodiscard]] std::optional<bool> optional_flag(std::string_view key) const;
  [[nodiscard]] std::optional<std::int64_t> integer(std::string_view key) const;
  [[nodiscard]] std::optional<double> number(std::string_view key) const;
  /// Go's duration syntax; `min_exclusive_zero` refuses what is not above zero.
  [[nodiscard]] std::optional<Duration> duration(std::string_view key) const;
  [[nodiscard]] std::vector<SourceText> texts(std::string_view key) const;
  [[nodiscard]] std::vector<const YamlNode*> mappings(std::string_view key) const;
  [[nodiscard]] std::vector<std::string_view> keys() const;

  /// For "key `x` is missing": the mapping's first key, which names the mapping best.
  [[nodiscard]] const YamlNode& place() const;
  [[nodiscard]] ItemReport& report() const { return report_; }
  void missing(std::string_view key, std::string hint = {}) const;

 private:
  [[nodiscard]] const YamlNode* scalar(std::string_view key) const;
  void wrong(const YamlNode& value, std::string_view key, std::string_view wanted) const;

  const YamlNode& node_;
  const Schema& schema_;
  ItemReport& report_;
};

/// A node in a message: "`yes`", "a list", "a mapping".
[[nodiscard]] std::string describe(const YamlNode& node);

}  // namespace vedette::content
