// expr: optimizer/filter_*.go, predicate_combination.go, count_*.go
#include <limits>
#include <string>
#include <utility>

#include "expr/folding.h"
#include "expr/operators.h"

namespace vedette::expr {

namespace {

bool uses_index(const Node& node) {
  if (node.kind == NodeKind::kPointer && node.text == "index") {
    return true;
  }
  for (const NodePtr& child : node.children) {
    if (child && uses_index(*child)) {
      return true;
    }
  }
  return false;
}

/// Makes a call of `name` out of `filter`, which keeps its arguments and its fused part.
void become(NodePtr& place, NodePtr filter, std::string name, bool throws) {
  filter->text = std::move(name);
  filter->throws = throws;
  replace(place, std::move(filter));
}

void find_of_filter(NodePtr& root, std::int64_t index, std::string_view function, const std::string& find) {
  walk(root, [&](NodePtr& node) {
    if (node->kind == NodeKind::kMember && !node->flag && node->children[1]->kind == NodeKind::kInteger && node->children[1]->integer == index &&
        is_call(*node->children[0], "filter", 2)) {
      become(node, std::move(node->children[0]), find, true);
    } else if (is_call(*node, function, 1) && is_call(*node->children[0], "filter", 2)) {
      become(node, std::move(node->children[0]), find, false);
    }
  });
}

/// How the predicates of two calls joined by `op` are joined; empty when they are not.
std::string combined_operator(std::string_view function, std::string_view op) {
  const bool conjunction = op == "and" || op == "&&";
  if ((function == "all" && conjunction) || (function == "any" && !conjunction)) {
    return std::string(op);
  }
  if (function == "none" && conjunction) {
    return op == "and" ? "or" : "||";
  }
  return {};
}

void combine(NodePtr& node) {
  if (node->kind != NodeKind::kBinary || !is_boolean_operator(node->text)) {
    return;
  }
  Node& left = *node->children[0];
  Node& right = *node->children[1];
  if (left.kind != NodeKind::kBuiltinCall || right.kind != NodeKind::kBuiltinCall || left.text != right.text) {
    return;
  }
  std::string op = combined_operator(left.text, node->text);
  if (op.empty() || left.children[0]->type != right.children[0]->type || to_string(*left.children[0]) != to_string(*right.children[0])) {
    return;
  }
  NodePtr joined = make_node(NodeKind::kBinary, node->span, std::move(op));
  joined->children.push_back(std::move(left.children[1]->children[0]));
  joined->children.push_back(std::move(right.children[1]->children[0]));
  combine(joined);
  left.children[1]->children[0] = std::move(joined);
  left.children[1]->type = nullptr;
  left.children[1]->predicate_result = nullptr;
  replace(node, std::move(node->children[0]));
}

}  // namespace

void fuse_map_of_filter(NodePtr& root) {
  walk(root, [](NodePtr& node) {
    if (is_call(*node, "map", 2) && is_call(*node->children[0], "filter", 2) && node->children[0]->fused_map == nullptr &&
        !uses_index(*node->children[1])) {
      NodePtr filter = std::move(node->children[0]);
      filter->fused_map = std::move(node->children[1]->children[0]);
      replace(node, std::move(filter));
    }
  });
}

void count_filtered(NodePtr& root) {
  walk(root, [](NodePtr& node) {
    if (is_call(*node, "len", 1) && is_call(*node->children[0], "filter", 2)) {
      NodePtr filter = std::move(node->children[0]);
      filter->fused_map.reset();  // the reference forgets it: len(map(filter(l, p), f)) never runs f
      become(node, std::move(filter), "count", false);
    }
  });
}

void find_last_of_filter(NodePtr& root) {
  find_of_filter(root, -1, "last", "findLast");
}
void find_first_of_filter(NodePtr& root) {
  find_of_filter(root, 0, "first", "find");
}

void combine_predicates(NodePtr& root) {
  walk(root, combine);
}

void any_for_count(NodePtr& root) {
  walk(root, [](NodePtr& node) {
    if (node->kind != NodeKind::kBinary || !is_call(*node->children[0], "count", 2) || node->children[1]->kind != NodeKind::kInteger) {
      return;
    }
    const std::int64_t bound = node->children[1]->integer;
    if ((node->text == ">" && bound == 0) || (node->text == ">=" && bound == 1)) {
      become(node, std::move(node->children[0]), "any", false);
    }
  });
}

void bound_counts(NodePtr& root) {
  walk(root, [](NodePtr& node) {
    if (node->kind != NodeKind::kBinary || !is_call(*node->children[0], "count", 2) || node->children[1]->kind != NodeKind::kInteger) {
      return;
    }
    std::int64_t threshold = node->children[1]->integer;
    if (node->text == ">" || node->text == "<=") {
      if (threshold == std::numeric_limits<std::int64_t>::max()) {
        return;
      }
      ++threshold;
    } else if (node->text != ">=" && node->text != "<") {
      return;
    }
    if (threshold > 1) {
      node->children[0]->integer = threshold;
    }
  });
}

}  // namespace vedette::expr
