#include "cli/hub/list.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/json.h"
#include "base/printable.h"
#include "cli/hub/columns.h"

namespace vedette::cli {
namespace {

using content::Hub;
using content::HubItem;
using content::ItemTree;
using content::ItemType;

std::string trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  return begin == std::string_view::npos ? std::string() : std::string(text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1));
}

void append_member(std::string& out, std::string_view key, std::string_view value, bool last = false) {
  out += fmt::format("   \"{}\": ", key);
  append_json_string(out, value);
  out += last ? "\n" : ",\n";
}

std::string with_emoji(const HubItem& item, std::string_view word) {
  return fmt::format("{}  {}", item.state.emoji(), word);
}

// encoding/csv: what has a comma, a quote, a line break or a leading blank stands between quotes.
std::string csv_field(const std::string& text) {
  const bool plain = text.find_first_of(",\"\r\n") == std::string::npos && !text.starts_with(' ') && !text.starts_with('\t') && text != "\\.";
  if (plain) {
    return text;
  }
  std::string out = "\"";
  for (char c : text) {
    if (c == '"') {
      out += '"';
    }
    if (c != '\r') {
      out += c;
    }
  }
  return out + "\"";
}

// clihub/utils_table.go, collectionSummary
std::string parts_summary(const Hub& hub, const HubItem& item) {
  std::string out;
  const content::Dependencies parts = hub.current_dependencies(item);
  for (ItemType type : content::kItemTypes) {
    if (!parts.of(type).empty()) {
      out += fmt::format("{}{} {}(s)", out.empty() ? "" : " / ", parts.of(type).size(), singular_of(type));
    }
  }
  return out;
}

// itemDetails
std::string details(const Hub& hub, const HubItem& item) {
  const std::string_view status = item.state.status();
  const std::string newer = status == "outdated" ? fmt::format("{} → {}", item.state.local_version, item.version) : std::string();
  if (!item.has_parts()) {
    return status == "tainted" ? "edited locally" : newer;  // only collections are tainted by others
  }
  const std::string summary = parts_summary(hub, item);
  return newer.empty() || summary.empty() ? newer + summary : newer + " · " + summary;
}

std::string coloured_status(const Style& style, std::string_view status) {
  return status == "up-to-date" ? style.green(status)
         : status == "outdated" ? style.yellow(status)
         : status == "tainted"  ? style.bold(style.yellow(status))
         : status == "local"    ? style.cyan(status)
                                : style.dim(status);
}

std::vector<std::string> row(const Hub& hub, const HubItem& item, const std::string& branch, bool descriptions, const Style& style) {
  const std::string name = printable(item.name);
  std::vector<std::string> out = {style.dim(plural_of(item.type)), style.dim(branch) + (item.has_parts() ? style.bold(name) : name),
                                  with_emoji(item, coloured_status(style, item.state.status())), printable(item.state.local_version),
                                  style.dim(printable(details(hub, item)))};
  if (descriptions) {
    out.push_back(printable(trimmed(item.description), "\n"));
    std::replace(out.back().begin(), out.back().end(), '\n', ' ');
  }
  return out;
}

std::vector<std::string> head(bool descriptions) {
  std::vector<std::string> out = {"Type", "Name", "📦 Status", "Version", "Details"};
  if (descriptions) {
    out.emplace_back("Description");
  }
  return out;
}

struct TreeRow {
  const HubItem* item;
  std::string branch;
};

// clihub/utils_table.go, treeRows: a collection shows; another part when it is asked for or was changed.
std::vector<TreeRow> tree_rows(const ItemTree& tree, const TreeView& view) {
  std::vector<std::vector<TreeRow>> below;
  for (const ItemTree& part : tree.parts) {
    if (part.item->has_parts()) {
      below.push_back(tree_rows(part, view));
      if (below.back().empty()) {
        below.pop_back();
      }
    } else if (matches_status(*part.item, view.statuses) && (view.full || !view.statuses.empty() || part.item->state.status() == "tainted")) {
      below.push_back({{part.item, {}}});
    }
  }
  if (below.empty() && !matches_status(*tree.item, view.statuses)) {
    return {};
  }
  std::vector<TreeRow> out = {{tree.item, {}}};
  for (std::size_t i = 0; i < below.size(); ++i) {
    const bool last = i + 1 == below.size();
    for (std::size_t j = 0; j < below[i].size(); ++j) {
      out.push_back({below[i][j].item, (j == 0 ? (last ? "└─ " : "├─ ") : (last ? "   " : "│  ")) + below[i][j].branch});
    }
  }
  return out;
}

