// A filter `log_type == .. && A || B`: the `||` binds last, so B matches events of any kind.
#include <algorithm>
#include <array>
#include <optional>

#include "content/lint/rules.h"
#include "content/lint/tree.h"
#include "expr/parser.h"

namespace vedette::content::lint {
namespace {

// What says which kind of log an event is.
constexpr std::array<std::string_view, 4> kKindFields = {"evt.Meta.log_type", "evt.Meta.service", "evt.Parsed.program", "evt.Line.Labels.type"};

bool is_kind_test(const Node& node) {
  constexpr std::array<std::string_view, 6> kTests = {"==", "in", "startsWith", "endsWith", "contains", "matches"};
  if (node.kind != NodeKind::kBinary || std::find(kTests.begin(), kTests.end(), node.text) == kTests.end()) {
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

// The paths of an alternative, when it is one test of a text.
std::string tested_path(const Node& node) {
  std::optional<TextTest> test = text_test(node);
  return test ? test->path : std::string();
}

// The `&&` behind which the alternatives begin, where only one place can be meant: all before it say the kind of log, or tell other fields than
// the one that every alternative tests. Null when there is none.
const Node* certain_place(const std::vector<Alternative>& alternatives) {
  const Node& first = *alternatives.front().node;
  if (!is_and(first)) {
    return nullptr;
  }
  for (std::size_t i = 1; i < alternatives.size(); ++i) {
    if (is_bound(*alternatives[i].node) || is_and(*alternatives[i].node)) {
      return nullptr;
    }
  }
  std::vector<const Node*> parts = conjuncts(first);
  const bool only_kinds = std::all_of(parts.begin(), parts.end() - 1, [](const Node* part) { return is_kind_test(*part); });
  if (is_kind_test(*parts.back())) {
    return nullptr;
  }
  if (!only_kinds) {
    const std::string path = tested_path(*parts.back());
    const bool one_field = !path.empty() && std::all_of(alternatives.begin() + 1, alternatives.end(),
                                                        [&](const Alternative& other) { return tested_path(*other.node) == path; });
    const bool elsewhere = std::none_of(parts.begin(), parts.end() - 1, [&](const Node* part) {
      bool reads = false;
      each_node(*part, [&](const Node& node) { reads = reads || path_of(node) == path; });
      return reads;
    });
    if (!one_field || !elsewhere) {
      return nullptr;
    }
  }
  // The last conjunct hangs to the right of the outermost `&&`, unless parentheses group them otherwise.
  return first.children[1].get() == parts.back() ? &first : nullptr;
}

// Parentheses from behind that `&&` to the end; nothing when the text does not read as wanted with them.
std::vector<Edit> parenthesise(const Expression& expression, const Node& root, const Node& place) {
  const std::string& text = expression.text->text();
  const Span all = extent(root);
  const std::string_view rest = std::string_view(text).substr(all.end);
  if (rest.find_first_not_of(" \t\r\n)") != std::string_view::npos) {
    return {};
  }
  std::size_t begin = text.find_first_not_of(" \t\r\n", place.span.end);
  std::size_t end = text.find_last_not_of(" \t\r\n") + 1;
  if (begin == std::string::npos || begin >= end) {
    return {};
  }
  std::string repaired = text;
  repaired.insert(end, ")");
  repaired.insert(begin, "(");
  Diagnostics ignored;
  expr::NodePtr tree = expr::parse(SourceText("repaired", repaired), expr::Limits(), ignored);
  if (tree == nullptr || !is_and(*tree) || conjuncts(*tree).size() != conjuncts(*alternatives(root).front()).size() ||
      alternatives(*conjuncts(*tree).back()).size() != alternatives(root).size()) {
    return {};
  }
  const std::uint32_t first = expression.text->file_offset(static_cast<std::uint32_t>(begin));
  const std::uint32_t last = expression.text->file_offset(static_cast<std::uint32_t>(end - 1)) + 1;
  const std::string& file = expression.text->file()->text();
  // Where an escape or a fold stands between text and file, the place is not certain.
  if (first >= file.size() || last > file.size() || file[first] != text[begin] || file[last - 1] != text[end - 1]) {
    return {};
  }
  return {{{first, first}, "("}, {{last, last}, ")"}};
}

}  // namespace

void check_escape(const Expression& expression, Diagnostics& diagnostics) {
  const Node& root = *expression.tree;
  if ((expression.role != Role::kNodeFilter && expression.role != Role::kScenarioFilter) || !is_or(root)) {
    return;
  }
  std::vector<Alternative> alternatives;
  flatten(root, nullptr, alternatives);
  // `log_type == .. && A || B` escapes. Who writes `B || log_type == .. && A` means it, and so who has an alternative without `&&`.
  auto bound = std::find_if(alternatives.begin(), alternatives.end(), [](const Alternative& a) { return is_and(*a.node) && is_bound(*a.node); });
  auto escaping = std::find_if(bound, alternatives.end(), [](const Alternative& a) { return !is_bound(*a.node); });
  if (bound == alternatives.end() || escaping == alternatives.end()) {
    return;
  }
  const Node* at = escaping->before;
  const std::string sign = at->text;
  std::vector<Edit> repair;
  if (const Node* place = certain_place(alternatives)) {
    repair = parenthesise(expression, root, *place);
  }
  say_at(expression, at->span, Severity::kWarning, "filter-escapes-log-type",
         "this `" + sign + "` escapes the test of the log type: `&&` binds tighter, so one side of it matches events of any kind",
         "put parentheses around the alternatives: `log_type == .. && (A " + sign + " B)`", diagnostics, std::move(repair));
}

}  // namespace vedette::content::lint
