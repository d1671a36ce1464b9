#include "expr/text_conditions.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

#include "base/diagnostic.h"
#include "base/regex.h"
#include "expr/analysis.h"
#include "expr/checker.h"
#include "expr/fold.h"
#include "expr/line_question.h"
#include "expr/parser.h"

namespace vedette::expr {
namespace {

/// Shorter ones are in most texts.
constexpr std::size_t kLeastLiteral = 3;

using Tests = std::vector<TextCondition>;

class Finder {
 public:
  explicit Finder(const Environment& environment) : environment_(environment) {}

  /// See key_tests.cpp: `pure` becomes false once something with an effect has been passed.
  std::optional<Tests> tests(const Node& node, bool& pure) {
    if (node.kind == NodeKind::kBinary && (node.text == "and" || node.text == "&&")) {
      std::optional<Tests> left = tests(*node.children[0], pure);
      std::optional<Tests> right = pure ? tests(*node.children[1], pure) : std::nullopt;
      return better(std::move(left), std::move(right));
    }
    if (effect_of(node) != Effect::kPure) {
      pure = false;
      return std::nullopt;
    }
    if (node.kind == NodeKind::kBinary && (node.text == "or" || node.text == "||")) {
      std::optional<Tests> left = tests(*node.children[0], pure);
      std::optional<Tests> right = left ? tests(*node.children[1], pure) : std::nullopt;
      if (!left || !right) {
        return std::nullopt;
      }
      std::move(right->begin(), right->end(), std::back_inserter(*left));
      return left;
    }
    if (std::optional<LineLoop> loop = line_loop_of(node)) {
      return loop_tests(*loop);
    }
    return comparison(node);
  }

 private:
  static std::size_t least_literal(const Tests& tests) {
    std::size_t least = SIZE_MAX;
    for (const TextCondition& test : tests) {
      for (const std::string& literal : test.literals) {
        least = std::min(least, literal.size());
      }
      least = test.file.empty() ? least : std::min(least, kLeastLiteral);
      least = test.regex.empty() ? least : 0;  // it may have none
    }
    return least;
  }
  /// Either is enough: the one with the longer literals tells more texts apart.
  static std::optional<Tests> better(std::optional<Tests> a, std::optional<Tests> b) {
    if (!a || !b) {
      return a ? std::move(a) : std::move(b);
    }
    return least_literal(*a) >= least_literal(*b) ? std::move(a) : std::move(b);
  }

  std::optional<Tests> loop_tests(const LineLoop& loop) {
    Tests out;
    for (const LineQuestion& question : loop.any_of) {
      std::optional<TextCondition> test = test_of(*question.text);
      if (!test) {
        return std::nullopt;
      }
      test->file = loop.file;
      test->fold = question.fold;
      out.push_back(std::move(*test));
    }
    return out;
  }

  std::optional<Tests> comparison(const Node& node) {
    constexpr std::array<std::string_view, 5> kImplied = {"contains", "startsWith", "endsWith", "==", "matches"};
    if (node.kind != NodeKind::kBinary || std::find(kImplied.begin(), kImplied.end(), node.text) == kImplied.end()) {
      return std::nullopt;
    }
    const Node* subject = node.children[0].get();
    std::optional<std::string> literal = literal_of(*node.children[1]);
    if (!literal && node.text == "==") {
      subject = node.children[1].get();
      literal = literal_of(*node.children[0]);
    }
    const bool matches = node.text == "matches";
    if (!literal || literal->size() < kLeastLiteral || (matches && !compile_regex(*literal))) {
      return std::nullopt;
    }
    std::optional<TextCondition> test = test_of(*subject);
    if (!test) {
      return std::nullopt;
    }
    if (matches) {
      test->regex = std::move(*literal);
    } else {
      test->literals.push_back(std::move(*literal));
    }
    return Tests{std::move(*test)};
  }

  /// 'x', Upper('x'), Lower('x').
  static std::optional<std::string> literal_of(const Node& node) {
    if (node.kind == NodeKind::kString) {
      return node.text;
    }
    const std::optional<LineFold> fold = case_fold_of(node);
    if (!fold || node.children.back()->kind != NodeKind::kString) {
      return std::nullopt;
    }
    return fold_line(node.children.back()->text, *fold);
  }

  /// A test of `subject` without literals yet. A constant is no subject: the condition would not be about the event.
  std::optional<TextCondition> test_of(const Node& subject) {
    if (subject.kind == NodeKind::kString) {
      return std::nullopt;
    }
    TextCondition test;
    test.subject_text = to_string(subject);
    Diagnostics unseen;
    test.subject = Program::compile(SourceText("subject", test.subject_text), environment_, unseen);
    return test.subject != nullptr && test.subject->effect() == Effect::kPure ? std::optional(std::move(test)) : std::nullopt;
  }

  const Environment& environment_;
};

}  // namespace

std::optional<std::vector<TextCondition>> text_conditions_of(const SourceText& condition, const Environment& environment) {
  Diagnostics unseen;
  NodePtr root = parse(condition, Limits{}, unseen, &environment);
  if (root == nullptr || !check(*root, environment, condition, unseen, nullptr) || !fold(root, condition, unseen)) {
    return std::nullopt;
  }
  bool pure = true;
  return Finder(environment).tests(*root, pure);
}

}  // namespace vedette::expr
