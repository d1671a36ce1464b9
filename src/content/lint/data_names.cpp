// File('x') and its like: whether some item brings x, and as what.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "base/nearest.h"
#include "content/lint/rules.h"
#include "content/lint/tree.h"
#include "expr/builtins/data_files.h"

namespace vedette::content::lint {
namespace {

struct Reader {
  std::string_view function;
  std::size_t argument;
  expr::DataKind kind;
  std::string_view type;
};
constexpr std::array<Reader, 5> kReaders = {{
    {"File", 0, expr::DataKind::kString, "string"},
    {"RegexpInFile", 1, expr::DataKind::kRegexp, "regexp"},
    {"FileMap", 0, expr::DataKind::kMap, "map"},
    {"LookupFile", 1, expr::DataKind::kMap, "map"},
    {"MatchKnownBot", 3, expr::DataKind::kBots, "bots"},
}};

class Names {
 public:
  explicit Names(const Content& content) {
    for (const auto* documents : {&content.parsers, &content.postoverflows}) {
      for (const NodeSpec& document : *documents) {
        add(document);
      }
    }
    for (const ScenarioSpec& scenario : content.scenarios) {
      add(scenario.data);
    }
  }

  void check(const Expression& expression, const Node& node, bool complete, Diagnostics& diagnostics) const {
    const std::string_view function = called(node);
    auto reader = std::find_if(kReaders.begin(), kReaders.end(), [&](const Reader& r) { return r.function == function; });
    const Node* name = reader == kReaders.end() ? nullptr : argument(node, reader->argument);
    if (name == nullptr || name->kind != NodeKind::kString) {
      return;
    }
    auto file = files_.find(name->text);
    if (file == files_.end()) {
      std::vector<std::string_view> known;
      for (const auto& [other, types] : files_) {
        known.push_back(other);
      }
      const std::string_view near = nearest_name(name->text, known);
      say_at(expression, name->span, complete ? Severity::kWarning : Severity::kNote, "absent-data-file",
             complete ? fmt::format("no item has `{}` under `data:`: {} finds nothing", name->text, function)
                      : fmt::format("`{}` is not under `data:` here: {} finds nothing unless another item brings it", name->text, function),
             near.empty() ? fmt::format("add `- dest_file: {}` with `type: {}` to `data:`", name->text, reader->type)
                          : fmt::format("did you mean '{}'?", near),
             diagnostics);
      return;
    }
    const std::set<std::string>& types = file->second;
    if (std::none_of(types.begin(), types.end(), [&](const std::string& type) { return expr::data_kind(type) == reader->kind; })) {
      const std::string& type = *types.begin();
      say_at(expression, name->span, Severity::kWarning, "wrong-data-type",
             fmt::format("{} reads files of type {}, and `{}` is declared with {}", function, reader->type, name->text,
                         type.empty() ? "no type" : "`type: " + type + "`"),
             fmt::format("write `type: {}` under `data:`", reader->type), diagnostics);
    }
  }

 private:
  void add(const NodeSpec& node) {
    add(node.data);
    for (const NodeSpec& child : node.nodes) {
      add(child);
    }
  }
  void add(const std::vector<DataSpec>& data) {
    for (const DataSpec& spec : data) {
      files_[spec.dest_file.text()].insert(spec.type);
    }
  }

  std::map<std::string, std::set<std::string>, std::less<>> files_;
};

}  // namespace

void check_data_names(const Content& content, Expressions expressions, bool complete, Diagnostics& diagnostics) {
  const Names names(content);
  for (const Expression& expression : expressions) {
    if (expression.profile == nullptr) {
      each_node(*expression.tree, [&](const Node& node) { names.check(expression, node, complete, diagnostics); });
    }
  }
}

}  // namespace vedette::content::lint