void collect(const ItemTree& tree, std::set<const HubItem*>& out) {
  out.insert(tree.item);
  for (const ItemTree& part : tree.parts) {
    collect(part, out);
  }
}

}  // namespace

bool matches_status(const HubItem& item, const std::vector<std::string>& statuses) {
  return statuses.empty() || std::any_of(statuses.begin(), statuses.end(), [&](const std::string& status) {
           return status == "installed" ? item.state.is_installed() : item.state.status() == status;
         });
}

std::string item_list_json(const std::vector<ItemType>& types, const ItemsByType& items) {
  std::map<std::string_view, ItemType> sorted;
  for (ItemType type : types) {
    sorted.emplace(plural_of(type), type);
  }
  std::string out = "{";
  for (const auto& [name, type] : sorted) {
    out += fmt::format("{}\n \"{}\": [", out.size() == 1 ? "" : ",", name);
    const auto& list = items[index_of(type)];
    for (const HubItem* item : list) {
      out += item == list.front() ? "\n  {\n" : ",\n  {\n";
      append_member(out, "name", item->name);
      append_member(out, "local_version", item->state.local_version);
      append_member(out, "local_path", item->state.local_path);
      append_member(out, "description", trimmed(item->description));
      append_member(out, "utf8_status", with_emoji(*item, item->state.text()));
      append_member(out, "status", item->state.text(), true);
      out += "  }";
    }
    out += list.empty() ? "]" : "\n ]";
  }
  return out + "\n}\n";
}

std::string item_list_csv(const std::vector<ItemType>& types, const ItemsByType& items) {
  const bool several = types.size() > 1;
  std::string out = several ? "name,status,version,description,type\n" : "name,status,version,description\n";
  for (ItemType type : types) {
    for (const HubItem* item : items[index_of(type)]) {
      out += fmt::format("{},{},{},{}{}{}\n", csv_field(item->name), csv_field(item->state.text()), csv_field(item->state.local_version),
                         csv_field(trimmed(item->description)), several ? "," : "", several ? plural_of(type) : "");
    }
  }
  return out;
}

std::string item_list_text(ItemType type, const std::vector<HubItem*>& items, const Style& style) {
  Columns table({"Name", "📦 Status", "Version", "Local Path"});
  std::string title(plural_of(type));
  std::transform(title.begin(), title.end(), title.begin(), [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 0x20) : c; });
  table.title(std::move(title));
  for (const HubItem* item : items) {
    table.add(
        {printable(item->name), with_emoji(*item, item->state.text()), printable(item->state.local_version), printable(item->state.local_path)});
  }
  return table.render(style);
}

std::string item_table(Hub& hub, const std::vector<HubItem*>& items, bool descriptions, const Style& style) {
  Columns table(head(descriptions));
  for (const HubItem* item : items) {
    table.add(row(hub, *item, {}, descriptions, style));
  }
  return table.render(style);
}

std::string item_tree_table(Hub& hub, const TreeView& view, const Style& style) {
  const std::vector<ItemTree> trees = hub.installed_trees();
  Columns table(head(false));
  bool any = false;
  bool below_collections = false;
  auto add = [&](const std::vector<TreeRow>& rows) {
    for (const TreeRow& shown : rows) {
      const bool is_root = &shown == &rows.front();
      if (is_root && below_collections && !shown.item->has_parts()) {
        table.rule();
        below_collections = false;
      }
      table.add(row(hub, *shown.item, shown.branch, false, style));
      below_collections = below_collections || (is_root && shown.item->has_parts());
      any = true;
    }
  };
  std::set<const HubItem*> placed;
  for (const ItemTree& tree : trees) {
    add(tree_rows(tree, view));
    collect(tree, placed);
  }
  if (view.full) {
    // What a collection that is gone has left behind.
    for (ItemType type : content::kItemTypes) {
      for (HubItem* item : hub.installed(type)) {
        if (!placed.contains(item) && matches_status(*item, view.statuses)) {
          add({{item, {}}});
        }
      }
    }
  }
  return any ? table.render(style) : std::string();
}

}  // namespace vedette::cli
