#include "content/mapping_reader.h"

#include <fmt/format.h>

#include "base/nearest.h"
#include "base/yaml_scalar.h"

namespace vedette::content {

void ItemReport::say(Severity severity, const std::shared_ptr<const SourceFile>& file, Span span, std::string message, std::string hint) {
  if (severity == Severity::kError && first_error_.empty()) {
    first_error_ = message;
  }
  diagnostics_.add({severity, std::move(message), file, span, std::move(hint), item_});
}

void ItemReport::error(const YamlNode& at, std::string message, std::string hint) {
  say(Severity::kError, at.file(), at.span, std::move(message), std::move(hint));
}

void ItemReport::warning(const YamlNode& at, std::string message, std::string hint) {
  say(Severity::kWarning, at.file(), at.span, std::move(message), std::move(hint));
}

void ItemReport::error(const std::shared_ptr<const SourceFile>& file, Span span, std::string message, std::string hint) {
  say(Severity::kError, file, span, std::move(message), std::move(hint));
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
    std::string_view near = nearest_name(entry.key->text, known);
    report_.warning(*entry.key, fmt::format("unknown key `{}` in a {}: it is ignored", entry.key->text, schema.what),
                    near.empty() ? std::string() : fmt::format("did you mean `{}`?", near));
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
  report_.error(place(), fmt::format("this {} has no `{}`", schema_.what, key), std::move(hint));
}

}  // namespace vedette::content
