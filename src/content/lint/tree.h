// Questions to a syntax tree that the rules of `vedette check` share.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "expr/ast.h"

namespace vedette::content::lint {

using expr::Node;
using expr::NodeKind;

[[nodiscard]] bool is_and(const Node& node);
[[nodiscard]] bool is_or(const Node& node);
/// `!x` and `not x`: x; else null.
[[nodiscard]] const Node* negated(const Node& node);

/// The function of the table, the method or the builtin that a node calls; empty when it is no call.
[[nodiscard]] std::string_view called(const Node& node);
/// An argument of a call, counted from 0; null when there are fewer.
[[nodiscard]] const Node* argument(const Node& call, std::size_t index);

/// "evt.Meta.log_type", "Alert.GetScenario()"; `evt.GetMeta('x')` is "evt.Meta.x". Empty for what is no path with constant names.
[[nodiscard]] std::string path_of(const Node& node);

/// From its first to its last token; parentheses around it do not belong to it.
[[nodiscard]] Span extent(const Node& node);

/// The operands of a chain of `&&` (or of one node, itself), from left to right.
[[nodiscard]] std::vector<const Node*> conjuncts(const Node& node);
[[nodiscard]] std::vector<const Node*> alternatives(const Node& node);

template <class Visit>
void each_node(const Node& node, const Visit& visit) {
  visit(node);
  for (const expr::NodePtr& child : node.children) {
    if (child != nullptr) {
      each_node(*child, visit);
    }
  }
}

/// `path == 'a'`, `path in ['a', 'b']`, `path startsWith 'a'`: what a text must be for the node to be true.
struct TextTest {
  enum class Operator : std::uint8_t { kEqual, kStarts, kEnds, kContains, kMatches };
  std::string path;
  Operator op = Operator::kEqual;
  bool positive = true;               // false: `!=`, `not in`, `not (..)`
  bool any_case = false;              // through Lower() or Upper()
  std::vector<std::string> values;    // one is enough
  const Node* at = nullptr;           // the comparison
  std::vector<const Node*> literals;  // where the values stand
};
[[nodiscard]] std::optional<TextTest> text_test(const Node& node);
[[nodiscard]] bool accepts(const TextTest& test, std::string_view text);
/// The same of one of its values, whatever `positive` says.
[[nodiscard]] bool value_accepts(const TextTest& test, std::string_view value, std::string_view text);

/// Texts that a node may give, when it can only give constants: 'a', `c ? 'a' : 'b'`. False when it may give others.
[[nodiscard]] bool constant_texts(const Node& node, std::vector<std::string>& out);

}  // namespace vedette::content::lint
