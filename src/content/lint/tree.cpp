#include "content/lint/tree.h"

#include <algorithm>

#include "base/regex.h"

namespace vedette::content::lint {
namespace {

bool is_operator(const Node& node, std::string_view sign, std::string_view word) {
  return node.kind == NodeKind::kBinary && (node.text == sign || node.text == word);
}

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), [](unsigned char c) { return static_cast<char>(c >= 'A' && c <= 'Z' ? c | 0x20 : c); });
  return out;
}

// `Lower(x)`: x.
const Node* case_folded(const Node& node) {
  std::string_view name = called(node);
  bool folds = name == "Lower" || name == "lower" || name == "Upper" || name == "upper";
  return folds ? argument(node, 0) : nullptr;
}

bool read_path(const Node& node, TextTest& test) {
  if (const Node* inner = case_folded(node)) {
    test.any_case = true;
    test.path = path_of(*inner);
  } else {
    test.path = path_of(node);
  }
  return !test.path.empty();
}

bool read_values(const Node& node, TextTest& test) {
  auto take = [&](const Node& literal) {
    test.values.push_back(literal.text);
    test.literals.push_back(&literal);
    return literal.kind == NodeKind::kString;
  };
  if (node.kind == NodeKind::kArray) {
    return std::all_of(node.children.begin(), node.children.end(), [&](const expr::NodePtr& element) { return take(*element); });
  }
  return take(node);
}

void flatten(const Node& node, bool (*joins)(const Node&), std::vector<const Node*>& out) {
  if (joins(node)) {
    flatten(*node.children[0], joins, out);
    flatten(*node.children[1], joins, out);
  } else {
    out.push_back(&node);
  }
}

}  // namespace

bool is_and(const Node& node) {
  return is_operator(node, "&&", "and");
}

bool is_or(const Node& node) {
  return is_operator(node, "||", "or");
}

const Node* negated(const Node& node) {
  return node.kind == NodeKind::kUnary && (node.text == "!" || node.text == "not") ? node.children[0].get() : nullptr;
}

std::string_view called(const Node& node) {
  if (node.kind == NodeKind::kBuiltinCall) {
    return node.text;
  }
  if (node.kind != NodeKind::kCall || node.children.empty()) {
    return {};
  }
  const Node& callee = *node.children[0];
  if (callee.kind == NodeKind::kIdentifier) {
    return callee.text;
  }
  return callee.kind == NodeKind::kMember && callee.children[1]->kind == NodeKind::kString ? callee.children[1]->text : std::string_view();
}

const Node* argument(const Node& call, std::size_t index) {
  index += call.kind == NodeKind::kCall;
  return index < call.children.size() ? call.children[index].get() : nullptr;
}

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
  if (node.kind == NodeKind::kCall && !node.children.empty() && node.children[0]->kind == NodeKind::kMember) {
    std::string callee = path_of(*node.children[0]);
    if (callee.empty() || node.children.size() == 1) {
      return callee.empty() ? callee : callee + "()";
    }
    constexpr std::string_view kGetMeta = ".GetMeta";
    if (callee.ends_with(kGetMeta) && node.children.size() == 2 && node.children[1]->kind == NodeKind::kString) {
      return callee.substr(0, callee.size() - kGetMeta.size()) + ".Meta." + node.children[1]->text;
    }
  }
  return {};
}

Span extent(const Node& node) {
  Span out = node.span;
  for (const expr::NodePtr& child : node.children) {
    if (child != nullptr && child->span.end > child->span.begin) {
      Span inner = extent(*child);
      out.begin = std::min(out.begin, inner.begin);
      out.end = std::max(out.end, inner.end);
    }
  }
  return out;
}

std::vector<const Node*> conjuncts(const Node& node) {
  std::vector<const Node*> out;
  flatten(node, is_and, out);
  return out;
}

std::vector<const Node*> alternatives(const Node& node) {
  std::vector<const Node*> out;
  flatten(node, is_or, out);
  return out;
}

std::optional<TextTest> text_test(const Node& node) {
  using Operator = TextTest::Operator;
  if (const Node* inner = negated(node)) {
    std::optional<TextTest> test = text_test(*inner);
    if (test) {
      test->positive = !test->positive;
    }
    return test;
  }
  if (node.kind != NodeKind::kBinary) {
    return std::nullopt;
  }
  TextTest test;
  test.at = &node;
  const Node* left = node.children[0].get();
  const Node* right = node.children[1].get();
  if (node.text == "==" || node.text == "!=") {
    test.positive = node.text == "==";
    if (left->kind == NodeKind::kString) {
      std::swap(left, right);
    }
    if (right->kind != NodeKind::kString) {
      return std::nullopt;
    }
  } else if (node.text == "in") {
    if (right->kind != NodeKind::kArray || right->children.empty()) {
      return std::nullopt;
    }
  } else if (node.text == "startsWith") {
    test.op = Operator::kStarts;
  } else if (node.text == "endsWith") {
    test.op = Operator::kEnds;
  } else if (node.text == "contains") {
    test.op = Operator::kContains;
  } else if (node.text == "matches") {
    test.op = Operator::kMatches;
  } else {
    return std::nullopt;
  }
  if (!read_path(*left, test) || !read_values(*right, test)) {
    return std::nullopt;
  }
  return test;
}

bool value_accepts(const TextTest& test, std::string_view wanted, std::string_view given) {
  using Operator = TextTest::Operator;
  std::string value = test.any_case ? lower(wanted) : std::string(wanted);
  std::string text = test.any_case ? lower(given) : std::string(given);
  switch (test.op) {
    case Operator::kEqual:
      return text == value;
    case Operator::kStarts:
      return text.starts_with(value);
    case Operator::kEnds:
      return text.ends_with(value);
    case Operator::kContains:
      return text.find(value) != std::string::npos;
    case Operator::kMatches: {
      auto regex = compile_regex(test.any_case ? "(?i)" + std::string(wanted) : std::string(wanted));
      return !regex || regex_matches(**regex, given);
    }
  }
  return true;
}

bool accepts(const TextTest& test, std::string_view text) {
  bool any = std::any_of(test.values.begin(), test.values.end(), [&](const std::string& value) { return value_accepts(test, value, text); });
  return any == test.positive;
}

bool constant_texts(const Node& node, std::vector<std::string>& out) {
  if (node.kind == NodeKind::kString) {
    out.push_back(node.text);
    return true;
  }
  if (node.kind == NodeKind::kConditional) {
    return constant_texts(*node.children[1], out) && constant_texts(*node.children[2], out);
  }
  return false;
}

}  // namespace vedette::content::lint
