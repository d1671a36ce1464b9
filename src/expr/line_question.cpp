#include "expr/line_question.h"

#include <utility>

#include "expr/analysis.h"

namespace vedette::expr {
namespace {

bool mentions_element(const Node& node) {
  if (node.kind == NodeKind::kPointer) {
    return true;
  }
  for (const NodePtr& child : node.children) {
    if (child != nullptr && mentions_element(*child)) {
      return true;
    }
  }
  return node.fused_map != nullptr && mentions_element(*node.fused_map);
}

bool is_element(const Node& node) {
  return node.kind == NodeKind::kPointer && node.text.empty();
}

/// `#`, `Upper(#)`, `Lower(#)`.
std::optional<LineFold> element_fold_of(const Node& node) {
  if (is_element(node)) {
    return LineFold::kNone;
  }
  const std::optional<LineFold> fold = case_fold_of(node);
  return fold && is_element(*node.children.back()) ? fold : std::nullopt;
}

std::optional<LineTest> test_of(std::string_view name) {
  if (name == "contains") {
    return LineTest::kContains;
  }
  if (name == "startsWith") {
    return LineTest::kStartsWith;
  }
  if (name == "endsWith") {
    return LineTest::kEndsWith;
  }
  return name == "==" ? std::optional(LineTest::kEqual) : std::nullopt;
}

bool add_questions(const Node& body, std::vector<LineQuestion>& out) {
  if (body.kind != NodeKind::kBinary) {
    return false;
  }
  if (body.text == "or" || body.text == "||") {
    return add_questions(*body.children[0], out) && add_questions(*body.children[1], out);
  }
  const std::optional<LineTest> test = test_of(body.text);
  if (!test) {
    return false;
  }
  const Node* text = body.children[0].get();
  const Node* line = body.children[1].get();
  if (*test == LineTest::kEqual && mentions_element(*text)) {
    std::swap(text, line);
  }
  const std::optional<LineFold> fold = element_fold_of(*line);
  if (!fold || mentions_element(*text) || effect_of(*text) != Effect::kPure) {
    return false;
  }
  out.push_back({text, *test, *fold});
  return true;
}

}  // namespace

std::optional<LineFold> case_fold_of(const Node& node) {
  const bool call = node.kind == NodeKind::kCall && node.children.size() == 2 && !node.children[0]->method;
  const bool builtin = node.kind == NodeKind::kBuiltinCall && node.children.size() == 1;
  if ((!call && !builtin) || node.function == nullptr) {
    return std::nullopt;
  }
  const std::string_view name = node.function->name;
  if (name == "Upper" || name == "upper") {
    return LineFold::kUpper;
  }
  return name == "Lower" || name == "lower" ? std::optional(LineFold::kLower) : std::nullopt;
}

std::optional<LineLoop> line_loop_of(const Node& any_call) {
  if (any_call.kind != NodeKind::kBuiltinCall || any_call.text != "any") {
    return std::nullopt;
  }
  const Node& list = *any_call.children[0];
  if (list.kind != NodeKind::kCall || list.function == nullptr || !is_file_function(*list.function) || list.children.size() != 2 ||
      list.children[1]->kind != NodeKind::kString) {
    return std::nullopt;
  }
  LineLoop loop;
  loop.file = list.children[1]->text;
  const Node& predicate = *any_call.children[1];
  const Node& body = predicate.kind == NodeKind::kPredicate ? *predicate.children[0] : predicate;
  return add_questions(body, loop.any_of) ? std::optional(std::move(loop)) : std::nullopt;
}

}  // namespace vedette::expr
