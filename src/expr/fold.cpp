#include "expr/fold.h"

#include <cmath>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "base/regex.h"
#include "expr/folding.h"
#include "expr/runtime.h"

namespace vedette::expr {

void replace(NodePtr& node, NodePtr replacement, const Type* type) {
  replacement->span = node->span;
  replacement->type = type;
  replacement->nil_type = false;
  node = std::move(replacement);
}

void replace(NodePtr& node, NodePtr replacement) {
  const Type* type = node->type;
  replace(node, std::move(replacement), type);
}

namespace {

constexpr int kMaxRounds = 1'001;  // expr: optimizer.go, Optimize

/// expr: optimizer/in_array.go. The right side becomes a set of ints, when the left is statically an int, or of strings.
void mark_sets(NodePtr& root) {
  walk(root, [](NodePtr& node) {
    if (!is_binary(*node, "in") || node->children[1]->kind != NodeKind::kArray || node->children[1]->children.empty()) {
      return;
    }
    Node& array = *node->children[1];
    auto all_are = [&array](NodeKind kind) {
      for (const NodePtr& element : array.children) {
        if (element->kind != kind) {
          return false;
        }
      }
      return true;
    };
    const Type* left = node->children[0]->type;
    if ((left != nullptr && left->kind == Kind::kInt && all_are(NodeKind::kInteger)) || all_are(NodeKind::kString)) {
      node->flag = true;
      array.flag = true;
    }
  });
}

/// expr: optimizer/fold.go, one round.
class Folder {
 public:
  bool applied = false;
  bool divided_by_zero = false;
  Span divisor_span;  // the first division's; its node may be gone at the end of the round

  void visit(NodePtr& node) {
    switch (node->kind) {
      case NodeKind::kUnary:
        unary(node);
        break;
      case NodeKind::kBinary:
        binary(node);
        break;
      case NodeKind::kArray:
        array(*node);
        break;
      case NodeKind::kBuiltinCall:
        filter_of_filter(node);
        break;
      default:
        break;
    }
  }

 private:
  static bool is_number(const Node& node) { return node.kind == NodeKind::kInteger || node.kind == NodeKind::kFloat; }
  static double number(const Node& node) { return node.kind == NodeKind::kInteger ? static_cast<double>(node.integer) : node.number; }
  static bool is_bool(const Node& node, bool value) { return node.kind == NodeKind::kBool && node.flag == value; }

  void put(NodePtr& node, NodeKind kind, TypeId type, std::int64_t integer, double floating, bool flag, std::string text) {
    NodePtr literal = make_node(kind, node->span, std::move(text));
    literal->integer = integer;
    literal->number = floating;
    literal->flag = flag;
    replace(node, std::move(literal), type_of(type));
    applied = true;
  }
  void put_integer(NodePtr& node, std::uint64_t value) {
    put(node, NodeKind::kInteger, type_id::kInt, static_cast<std::int64_t>(value), 0, false, {});
  }
  void put_float(NodePtr& node, double value) { put(node, NodeKind::kFloat, type_id::kFloat64, 0, value, false, {}); }
  void put_bool(NodePtr& node, bool value) { put(node, NodeKind::kBool, type_id::kBool, 0, 0, value, {}); }
  /// `true and x` is x, whatever x gives when it runs.
  void put_child(NodePtr& node, std::size_t child) {
    replace(node, std::move(node->children[child]));
    applied = true;
  }

  void unary(NodePtr& node) {
    const Node& operand = *node->children[0];
    if (node->text == "!" || node->text == "not") {
      if (operand.kind == NodeKind::kBool) {
        put_bool(node, !operand.flag);
      }
      return;
    }
    const bool negative = node->text == "-";
    if (operand.kind == NodeKind::kInteger) {
      const auto value = static_cast<std::uint64_t>(operand.integer);
      put_integer(node, negative ? 0 - value : value);
    } else if (operand.kind == NodeKind::kFloat) {
      put_float(node, negative ? -operand.number : operand.number);
    }
  }

