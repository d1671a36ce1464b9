#include "content/data_lines.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "expr/ast.h"
#include "expr/parser.h"

namespace vedette::content {
namespace {

using expr::Node;
using expr::NodeKind;

bool is_call(const Node& node, std::string_view function, std::string_view builtin) {
  if (node.kind == NodeKind::kCall) {
    return !node.children.empty() && node.children[0]->kind == NodeKind::kIdentifier && node.children[0]->text == function;
  }
  return node.kind == NodeKind::kBuiltinCall && (node.text == function || node.text == builtin);
}

const Node* argument(const Node& call, std::size_t index) {
  index += call.kind == NodeKind::kCall;
  return index < call.children.size() ? call.children[index].get() : nullptr;
}

// `File('name')`: the name; empty for anything else.
std::string file_of(const Node& node) {
  const Node* name = is_call(node, "File", "") ? argument(node, 0) : nullptr;
  return name != nullptr && name->kind == NodeKind::kString ? name->text : std::string();
}

// The parts of `#` that evaluating `node` reads for certain, as long as it gives a value at all.
class PartReader {
 public:
  void read(const Node& node) {
    switch (node.kind) {
      case NodeKind::kMember:
        read_index(node);
        read(*node.children[0]);
        read(*node.children[1]);
        return;
      case NodeKind::kBinary: {
        bool lazy = node.text == "||" || node.text == "or" || node.text == "&&" || node.text == "and" || node.text == "??";
        read(*node.children[0]);
        if (!lazy) {
          read(*node.children[1]);
        }
        return;
      }
      case NodeKind::kCall:
      case NodeKind::kUnary:
      case NodeKind::kBuiltinCall:
        for (const expr::NodePtr& child : node.children) {
          if (child != nullptr && child->kind != NodeKind::kPredicate) {
            read(*child);
          }
        }
        return;
      case NodeKind::kConditional:
        read(*node.children[0]);
        return;
      default:
        return;
    }
  }

  // Of `A && B && ..` all must hold.
  void read_all(const Node& node) {
    if (node.kind == NodeKind::kBinary && (node.text == "&&" || node.text == "and")) {
      read_all(*node.children[0]);
      read_all(*node.children[1]);
    } else {
      read(node);
    }
  }

  [[nodiscard]] LineShape shape() const { return mixed_ ? LineShape() : LineShape{separator_, parts_, {}}; }

 private:
  void read_index(const Node& member) {
    const Node& split = *member.children[0];
    const Node& index = *member.children[1];
    if (index.kind != NodeKind::kInteger || index.integer < 0 || index.integer > 1000 || !is_call(split, "Split", "split")) {
      return;
    }
    const Node* text = argument(split, 0);
    const Node* separator = argument(split, 1);
    bool of_line = text != nullptr && text->kind == NodeKind::kPointer && text->text.empty();
    if (!of_line || separator == nullptr || separator->kind != NodeKind::kString || separator->text.size() != 1 || argument(split, 2) != nullptr) {
      return;
    }
    mixed_ = mixed_ || (separator_ != 0 && separator_ != separator->text[0]);
    separator_ = separator->text[0];
    parts_ = std::max(parts_, static_cast<std::uint32_t>(index.integer) + 1);
  }

  char separator_ = 0;
  std::uint32_t parts_ = 0;
  bool mixed_ = false;
};

class ShapeFinder {
 public:
  void add(const SourceText& text, const std::string& item) {
    if (text.text().find("File") == std::string::npos) {
      return;
    }
    Diagnostics ignored;
    expr::NodePtr tree = expr::parse(text, expr::Limits(), ignored);
    if (tree != nullptr) {
      walk(*tree, item);
    }
  }

  void add(const NodeSpec& node) {
    add(node.filter, node.name);
    for (const SourceText& expression : node.whitelist.expressions) {
      add(expression, node.name);
    }
    for (const StaticSpec& spec : node.statics) {
      add(spec.expression, node.name);
    }
    for (const StashSpec& stash : node.stashes) {
      add(stash.key, node.name);
      add(stash.value, node.name);
    }
    if (node.grok) {
      add(node.grok->expression, node.name);
      for (const StaticSpec& spec : node.grok->statics) {
        add(spec.expression, node.name);
      }
    }
    for (const NodeSpec& child : node.nodes) {
      add(child);
    }
  }

