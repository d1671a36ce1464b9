#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/yaml.h"
#include "content/item_file.h"
#include "content/spec_reader.h"

namespace vedette::content {
namespace {

struct OpenItem {
  ItemFile item;
  YamlFile yaml;
  std::string name;  // what the reference knows the item by
  Span name_span;
  std::string lower_name;
};

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), [](unsigned char c) { return static_cast<char>(c >= 'A' && c <= 'Z' ? c | 0x20 : c); });
  return out;
}

// cwhub/sync.go, newLocalItem: the `name` of the first document, else the file's.
void name_item(OpenItem& open) {
  const std::vector<YamlDocument>& documents = open.yaml.documents();
  if (!documents.empty() && documents.front().root != nullptr) {
    const YamlEntry* name = documents.front().root->find("name");
    if (name != nullptr && name->value->is_scalar()) {
      open.name_span = name->value->span;
      if (open.item.name.empty()) {
        open.name = name->value->text;
      }
    }
  }
  if (!open.item.name.empty()) {
    open.name = open.item.name;
  }
  if (open.name.empty()) {
    open.name = open.item.file->name().substr(open.item.file->name().rfind('/') + 1);
  }
  open.lower_name = lower(open.name);
}

std::string place_of(const std::shared_ptr<const SourceFile>& file, Span span) {
  return fmt::format("{}:{}", file->name(), file->position(span.begin).line);
}

// cwhub/sync.go, addItemFromSpec: of two items of a kind with one name only the later one is kept.
void drop_duplicates(std::vector<OpenItem>& items, Content& content, Diagnostics& diagnostics) {
  std::map<std::pair<ItemKind, std::string>, std::size_t> last;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (items[i].item.kind != ItemKind::kContext) {
      last[{items[i].item.kind, items[i].name}] = i;
    }
  }
  std::vector<OpenItem> kept;
  for (std::size_t i = 0; i < items.size(); ++i) {
    OpenItem& open = items[i];
    std::size_t winner = open.item.kind == ItemKind::kContext ? i : last[{open.item.kind, open.name}];
    if (winner == i) {
      kept.push_back(std::move(open));
      continue;
    }
    const OpenItem& other = items[winner];
    std::string there = place_of(other.item.file, other.name_span);
    diagnostics.add({Severity::kWarning, fmt::format("two {}s have this name: this file is ignored, {} counts", name_of(open.item.kind), there),
                     open.item.file, open.name_span, "give one of them another name, or remove it", open.name, "duplicate-name"});
    content.skipped.push_back({open.name, std::string(name_of(open.item.kind)), fmt::format("{} has the same name", there)});
  }
  items = std::move(kept);
}

void warn_of_equal_scenarios(const Content& content, Diagnostics& diagnostics) {
  for (std::size_t i = 1; i < content.scenarios.size(); ++i) {
    const ScenarioSpec& first = content.scenarios[i - 1];
    const ScenarioSpec& second = content.scenarios[i];
    if (first.name == second.name) {
      std::string there = place_of(first.at.file(), {first.at.file_offset(0), 0});
      diagnostics.add({Severity::kWarning,
                       fmt::format("two scenarios have this name: both run, and their alerts look alike; the other is at {}", there),
                       second.at.file(),
                       {second.at.file_offset(0), second.at.file_offset(0)},
                       "give one of them another name",
                       second.name,
                       "duplicate-name"});
    }
  }
}

void read_item(const OpenItem& open, Content& content, Diagnostics& diagnostics) {
  std::vector<Skipped> skipped;
  std::string hash;
  for (const YamlDocument& document : open.yaml.documents()) {
    switch (open.item.kind) {
      case ItemKind::kParser:
      case ItemKind::kPostoverflow:
        if (std::optional<NodeSpec> node = read_node(document, open.item, diagnostics, skipped)) {
          (open.item.kind == ItemKind::kParser ? content.parsers : content.postoverflows).push_back(std::move(*node));
        }
        break;
      case ItemKind::kScenario:
        if (std::optional<ScenarioSpec> scenario = read_scenario(document, open.item, diagnostics, skipped)) {
          if (hash.empty()) {
            hash = sha256_hex(open.item.file->text());
          }
          scenario->hash = hash;
          content.scenarios.push_back(std::move(*scenario));
        }
        break;
      case ItemKind::kContext:
        read_context_item(document, content, diagnostics);
        break;
    }
  }
  for (Skipped& skip : skipped) {
    std::string name = skip.name.empty() ? open.item.file->name() : std::move(skip.name);
    content.skipped.push_back({std::move(name), std::string(name_of(open.item.kind)), std::move(skip.reason)});
  }
}

}  // namespace

void read_items(std::vector<ItemFile> files, Content& content, Diagnostics& diagnostics) {
  std::vector<OpenItem> items;
  for (ItemFile& file : files) {
    YamlFile yaml = YamlFile::parse(file.file, diagnostics);
    items.push_back({std::move(file), std::move(yaml), {}, {}, {}});
    name_item(items.back());
  }
  drop_duplicates(items, content, diagnostics);
  std::stable_sort(items.begin(), items.end(), [](const OpenItem& a, const OpenItem& b) {
    if (a.item.kind != b.item.kind) {
      return a.item.kind < b.item.kind;
    }
    bool by_name = a.item.kind == ItemKind::kScenario || a.item.kind == ItemKind::kContext;
    return by_name ? a.lower_name < b.lower_name : a.item.order < b.item.order;
  });
  for (const OpenItem& open : items) {
    read_item(open, content, diagnostics);
  }
  std::stable_sort(content.scenarios.begin(), content.scenarios.end(),
                   [](const ScenarioSpec& a, const ScenarioSpec& b) { return lower(a.name) < lower(b.name); });
  warn_of_equal_scenarios(content, diagnostics);
}

}  // namespace vedette::content