  void binary(NodePtr& node) {
    const Node& left = *node->children[0];
    const Node& right = *node->children[1];
    const std::string& op = node->text;
    if (is_number(left) && is_number(right)) {
      arithmetic(node, left, right);
    } else if (left.kind == NodeKind::kString && right.kind == NodeKind::kString) {
      if (op == "+") {
        put(node, NodeKind::kString, type_id::kString, 0, 0, false, left.text + right.text);
      } else if (op == "==") {
        put_bool(node, left.text == right.text);
      }
    } else if (op == "==" && left.kind == NodeKind::kBool && right.kind == NodeKind::kBool) {
      put_bool(node, left.flag == right.flag);
    } else if (op == "and" || op == "&&") {
      connective(node, true);
    } else if (op == "or" || op == "||") {
      connective(node, false);
    }
  }

  /// `neutral and x`, `x and neutral` are x; with the other constant on either side it is that, and x never runs.
  void connective(NodePtr& node, bool neutral) {
    const Node& left = *node->children[0];
    const Node& right = *node->children[1];
    if (is_bool(left, neutral)) {
      put_child(node, 1);
    } else if (is_bool(right, neutral)) {
      put_child(node, 0);
    } else if (is_bool(left, !neutral) || is_bool(right, !neutral)) {
      put_bool(node, !neutral);
    }
  }

  void arithmetic(NodePtr& node, const Node& left, const Node& right) {
    const std::string& op = node->text;
    const bool integers = left.kind == NodeKind::kInteger && right.kind == NodeKind::kInteger;
    const auto a = static_cast<std::uint64_t>(left.integer);
    const auto b = static_cast<std::uint64_t>(right.integer);
    const double x = number(left);
    const double y = number(right);
    if (op == "+") {
      integers ? put_integer(node, a + b) : put_float(node, x + y);
    } else if (op == "-") {
      integers ? put_integer(node, a - b) : put_float(node, x - y);
    } else if (op == "*") {
      integers ? put_integer(node, a * b) : put_float(node, x * y);
    } else if (op == "/") {
      put_float(node, x / y);
    } else if (op == "**" || op == "^") {
      put_float(node, power(x, y));
    } else if (op == "%" && integers) {
      if (right.integer == 0) {
        divisor_span = divided_by_zero ? divisor_span : node->span;
        divided_by_zero = true;
      } else {
        put_integer(node, right.integer == -1 ? 0 : static_cast<std::uint64_t>(left.integer % right.integer));
      }
    } else if (op == "==" && integers) {
      put_bool(node, a == b);
    }
  }

  void array(Node& node) {
    if (node.flag || node.children.empty()) {
      return;
    }
    for (const NodePtr& element : node.children) {
      if (!is_number(*element) && element->kind != NodeKind::kString && element->kind != NodeKind::kBool) {
        return;
      }
    }
    node.flag = true;
    node.type = type_of(type_id::kAnySlice);
    applied = true;
  }

  /// filter(filter(l, p), q) is filter(l, p && q).
  void filter_of_filter(NodePtr& node) {
    if (!is_call(*node, "filter", 2) || !is_call(*node->children[0], "filter", 2)) {
      return;
    }
    NodePtr inner = std::move(node->children[0]);
    NodePtr both = make_node(NodeKind::kBinary, node->span, "&&");
    both->children.push_back(std::move(inner->children[1]->children[0]));
    both->children.push_back(std::move(node->children[1]->children[0]));
    inner->children[1]->children[0] = std::move(both);
    inner->children[1]->type = nullptr;
    inner->children[1]->predicate_result = nullptr;
    replace(node, std::move(inner));
    applied = true;
  }
};

// A copy of a larger part costs more than the list it saves, and copies of copies would grow without bound.
constexpr std::size_t kMaxCopied = 64;

std::size_t count_up_to(const Node& node, std::size_t limit) {
  std::size_t count = 1;
  for (const NodePtr& child : node.children) {
    if (child && count <= limit) {
      count += count_up_to(*child, limit - count);
    }
  }
  return node.fused_map == nullptr ? count : limit + 1;
}

/// expr: optimizer/in_range.go. x in 1..9 is x >= 1 and x <= 9, when x is statically an int.
void compare_with_ranges(NodePtr& root) {
  walk(root, [](NodePtr& node) {
    if (!is_binary(*node, "in") || !is_binary(*node->children[1], "..")) {
      return;
    }
    const Type* left = node->children[0]->type;
    std::vector<NodePtr>& bounds = node->children[1]->children;
    if (left == nullptr || left->kind != Kind::kInt || bounds[0]->kind != NodeKind::kInteger || bounds[1]->kind != NodeKind::kInteger ||
        count_up_to(*node->children[0], kMaxCopied) > kMaxCopied) {
      return;
    }
    auto compare = [&node](std::string op, NodePtr value, NodePtr bound) {
      NodePtr comparison = make_node(NodeKind::kBinary, node->span, std::move(op));
      comparison->type = type_of(type_id::kBool);
      comparison->children.push_back(std::move(value));
      comparison->children.push_back(std::move(bound));
      return comparison;
    };
    NodePtr both = make_node(NodeKind::kBinary, node->span, "and");
    both->children.push_back(compare(">=", clone(*node->children[0]), std::move(bounds[0])));
    both->children.push_back(compare("<=", std::move(node->children[0]), std::move(bounds[1])));
    replace(node, std::move(both));
  });
}

/// What the reference's compiler refuses after its optimizer.
class FinalCheck {
 public:
  FinalCheck(const SourceText& source, Diagnostics& diagnostics) : source_(source), diagnostics_(diagnostics) {}

