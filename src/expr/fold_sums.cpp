// expr: optimizer/sum_*.go
#include <cstdint>
#include <utility>

#include "expr/folding.h"

namespace vedette::expr {

namespace {

// Longer sums would make a tree as deep as they are long.
constexpr std::size_t kMaxSumTerms = 1'000;

// Go's int wraps.
std::int64_t wrapping_add(std::int64_t a, std::int64_t b) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) + static_cast<std::uint64_t>(b));
}
std::int64_t wrapping_multiply(std::int64_t a, std::int64_t b) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) * static_cast<std::uint64_t>(b));
}
std::int64_t wrapping_subtract(std::int64_t a, std::int64_t b) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) - static_cast<std::uint64_t>(b));
}

bool is_pointer(const Node& node, std::string_view name) {
  return node.kind == NodeKind::kPointer && node.text == name;
}

struct Range {
  std::int64_t count;
  std::int64_t sum;
};

/// A range of two literals with at least one number in it.
bool read_range(const Node& node, Range& range) {
  if (!is_binary(node, "..") || node.children[0]->kind != NodeKind::kInteger || node.children[1]->kind != NodeKind::kInteger) {
    return false;
  }
  const std::int64_t from = node.children[0]->integer;
  const std::int64_t to = node.children[1]->integer;
  if (to < from) {
    return false;
  }
  range.count = wrapping_add(wrapping_subtract(to, from), 1);
  range.sum = wrapping_multiply(range.count, wrapping_add(from, to)) / 2;
  return true;
}

/// The sum over the range of `#`, `# * k`, `k * #`, `# + k`, `k + #`, `# - k` or `k - #`.
bool sum_of_predicate(const Range& range, const Node& predicate, std::int64_t& sum) {
  if (predicate.kind != NodeKind::kPredicate) {
    return false;
  }
  const Node& body = *predicate.children[0];
  if (is_pointer(body, "")) {
    sum = range.sum;
    return true;
  }
  if (body.kind != NodeKind::kBinary) {
    return false;
  }
  const bool pointer_left = is_pointer(*body.children[0], "") && body.children[1]->kind == NodeKind::kInteger;
  const bool pointer_right = is_pointer(*body.children[1], "") && body.children[0]->kind == NodeKind::kInteger;
  if (!pointer_left && !pointer_right) {
    return false;
  }
  const std::int64_t constant = body.children[pointer_left ? 1 : 0]->integer;
  const std::int64_t constants = wrapping_multiply(range.count, constant);
  if (body.text == "*") {
    sum = wrapping_multiply(constant, range.sum);
  } else if (body.text == "+") {
    sum = wrapping_add(range.sum, constants);
  } else if (body.text == "-") {
    sum = pointer_left ? wrapping_subtract(range.sum, constants) : wrapping_subtract(constants, range.sum);
  } else {
    return false;
  }
  return true;
}

/// `# + #acc` either way round.
bool adds_to_accumulator(const Node& predicate) {
  if (predicate.kind != NodeKind::kPredicate || !is_binary(*predicate.children[0], "+")) {
    return false;
  }
  const Node& left = *predicate.children[0]->children[0];
  const Node& right = *predicate.children[0]->children[1];
  return (is_pointer(left, "") && is_pointer(right, "acc")) || (is_pointer(left, "acc") && is_pointer(right, ""));
}

void put_integer(NodePtr& node, std::int64_t value) {
  NodePtr integer = make_node(NodeKind::kInteger, node->span);
  integer->integer = value;
  replace(node, std::move(integer), type_of(type_id::kInt));
}

void sum_range(NodePtr& node) {
  if (node->kind != NodeKind::kBuiltinCall || (node->text != "sum" && node->text != "reduce")) {
    return;
  }
  Range range{};
  if (!read_range(*node->children[0], range)) {
    return;
  }
  const std::size_t arguments = node->children.size();
  if (node->text == "sum") {
    std::int64_t sum = range.sum;
    if (arguments == 1 || sum_of_predicate(range, *node->children[1], sum)) {
      put_integer(node, sum);
    }
  } else if (adds_to_accumulator(*node->children[1])) {
    if (arguments == 2) {
      put_integer(node, range.sum);
    } else if (node->children[2]->kind == NodeKind::kInteger) {
      put_integer(node, wrapping_add(node->children[2]->integer, range.sum));
    }
  }
}

}  // namespace

void sum_ranges(NodePtr& root) {
  walk(root, sum_range);
}

void sum_arrays(NodePtr& root) {
  walk(root, [](NodePtr& node) {
    if (!is_call(*node, "sum", 1) || node->children[0]->kind != NodeKind::kArray || node->children[0]->flag) {
      return;
    }
    std::vector<NodePtr>& terms = node->children[0]->children;
    if (terms.size() < 2 || terms.size() > kMaxSumTerms) {
      return;
    }
    NodePtr total = std::move(terms.back());
    for (std::size_t i = terms.size() - 1; i-- > 0;) {
      NodePtr sum = make_node(NodeKind::kBinary, node->span, "+");
      sum->children.push_back(std::move(terms[i]));
      sum->children.push_back(std::move(total));
      total = std::move(sum);
    }
    replace(node, std::move(total));
  });
}

void sum_maps(NodePtr& root) {
  walk(root, [](NodePtr& node) {
    if (is_call(*node, "sum", 1) && is_call(*node->children[0], "map", 2)) {
      NodePtr map = std::move(node->children[0]);
      map->text = "sum";
      replace(node, std::move(map));
    }
  });
}

}  // namespace vedette::expr
