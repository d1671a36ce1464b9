// The passes behind fold(), and what they share.
#pragma once

#include <utility>

#include "expr/ast.h"

namespace vedette::expr {

/// Calls `visit(NodePtr&)` on every node, children first. The fused part of a call is not a child, as in the reference.
template <class Visit>
void walk(NodePtr& node, Visit&& visit) {
  for (NodePtr& child : node->children) {
    if (child) {
      walk(child, visit);
    }
  }
  visit(node);
}

/// Puts `replacement` in the place of `node`, under the place's span and type.
void replace(NodePtr& node, NodePtr replacement);
/// The same with a type of its own.
void replace(NodePtr& node, NodePtr replacement, const Type* type);

[[nodiscard]] inline bool is_call(const Node& node, std::string_view name, std::size_t arguments) {
  return node.kind == NodeKind::kBuiltinCall && node.text == name && node.children.size() == arguments;
}
[[nodiscard]] inline bool is_binary(const Node& node, std::string_view op) {
  return node.kind == NodeKind::kBinary && node.text == op;
}

// fold_calls.cpp: one pass each, over the whole tree, in this order.
void fuse_map_of_filter(NodePtr& root);    // map(filter(l, p), f): one walk
void count_filtered(NodePtr& root);        // len(filter(l, p)): count(l, p)
void find_last_of_filter(NodePtr& root);   // filter(l, p)[-1], last(filter(l, p)): findLast(l, p)
void find_first_of_filter(NodePtr& root);  // filter(l, p)[0], first(filter(l, p)): find(l, p)
void combine_predicates(NodePtr& root);    // all(l, p) && all(l, q): all(l, p && q)
void any_for_count(NodePtr& root);         // count(l, p) > 0: any(l, p)
void bound_counts(NodePtr& root);          // count(l, p) > 3 stops at four

// fold_sums.cpp
void sum_ranges(NodePtr& root);  // sum(1..n), reduce(1..n, # + #acc): by formula
void sum_arrays(NodePtr& root);  // sum([a, b]): a + b
void sum_maps(NodePtr& root);    // sum(map(l, f)): sum(l, f)

}  // namespace vedette::expr
