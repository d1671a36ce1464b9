#include "content/mapping_reader.h"

#include <fmt/format.h>

#include "base/nearest.h"
#include "base/yaml_scalar.h"

namespace vedette::content {

namespace {

bool fits_shape(const Schema& schema, std::string_view name, const YamlNode& value) {
  const Key* key = schema.find(name);
  if (key == nullptr || value.is_null()) {
    return false;
  }
  switch (key->shape) {
    case Shape::kScalar:
      return value.is_scalar();
    case Shape::kStrings:
    case Shape::kMappings:
      return value.is_sequence();
    case Shape::kMapping:
    case Shape::kFreeMapping:
      return value.is_mapping();
  }
  return false;
}

}  // namespace

void ItemReport::add(Diagnostic diagnostic) {
  if (diagnostic.severity == Severity::kError && first_error_.empty()) {
    first_error_ = diagnostic.message;
  }
  if (diagnostic.rule.empty()) {
    diagnostic.rule = "wrong-value";
  }
  diagnostic.item = item_;
  diagnostics_.add(std::move(diagnostic));
}

void ItemReport::error(const YamlNode& at, std::string message, std::string hint) {
  add({Severity::kError, std::move(message), at.file(), at.span, std::move(hint), {}});
}

void ItemReport::warning(const YamlNode& at, std::string message, std::string hint) {
  add({Severity::kWarning, std::move(message), at.file(), at.span, std::move(hint), {}});
}

void ItemReport::error(const std::shared_ptr<const SourceFile>& file, Span span, std::string message, std::string hint) {
  add({Severity::kError, std::move(message), file, span, std::move(hint), {}});
}

void ItemReport::missing(const YamlNode& at, std::string message, std::string hint) {
  add({Severity::kError, std::move(message), at.file(), at.span, std::move(hint), {}, "missing-key"});
}

void ItemReport::unknown_key(const YamlEntry& entry, std::string message, const std::vector<std::string_view>& known, const Schema* schema) {
  constexpr std::size_t kShortest = 4;
  const YamlNode& key = *entry.key;
  const std::string_view nearest = nearest_name(key.text, known);
  Diagnostic said{Severity::kWarning, std::move(message), key.file(), key.span, {}, {}, "unknown-key"};
  if (!nearest.empty()) {
    said.hint = fmt::format("did you mean `{}`?", nearest);
    const bool written_so = key.style == YamlStyle::kPlain && key.span.end - key.span.begin == key.text.size() && !entry.merged;
    const bool extended = key.text.find(nearest) != std::string::npos;
    if (written_so && !extended && key.text.size() >= kShortest && near_names(key.text, known).size() == 1 &&
        (schema == nullptr || fits_shape(*schema, nearest, *entry.value))) {
      said.repair.push_back({key.span, std::string(nearest)});
    }
  }
  add(std::move(said));
}

std::string describe(const YamlNode& node) {
  switch (node.kind) {
    case YamlKind::kNull:
      return "nothing";
    case YamlKind::kSequence:
      return "a list";
    case YamlKind::kMapping:
      return "a mapping";
    case YamlKind::kScalar:
      break;
  }
  constexpr std::size_t kLongest = 40;
  std::string text = node.text.substr(0, node.text.find('\n'));
  if (text.size() > kLongest || text.size() < node.text.size()) {
    text = text.substr(0, kLongest) + "..";
  }
  return "`" + text + "`";
}

MappingReader::MappingReader(const YamlNode& node, const Schema& schema, ItemReport& report) : node_(node), schema_(schema), report_(report) {
  if (!node.is_mapping()) {
    report_.error(node, fmt::format("a {} is a mapping of keys, not {}", schema.what, describe(node)), "write `key: value` lines");
    return;
  }
  std::vector<std::string_view> known;
  for (const Key& key : schema.keys) {
    if (node.find(key.name) == nullptr) {
      known.push_back(key.name);
    }
  }
  for (const YamlEntry& entry : node.entries) {
    if (schema.find(entry.key->text) != nullptr) {
      continue;
    }
    report_.unknown_key(entry, fmt::format("unknown key `{}` in a {}: it is ignored", entry.key->text, schema.what), known, &schema);
  }
}

const YamlNode* MappingReader::node(std::string_view key) const {
  const YamlEntry* entry = node_.find(key);
  return entry == nullptr || entry->value->is_null() ? nullptr : entry->value;
}

void MappingReader::wrong(const YamlNode& value, std::string_view key, std::string_view wanted) const {
  std::string hint;
  if (value.is_scalar() && value.style == YamlStyle::kPlain && value.source().text().size() < value.span.end - value.span.begin) {
    hint = "the lines below it are indented deeper and so belong to this value";
  }
  report_.error(value, fmt::format("`{}` takes {}, not {}", key, wanted, describe(value)), std::move(hint));
}

const YamlNode* MappingReader::scalar(std::string_view key) const {
  const YamlNode* value = node(key);
  if (value != nullptr && !value->is_scalar()) {
    wrong(*value, key, "one value");
    return nullptr;
  }
  return value;
}

std::string MappingReader::text(std::string_view key) const {
  const YamlNode* value = scalar(key);
  return value == nullptr ? std::string() : value->text;
}

SourceText MappingReader::source(std::string_view key) const {
  const YamlNode* value = scalar(key);
  return value == nullptr ? SourceText() : value->source();
}

std::optional<bool> MappingReader::optional_flag(std::string_view key) const {
  const YamlNode* value = node(key);
  if (value == nullptr) {
    return std::nullopt;
  }
  std::optional<bool> flag = yaml_bool(*value);
  if (!flag) {
    wrong(*value, key, "true or false");
  }
  return flag;
}

std::optional<std::int64_t> MappingReader::integer(std::string_view key) const {
  const YamlNode* value = node(key);
  if (value == nullptr) {
    return std::nullopt;
  }
  std::optional<std::int64_t> number = yaml_integer(*value);
  if (!number) {
    wrong(*value, key, "a whole number");
  }
  return number;
}

std::optional<double> MappingReader::number(std::string_view key) const {
  const YamlNode* value = node(key);
  if (value == nullptr) {
    return std::nullopt;
  }
  std::optional<double> number = yaml_float(*value);
  if (!number) {
    wrong(*value, key, "a number");
  }
  return number;
}

std::optional<Duration> MappingReader::duration(std::string_view key) const {
  const YamlNode* value = scalar(key);
  if (value == nullptr || value->text.empty()) {
    return std::nullopt;
  }
  Result<Duration> duration = parse_duration(value->text);
  if (!duration) {
    report_.error(*value, fmt::format("`{}` takes a duration, not {}", key, describe(*value)), "write it as 30s, 5m, 1h30m or 100ms");
    return std::nullopt;
  }
  return *duration;
}

std::vector<SourceText> MappingReader::texts(std::string_view key) const {
  std::vector<SourceText> out;
  const YamlNode* value = node(key);
  if (value == nullptr) {
    return out;
  }
  if (!value->is_sequence()) {
    report_.error(*value, fmt::format("`{}` takes a list, not {}", key, describe(*value)),
                  "write each entry on a line of its own, with `- ` before it");
    return out;
  }
  for (const YamlNode* item : value->items) {
    if (item->is_scalar()) {
      out.push_back(item->source());
    } else if (item->is_null()) {
      report_.warning(*item, fmt::format("an entry of `{}` is empty", key));
    } else {
      report_.error(*item, fmt::format("an entry of `{}` is one text, not {}", key, describe(*item)), "put quotes around a text that contains `: `");
    }
  }
  return out;
}

std::vector<const YamlNode*> MappingReader::mappings(std::string_view key) const {
  std::vector<const YamlNode*> out;
  const YamlNode* value = node(key);
  if (value == nullptr) {
    return out;
  }
  if (!value->is_sequence()) {
    report_.error(*value, fmt::format("`{}` takes a list of mappings, not {}", key, describe(*value)), "begin each entry with `- `");
    return out;
  }
  for (const YamlNode* item : value->items) {
    if (item->is_null()) {
      report_.warning(*item, fmt::format("an entry of `{}` is empty", key));
    } else {
      out.push_back(item);
    }
  }
  return out;
}

std::vector<std::string_view> MappingReader::keys() const {
  std::vector<std::string_view> out;
  for (const YamlEntry& entry : node_.entries) {
    out.push_back(entry.key->text);
  }
  return out;
}

const YamlNode& MappingReader::place() const {
  if (const YamlEntry* name = node_.find("name"); name != nullptr && name->value->is_scalar()) {
    return *name->value;
  }
  return node_.entries.empty() ? node_ : *node_.entries.front().key;
}

void MappingReader::missing(std::string_view key, std::string hint) const {
  report_.missing(place(), fmt::format("this {} has no `{}`", schema_.what, key), std::move(hint));
}

}  // namespace vedette::content
