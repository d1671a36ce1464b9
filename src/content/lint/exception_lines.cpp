// Exceptions whose scenarios stand in a data file: `any(File('x'), { Split(#, ',')[0] == evt.Overflow.Alert.GetScenario() && .. })`.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <set>

#include "base/nearest.h"
#include "content/embedded.h"
#include "content/item_file.h"
#include "content/lint/alert_paths.h"
#include "content/lint/rules.h"
#include "content/lint/tree.h"
#include "expr/builtins/data_files.h"

namespace vedette::content::lint {
namespace {

/// Which part of a line is compared with what.
struct Columns {
  std::string file;
  char separator = 0;
  std::optional<std::size_t> scenario;
  std::optional<std::size_t> address;
};

// `Split(#, ',')[2]`: 2.
std::optional<std::size_t> column_of(const Node& node, char& separator) {
  if (node.kind != NodeKind::kMember || node.children[1]->kind != NodeKind::kInteger || node.children[1]->integer < 0) {
    return std::nullopt;
  }
  const Node& split = *node.children[0];
  const Node* line = argument(split, 0);
  const Node* by = argument(split, 1);
  const bool splits = called(split) == "Split" || called(split) == "split";
  if (!splits || line == nullptr || line->kind != NodeKind::kPointer || by == nullptr || by->kind != NodeKind::kString || by->text.size() != 1) {
    return std::nullopt;
  }
  separator = by->text[0];
  return static_cast<std::size_t>(node.children[1]->integer);
}

std::optional<Columns> columns_of(const Node& node) {
  const bool over_lines = node.kind == NodeKind::kBuiltinCall && node.children.size() == 2 && node.children[1] != nullptr &&
                          node.children[1]->kind == NodeKind::kPredicate && called(*node.children[0]) == "File";
  const Node* name = over_lines ? argument(*node.children[0], 0) : nullptr;
  if (name == nullptr || name->kind != NodeKind::kString) {
    return std::nullopt;
  }
  Columns out;
  out.file = name->text;
  for (const Node* part : conjuncts(*node.children[1]->children[0])) {
    if (part->kind != NodeKind::kBinary || part->text != "==") {
      continue;
    }
    for (int side : {0, 1}) {
      const std::string path = path_of(*part->children[1 - side]);
      const std::optional<std::size_t> column = column_of(*part->children[side], out.separator);
      if (column && is_scenario_path(path)) {
        out.scenario = column;
      } else if (column && is_address_path(path)) {
        out.address = column;
      }
    }
  }
  return out.scenario ? std::optional(out) : std::nullopt;
}

std::shared_ptr<const SourceFile> find_file(const Content& content, const std::string& name) {
  if (name.find("..") != std::string::npos) {
    return nullptr;
  }
  for (const std::string& folder : content.data_folders) {
    std::string_view embedded;
    if (folder == kEmbeddedDataFolder) {
      if (find_embedded_data(name, embedded)) {
        return std::make_shared<const SourceFile>("hub/data/" + name, std::string(embedded));
      }
    } else if (auto file = read_source_file(folder + "/" + name, expr::kMaxDataFileBytes)) {
      return *file;
    }
  }
  return nullptr;
}

class LineCheck {
 public:
  LineCheck(const Content& content, std::string_view item, Diagnostics& diagnostics) : content_(content), item_(item), diagnostics_(diagnostics) {
    for (const ScenarioSpec& scenario : content.scenarios) {
      names_.push_back(scenario.name);
    }
  }

  void check(const Columns& columns) {
    std::shared_ptr<const SourceFile> file = find_file(content_, columns.file);
    if (file == nullptr) {
      return;  // said where it is loaded
    }
    const std::string_view text = file->text();
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t end = std::min(text.find('\n', at), text.size());
      std::string_view line = text.substr(at, end - at);
      if (line.ends_with('\r')) {
        line.remove_suffix(1);
      }
      if (!line.empty() && line.front() != '#') {
        check(columns, file, line, at);
      }
      at = end + 1;
    }
  }

 private:
  static std::optional<std::string_view> part(std::string_view line, char separator, std::size_t number) {
    for (; number != 0; --number) {
      const std::size_t at = line.find(separator);
      if (at == std::string_view::npos) {
        return std::nullopt;
      }
      line.remove_prefix(at + 1);
    }
    return line.substr(0, line.find(separator));
  }

  void check(const Columns& columns, const std::shared_ptr<const SourceFile>& file, std::string_view line, std::size_t at) {
    const std::optional<std::string_view> name = part(line, columns.separator, *columns.scenario);
    if (!name) {
      return;  // a short line, said where it is loaded
    }
    auto say = [&](std::string_view where, std::string_view rule, std::string message, std::string hint) {
      const auto begin = static_cast<std::uint32_t>(at + (where.data() - line.data()));
      diagnostics_.add({Severity::kWarning,
                        std::move(message),
                        file,
                        {begin, begin + static_cast<std::uint32_t>(where.size())},
                        std::move(hint),
                        std::string(item_),
                        rule});
    };
    auto scenario = std::find_if(content_.scenarios.begin(), content_.scenarios.end(), [&](const ScenarioSpec& spec) { return spec.name == *name; });
    if (scenario == content_.scenarios.end()) {
      const std::string_view near = nearest_name(*name, names_);
      say(*name, "absent-scenario", fmt::format("there is no scenario `{}`: this line matches nothing", *name),
          near.empty() ? "install the scenario, or remove the line" : fmt::format("did you mean '{}'?", near));
      return;
    }
    if (columns.address && !has_address(*scenario)) {
      if (const auto address = part(line, columns.separator, *columns.address); address && !address->empty()) {
        say(*address, "source-without-ip", fmt::format("alerts of `{}` have no `Source.IP`: its scope is {}", scenario->name, scenario->scope_type),
            "leave this part empty, or let the exception compare `evt.Overflow.Alert.Source.Value`");
      }
    }
  }

  const Content& content_;
  std::string_view item_;
  Diagnostics& diagnostics_;
  std::vector<std::string_view> names_;
};

}  // namespace

void check_exception_lines(const Content& content, Expressions expressions, Diagnostics& diagnostics) {
  std::set<std::string> checked;
  for (const Expression& expression : expressions) {
    if (!expression.postoverflow || content.scenarios.empty()) {
      continue;
    }
    each_node(*expression.tree, [&](const Node& node) {
      if (const std::optional<Columns> columns = columns_of(node); columns && checked.insert(columns->file).second) {
        LineCheck(content, expression.item, diagnostics).check(*columns);
      }
    });
  }
}

}  // namespace vedette::content::lint
