// Bounds of numbers that leave nothing between them: `evt.Time.Hour() >= 18 && evt.Time.Hour() < 6`.
#include <fmt/format.h>

#include <limits>
#include <map>
#include <optional>

#include "content/lint/rules.h"
#include "content/lint/tree.h"
#include "expr/analysis.h"

namespace vedette::content::lint {
namespace {

/// `path op number`; what is written the other way round is turned.
struct NumberTest {
  std::string path;
  std::string op;  // == < <= > >=
  double number = 0;
  const Node* at = nullptr;
};

std::optional<double> number_of(const Node& node) {
  switch (node.kind) {
    case NodeKind::kInteger:
      return static_cast<double>(node.integer);
    case NodeKind::kFloat:
      return node.number;
    case NodeKind::kUnary:
      if (node.text == "-") {
        const std::optional<double> number = number_of(*node.children[0]);
        return number ? std::optional(-*number) : std::nullopt;
      }
      return std::nullopt;
    default:
      return std::nullopt;
  }
}

std::optional<NumberTest> number_test(const Node& node) {
  static const std::map<std::string_view, std::string_view> kTurned = {{"==", "=="}, {"<", ">"}, {"<=", ">="}, {">", "<"}, {">=", "<="}};
  auto turned = node.kind == NodeKind::kBinary ? kTurned.find(node.text) : kTurned.end();
  if (turned == kTurned.end()) {
    return std::nullopt;
  }
  const Node& left = *node.children[0];
  const Node& right = *node.children[1];
  const std::optional<double> of_right = number_of(right);
  const std::optional<double> of_left = number_of(left);
  if (of_right.has_value() == of_left.has_value()) {
    return std::nullopt;
  }
  NumberTest out{path_of(of_right ? left : right), of_right ? node.text : std::string(turned->second), of_right ? *of_right : *of_left, &node};
  return out.path.empty() ? std::nullopt : std::optional(out);
}

/// The numbers that all tests of a path so far let through.
struct Range {
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();
  bool low_open = false;
  bool high_open = false;
  const Node* low_by = nullptr;
  const Node* high_by = nullptr;

  void narrow(const NumberTest& test) {
    const bool both = test.op == "==";
    const bool open = test.op == "<" || test.op == ">";
    if ((both || test.op[0] == '>') && (test.number > low || (test.number == low && open))) {
      low = test.number;
      low_open = open;
      low_by = test.at;
    }
    if ((both || test.op[0] == '<') && (test.number < high || (test.number == high && open))) {
      high = test.number;
      high_open = open;
      high_by = test.at;
    }
  }
  [[nodiscard]] bool is_empty() const { return low > high || (low == high && (low_open || high_open)); }
};

}  // namespace

void check_numbers(const Expression& expression, const Node& conjunction, Diagnostics& diagnostics) {
  if (expr::effect_of(conjunction) != expr::Effect::kPure) {
    return;
  }
  std::map<std::string, Range> ranges;
  for (const Node* part : conjuncts(conjunction)) {
    const std::optional<NumberTest> test = number_test(*part);
    if (!test) {
      continue;
    }
    Range& range = ranges[test->path];
    if (range.is_empty()) {
      continue;  // said
    }
    range.narrow(*test);
    if (range.is_empty()) {
      const Node& other = range.low_by == test->at ? *range.high_by : *range.low_by;
      const Span there = extent(other);
      say_at(expression, extent(*test->at), Severity::kWarning, "never-true",
             fmt::format("this is never true beside `{}`", expression.text->text().substr(there.begin, there.end - there.begin)),
             "join what are alternatives with `||`, or correct a number", diagnostics);
    }
  }
}

}  // namespace vedette::content::lint