  bool run(const Node& node) {
    bool good = visit(node);
    for (const NodePtr& child : node.children) {
      good = (child == nullptr || run(*child)) && good;
    }
    return (node.fused_map == nullptr || run(*node.fused_map)) && good;
  }

 private:
  bool visit(const Node& node) {
    if (is_binary(node, "matches") && node.children[1]->kind == NodeKind::kString) {
      if (auto regex = compile_regex(node.children[1]->text); !regex) {
        diagnostics_.error(source_, node.children[1]->span, regex.error().message);
        return false;
      }
    }
    if (node.kind == NodeKind::kInteger && node.type != nullptr && !fits(node.integer, node.type->kind)) {
      diagnostics_.error(source_, node.span, "constant " + std::to_string(node.integer) + " overflows " + node.type->name);
      return false;
    }
    return true;
  }

  template <class Integer>
  static bool between(std::int64_t value) {
    return value >= std::int64_t{std::numeric_limits<Integer>::min()} && value <= std::int64_t{std::numeric_limits<Integer>::max()};
  }

  static bool fits(std::int64_t value, Kind kind) {
    switch (kind) {
      case Kind::kInt8:
        return between<std::int8_t>(value);
      case Kind::kInt16:
        return between<std::int16_t>(value);
      case Kind::kInt32:
        return between<std::int32_t>(value);
      case Kind::kUint8:
        return between<std::uint8_t>(value);
      case Kind::kUint16:
        return between<std::uint16_t>(value);
      case Kind::kUint32:  // its upper bound is not checked there
      case Kind::kUint:
      case Kind::kUint64:
        return value >= 0;
      default:
        return true;
    }
  }

  const SourceText& source_;
  Diagnostics& diagnostics_;
};

bool fold_constants(NodePtr& root, const SourceText& source, Diagnostics& diagnostics) {
  for (int round = 0; round < kMaxRounds; ++round) {
    Folder folder;
    walk(root, [&folder](NodePtr& node) { folder.visit(node); });
    if (folder.divided_by_zero) {
      diagnostics.error(source, folder.divisor_span, "integer divide by zero");
      return false;
    }
    if (!folder.applied) {
      break;
    }
  }
  return true;
}

}  // namespace

// expr: optimizer.go, Optimize
bool fold(NodePtr& root, const SourceText& source, Diagnostics& diagnostics) {
  mark_sets(root);
  if (!fold_constants(root, source, diagnostics)) {
    return false;
  }
  compare_with_ranges(root);
  fuse_map_of_filter(root);
  count_filtered(root);
  find_last_of_filter(root);
  find_first_of_filter(root);
  combine_predicates(root);
  sum_ranges(root);
  sum_arrays(root);
  sum_maps(root);
  any_for_count(root);
  bound_counts(root);
  return FinalCheck(source, diagnostics).run(*root);
}

}  // namespace vedette::expr
