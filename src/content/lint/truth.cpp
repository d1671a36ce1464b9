// Comparisons that cannot be true, whatever the event.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "content/lint/rules.h"
#include "content/lint/tree.h"
#include "expr/analysis.h"

namespace vedette::content::lint {
namespace {

constexpr std::string_view kRule = "never-true";

std::string quoted(const std::vector<std::string>& values) {
  constexpr std::size_t kShown = 3;
  std::string out;
  for (std::size_t i = 0; i < values.size() && i < kShown; ++i) {
    out += fmt::format("{}'{}'", i == 0 ? "" : i + 1 == values.size() ? " or " : ", ", values[i]);
  }
  return values.size() > kShown ? out + ", .." : out;
}

bool is_text(const Node& node) {
  return node.type != nullptr && node.type->kind == expr::Kind::kString;
}

// What is left of the values that a path may have, conjunct by conjunct.
class Conjunction {
 public:
  explicit Conjunction(const Expression& expression, Diagnostics& diagnostics) : expression_(expression), diagnostics_(diagnostics) {}

  void check(const Node& root) {
    if (expr::effect_of(root) != expr::Effect::kPure) {
      return;
    }
    for (const Node* part : conjuncts(root)) {
      if (std::optional<TextTest> test = text_test(*part); test && !test->any_case) {
        tests_[test->path].push_back(std::move(*test));
      }
    }
    for (const auto& [path, tests] : tests_) {
      check(path, tests);
    }
  }

 private:
  // Some value that a positive equality allows must pass all other tests of the path.
  void check(const std::string& path, const std::vector<TextTest>& tests) {
    auto equality = std::find_if(tests.begin(), tests.end(), [](const TextTest& t) { return t.positive && t.op == TextTest::Operator::kEqual; });
    if (equality == tests.end()) {
      return;
    }
    std::vector<std::string> left = equality->values;
    for (const TextTest& test : tests) {
      if (&test == &*equality) {
        continue;
      }
      std::erase_if(left, [&](const std::string& value) { return !accepts(test, value); });
      if (left.empty()) {
        const TextTest& later = &test > &*equality ? test : *equality;
        const TextTest& other = &later == &test ? *equality : test;
        say_at(expression_, extent(*later.at), Severity::kWarning, kRule,
               fmt::format("this is never true beside the other comparison of `{}`, with {}", path, quoted(other.values)),
               "join what are alternatives with `||`, or remove one", diagnostics_);
        return;
      }
    }
  }

  const Expression& expression_;
  Diagnostics& diagnostics_;
  std::map<std::string, std::vector<TextTest>> tests_;
};

bool is_nil(const Node& node) {
  return node.kind == NodeKind::kNil;
}

// Types that have no nil.
bool is_never_nil(const Node& node) {
  if (node.type == nullptr) {
    return false;
  }
  switch (node.type->kind) {
    case expr::Kind::kString:
    case expr::Kind::kBool:
    case expr::Kind::kFloat32:
    case expr::Kind::kFloat64:
    case expr::Kind::kStruct:
      return true;
    default:
      return node.type->kind >= expr::Kind::kInt && node.type->kind <= expr::Kind::kUint64;
  }
}

std::string source_of(const Expression& expression, const Node& node) {
  Span span = extent(node);
  return expression.text->text().substr(span.begin, span.end - span.begin);
}

// The letter case that `Lower(x)` never gives: 'A'..'Z'.
bool has_letter(std::string_view text, char first, char last) {
  return std::any_of(text.begin(), text.end(), [&](char c) { return c >= first && c <= last; });
}

void check_case(const Expression& expression, const Node& node, Diagnostics& diagnostics) {
  if (node.kind != NodeKind::kBinary || node.text == "!=" || node.text == "matches") {
    return;
  }
  std::optional<TextTest> test = text_test(node);
  if (!test || !test->any_case || !test->positive) {
    return;
  }
  const Node& folded = node.children[0]->kind == NodeKind::kString ? *node.children[1] : *node.children[0];
  const std::string name(called(folded));
  const bool lower = name == "Lower" || name == "lower";
  bool all_wrong = std::all_of(test->values.begin(), test->values.end(),
                               [&](const std::string& value) { return lower ? has_letter(value, 'A', 'Z') : has_letter(value, 'a', 'z'); });
  if (all_wrong) {
    say_at(expression, extent(node), Severity::kWarning, kRule,
           fmt::format("this is never true: what {} gives has no letter in {} case, {} has", name, lower ? "upper" : "lower", quoted(test->values)),
           fmt::format("write the text in {} case", lower ? "lower" : "upper"), diagnostics);
  }
}

void check_types(const Expression& expression, const Node& node, Diagnostics& diagnostics) {
  if (node.kind != NodeKind::kBinary) {
    return;
  }
  const Node& left = *node.children[0];
  const Node& right = *node.children[1];
  if (node.text == "==" && ((is_nil(left) && is_never_nil(right)) || (is_nil(right) && is_never_nil(left)))) {
    const Node& value = is_nil(left) ? right : left;
    say_at(expression, extent(node), Severity::kWarning, kRule,
           fmt::format("this is never true: `{}` is a {} and never nil", source_of(expression, value), value.type->name),
           is_text(value) ? "a field that is not set is an empty text: compare with ''" : "compare with a value of its type", diagnostics);
    return;
  }
  if (node.text == "in" && is_text(left) && right.kind == NodeKind::kArray && !right.children.empty()) {
    bool none_fits = std::all_of(right.children.begin(), right.children.end(), [](const expr::NodePtr& element) {
      return element->kind == NodeKind::kInteger || element->kind == NodeKind::kFloat || element->kind == NodeKind::kBool;
    });
    if (none_fits) {
      say_at(expression, extent(node), Severity::kWarning, kRule,
             fmt::format("this is never true: `{}` is a text, and the list holds none", source_of(expression, left)),
             "put quotes around what is in the list", diagnostics);
    }
    return;
  }
  // A length is 0 or more.
  const bool is_length = left.kind == NodeKind::kBuiltinCall && left.text == "len";
  const bool negative = right.kind == NodeKind::kUnary && right.text == "-";
  const bool zero = right.kind == NodeKind::kInteger && right.integer == 0;
  if (is_length && ((node.text == "<" && (zero || negative)) || (negative && (node.text == "==" || node.text == "<=")))) {
    say_at(expression, extent(node), Severity::kWarning, kRule, "this is never true: a length is 0 or more", "compare with another number",
           diagnostics);
  }
}

void walk(const Expression& expression, const Node& node, bool inside_and, Diagnostics& diagnostics) {
  if (is_and(node) && !inside_and) {
    Conjunction(expression, diagnostics).check(node);
    check_numbers(expression, node, diagnostics);
  }
  if (expression.typed) {
    check_types(expression, node, diagnostics);
  }
  check_case(expression, node, diagnostics);
  for (const expr::NodePtr& child : node.children) {
    if (child != nullptr) {
      walk(expression, *child, is_and(node), diagnostics);
    }
  }
}

}  // namespace

void check_truth(const Expression& expression, Diagnostics& diagnostics) {
  const Node& root = *expression.tree;
  if (root.kind == NodeKind::kBool && !root.flag && role_name(expression.role) == "filter") {
    say_at(expression, root.span, Severity::kWarning, kRule, "this filter is false: it takes nothing", "remove the item if that is meant",
           diagnostics);
  }
  walk(expression, *expression.tree, false, diagnostics);
}

}  // namespace vedette::content::lint
