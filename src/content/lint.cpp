#include "content/lint.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "expr/ast.h"
#include "expr/parser.h"

namespace vedette::content {
namespace {

using expr::Node;
using expr::NodeKind;

// What says which kind of log an event is.
constexpr std::array<std::string_view, 4> kKindFields = {"evt.Meta.log_type", "evt.Meta.service", "evt.Parsed.program", "evt.Line.Labels.type"};

bool is_operator(const Node& node, std::string_view sign, std::string_view word) {
  return node.kind == NodeKind::kBinary && (node.text == sign || node.text == word);
}

bool is_or(const Node& node) {
  return is_operator(node, "||", "or");
}
bool is_and(const Node& node) {
  return is_operator(node, "&&", "and");
}

// `a.b.c` as text; empty for anything else.
std::string path_of(const Node& node) {
  if (node.kind == NodeKind::kIdentifier) {
    return node.text;
  }
  if (node.kind == NodeKind::kChain && node.children.size() == 1) {
    return path_of(*node.children[0]);
  }
  if (node.kind == NodeKind::kMember && node.children.size() == 2 && node.children[1]->kind == NodeKind::kString) {
    std::string object = path_of(*node.children[0]);
    return object.empty() ? object : object + "." + node.children[1]->text;
  }
  return {};
}

bool is_kind_test(const Node& node) {
  if (node.kind != NodeKind::kBinary || (node.text != "==" && node.text != "in" && node.text != "startsWith")) {
    return false;
  }
  auto names_kind = [](const Node& side) {
    std::string path = path_of(side);
    return std::find(kKindFields.begin(), kKindFields.end(), path) != kKindFields.end();
  };
  return names_kind(*node.children[0]) || (node.text == "==" && names_kind(*node.children[1]));
}

// True only for events of the kinds that it names.
bool is_bound(const Node& node) {
  if (is_and(node)) {
    return is_bound(*node.children[0]) || is_bound(*node.children[1]);
  }
  if (is_or(node)) {
    return is_bound(*node.children[0]) && is_bound(*node.children[1]);
  }
  return is_kind_test(node);
}

// An alternative of the outermost `||` chain, with the operator before it (null for the first).
struct Alternative {
  const Node* node;
  const Node* before;
};

void flatten(const Node& node, const Node* before, std::vector<Alternative>& out) {
  if (is_or(node)) {
    flatten(*node.children[0], before, out);
    flatten(*node.children[1], &node, out);
  } else {
    out.push_back({&node, before});
  }
}

void lint_node(const NodeSpec& node, Diagnostics& diagnostics) {
  lint_filter(node.filter, node.name, diagnostics);
  for (const NodeSpec& child : node.nodes) {
    lint_node(child, diagnostics);
  }
}

}  // namespace

void lint_filter(const SourceText& filter, const std::string& item, Diagnostics& diagnostics) {
  if (filter.empty()) {
    return;
  }
  Diagnostics ignored;  // what does not parse is reported where it is compiled
  expr::NodePtr tree = expr::parse(filter, expr::Limits(), ignored);
  if (tree == nullptr || !is_or(*tree)) {
    return;
  }
  std::vector<Alternative> alternatives;
  flatten(*tree, nullptr, alternatives);
  // `(log_type == .. && A) || B` escapes; alternatives that all name their kind, or none, do not.
  bool any_bound = std::any_of(alternatives.begin(), alternatives.end(), [](const Alternative& a) { return is_bound(*a.node); });
  auto escaping = std::find_if(alternatives.begin(), alternatives.end(), [](const Alternative& a) { return !is_bound(*a.node); });
  if (!any_bound || escaping == alternatives.end()) {
    return;
  }
  const Node* at = escaping->before != nullptr ? escaping->before : (escaping + 1)->before;
  std::string sign = at->text;
  diagnostics.add(
      {Severity::kWarning, "this `" + sign + "` escapes the test of the log type: `&&` binds tighter, so one side of it matches events of any kind",
       filter.file(), filter.file_span(at->span), "put parentheses around the alternatives: `log_type == .. && (A " + sign + " B)`", item});
}

void lint(const Content& content, Diagnostics& diagnostics) {
  for (const std::vector<NodeSpec>* nodes : {&content.parsers, &content.postoverflows}) {
    for (const NodeSpec& node : *nodes) {
      lint_node(node, diagnostics);
    }
  }
  for (const ScenarioSpec& scenario : content.scenarios) {
    lint_filter(scenario.filter, scenario.name, diagnostics);
  }
}

}  // namespace vedette::content