  void add(const ScenarioSpec& scenario) {
    for (const SourceText* text : {&scenario.filter, &scenario.groupby, &scenario.distinct, &scenario.cancel_on, &scenario.overflow_filter,
                                   &scenario.condition, &scenario.scope_expression}) {
      add(*text, scenario.name);
    }
    for (const BayesianConditionSpec& condition : scenario.bayesian_conditions) {
      add(condition.condition, scenario.name);
    }
  }

  std::map<std::string, LineShape> take() { return std::move(shapes_); }

 private:
  // A line on which the predicate fails is, for these, as good as one that does not fit.
  static bool skips_what_does_not_fit(const Node& node) {
    static const std::set<std::string_view> kNames = {"any", "filter", "count", "find"};
    return node.kind == NodeKind::kBuiltinCall && kNames.contains(node.text) && node.children.size() == 2 && node.children[1] != nullptr &&
           node.children[1]->kind == NodeKind::kPredicate;
  }

  void walk(const Node& node, const std::string& item) {
    if (skips_what_does_not_fit(node)) {
      if (std::string file = file_of(*node.children[0]); !file.empty()) {
        PartReader reader;
        reader.read_all(*node.children[1]->children[0]);
        demand(file, reader.shape(), item);
        walk(*node.children[1], item);
        return;
      }
    }
    if (std::string file = file_of(node); !file.empty()) {
      demand(file, {}, item);
    }
    for (const expr::NodePtr& child : node.children) {
      if (child != nullptr) {
        walk(*child, item);
      }
    }
  }

  // The least of all demands: a line that one expression can use stays.
  void demand(const std::string& file, LineShape shape, const std::string& item) {
    shape.item = item;
    auto [at, fresh] = shapes_.emplace(file, shape);
    if (fresh) {
      return;
    }
    if (at->second.separator != shape.separator || shape.parts == 0) {
      at->second = {};
    } else if (shape.parts < at->second.parts) {
      at->second = shape;
    }
  }

  std::map<std::string, LineShape> shapes_;
};

}  // namespace

std::map<std::string, LineShape> line_shapes(const Content& content) {
  ShapeFinder finder;
  for (const std::vector<NodeSpec>* nodes : {&content.parsers, &content.postoverflows}) {
    for (const NodeSpec& node : *nodes) {
      finder.add(node);
    }
  }
  for (const ScenarioSpec& scenario : content.scenarios) {
    finder.add(scenario);
  }
  for (const auto& [key, expressions] : content.context) {
    for (const SourceText& expression : expressions) {
      finder.add(expression, key);
    }
  }
  return finder.take();
}

std::string drop_short_lines(const std::shared_ptr<const SourceFile>& file, const LineShape& shape, Diagnostics& diagnostics) {
  constexpr std::size_t kMostSaid = 20;
  const std::string& text = file->text();
  std::string out;
  out.reserve(text.size());
  std::size_t said = 0;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = std::min(text.find('\n', at), text.size());
    std::string_view line = std::string_view(text).substr(at, end - at);
    if (line.ends_with('\r')) {
      line.remove_suffix(1);
    }
    auto parts = static_cast<std::uint32_t>(std::count(line.begin(), line.end(), shape.separator)) + 1;
    if (line.empty() || line[0] == '#' || parts >= shape.parts) {
      out.append(text, at, end - at);
    } else if (said++ < kMostSaid) {
      Span span{static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(at + line.size())};
      std::string hint = "this line is left out, the others are used";
      if (said == kMostSaid) {
        hint += "; further such lines of this file are not shown";
      }
      diagnostics.add({Severity::kWarning,
                       fmt::format("this line has {} of the {} parts that are read, with `{}` between them", parts, shape.parts, shape.separator),
                       file, span, std::move(hint), shape.item});
    }
    if (end < text.size()) {
      out += '\n';
    }
    at = end + 1;
  }
  return out;
}

}  // namespace vedette::content
