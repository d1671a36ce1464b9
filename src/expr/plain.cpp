#include "expr/plain.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "base/diagnostic.h"
#include "expr/ast.h"
#include "expr/checker.h"
#include "expr/parser.h"
#include "expr/parts.h"

namespace vedette::expr {

namespace {

using Reads = std::vector<PlainRead>;

/// What there is to know of an expression that gives a text.
struct PlainText {
  Reads reads;
  bool never_nil = false;
  bool path = false;  // only reads one
};

/// Of one text to a text, and of one text to a bool: they take any text and fail on nothing else.
constexpr std::array<std::string_view, 5> kTextFunctions = {"lower", "upper", "trim", "Lower", "Upper"};
constexpr std::array<std::string_view, 3> kTextTests = {"IsIP", "IsIPV4", "IsIPV6"};

template <class Names>
bool is_one_of(const Names& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

void append(Reads& to, Reads from) {
  to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
}

class PlainReader {
 public:
  explicit PlainReader(const Environment& environment) : variable_(environment.variables.front().name) {}

  [[nodiscard]] std::optional<PlainText> text(const Node& node) const {
    if (node.kind == NodeKind::kString) {
      return PlainText{{}, true, false};
    }
    if (node.kind == NodeKind::kNil) {
      return PlainText{};
    }
    if (std::optional<PlainRead> read = path(node)) {
      // Below Unmarshaled anything may stand; who uses this sees to it that it is a text or nil.
      const bool is_text = node.type != nullptr && node.type->kind == Kind::kString;
      const bool is_any = node.type == nullptr || node.type->kind == Kind::kAny;
      return is_text || is_any ? std::optional(PlainText{{std::move(*read)}, is_text, true}) : std::nullopt;
    }
    if (node.kind == NodeKind::kBinary && node.text == "??") {
      return either(text(*node.children[0]), text(*node.children[1]), {});
    }
    if (node.kind == NodeKind::kConditional) {
      std::optional<Reads> condition = test(*node.children[0]);
      return condition ? bound_to_both(text(*node.children[1]), text(*node.children[2]), std::move(*condition)) : std::nullopt;
    }
    if (std::optional<PlainText> argument = argument_of(node, kTextFunctions)) {
      return PlainText{std::move(argument->reads), true, false};
    }
    return std::nullopt;
  }

  [[nodiscard]] std::optional<Reads> test(const Node& node) const {
    if (node.kind == NodeKind::kBool) {
      return Reads{};
    }
    if (node.kind == NodeKind::kUnary && (node.text == "!" || node.text == "not")) {
      return test(*node.children[0]);
    }
    if (node.kind == NodeKind::kBinary) {
      return binary(node);
    }
    if (std::optional<PlainText> argument = argument_of(node, kTextTests)) {
      return std::move(argument->reads);
    }
    return std::nullopt;
  }

 private:
  [[nodiscard]] std::optional<PlainRead> path(const Node& node) const {
    PlainRead read;
    // A chain inside of another, `(a?.b).c`, ends the reach of its `?.` at the bracket: that is no plain path.
    const Node* at = node.kind == NodeKind::kChain ? node.children[0].get() : &node;
    while (at->kind == NodeKind::kMember) {
      if (at->method || at->children[1]->kind != NodeKind::kString) {
        return std::nullopt;
      }
      read.steps.push_back({at->children[1]->text, at->flag});
      at = at->children[0].get();
    }
    if (at->kind != NodeKind::kIdentifier || at->text != variable_ || read.steps.empty()) {
      return std::nullopt;
    }
    std::reverse(read.steps.begin(), read.steps.end());
    return read;
  }

  /// a ?? b
  [[nodiscard]] static std::optional<PlainText> either(std::optional<PlainText> a, std::optional<PlainText> b, Reads reads) {
    if (!a || !b) {
      return std::nullopt;
    }
    append(reads, std::move(a->reads));
    append(reads, std::move(b->reads));
    return PlainText{std::move(reads), a->never_nil || b->never_nil, false};
  }

  /// condition ? a : b
  [[nodiscard]] static std::optional<PlainText> bound_to_both(std::optional<PlainText> a, std::optional<PlainText> b, Reads reads) {
    const bool never_nil = a && b && a->never_nil && b->never_nil;
    std::optional<PlainText> both = either(std::move(a), std::move(b), std::move(reads));
    if (both) {
      both->never_nil = never_nil;
    }
    return both;
  }

  /// A text where nil is none.
  [[nodiscard]] std::optional<PlainText> sure_text(const Node& node) const {
    std::optional<PlainText> found = text(node);
    if (found && !found->never_nil) {
      if (!found->path) {
        return std::nullopt;
      }
      found->reads.front().needs_text = true;
    }
    return found;
  }

  template <class Names>
  [[nodiscard]] std::optional<PlainText> argument_of(const Node& node, const Names& names) const {
    const Node* argument = nullptr;
    if (node.kind == NodeKind::kBuiltinCall && node.children.size() == 1 && is_one_of(names, node.text)) {
      argument = node.children[0].get();
    } else if (node.kind == NodeKind::kCall && node.children.size() == 2 && node.children[0]->kind == NodeKind::kIdentifier &&
               is_one_of(names, node.children[0]->text)) {
      argument = node.children[1].get();
    }
    return argument != nullptr ? sure_text(*argument) : std::nullopt;
  }

  [[nodiscard]] std::optional<Reads> binary(const Node& node) const {
    const Node& left = *node.children[0];
    const Node& right = *node.children[1];
    const std::string& sign = node.text;
    if (sign == "&&" || sign == "and" || sign == "||" || sign == "or") {
      std::optional<Reads> a = test(left);
      std::optional<Reads> b = test(right);
      if (!a || !b) {
        return std::nullopt;
      }
      append(*a, std::move(*b));
      return a;
    }
    if (sign == "==" || sign == "!=") {
      return equality(left, right);
    }
    if (sign == "in") {
      const bool texts = right.kind == NodeKind::kArray && std::all_of(right.children.begin(), right.children.end(),
                                                                       [](const NodePtr& item) { return item->kind == NodeKind::kString; });
      std::optional<PlainText> found = texts ? text(left) : std::nullopt;
      return found ? std::optional(std::move(found->reads)) : std::nullopt;
    }
    if (sign == "startsWith" || sign == "endsWith" || sign == "contains" || sign == "matches") {
      std::optional<PlainText> found = right.kind == NodeKind::kString ? sure_text(left) : std::nullopt;
      return found ? std::optional(std::move(found->reads)) : std::nullopt;
    }
    return std::nullopt;
  }

  [[nodiscard]] std::optional<Reads> equality(const Node& left, const Node& right) const {
    std::optional<PlainText> a = text(left);
    std::optional<PlainText> b = text(right);
    if (!a || !b) {
      return std::nullopt;
    }
    auto is_nothing = [](const Node& node) { return node.kind == NodeKind::kNil || (node.kind == NodeKind::kString && node.text.empty()); };
    if (a->path && is_nothing(right)) {
      a->reads.front().only_presence = true;
    } else if (b->path && is_nothing(left)) {
      b->reads.front().only_presence = true;
    }
    append(a->reads, std::move(b->reads));
    return std::move(a->reads);
  }

  const std::string& variable_;
};

NodePtr checked_tree(const SourceText& text, const Environment& environment) {
  Diagnostics unshown;
  NodePtr root = parse(text, {}, unshown, &environment);
  return root != nullptr && check(*root, environment, text, unshown) ? std::move(root) : nullptr;
}

}  // namespace

PlainCondition plain_condition(const SourceText& text, const Environment& environment) {
  PlainCondition out;
  std::optional<Part> root = parts_of(text, environment);
  if (!root) {
    return out;
  }
  const std::vector<Part> alone = root->kind == PartKind::kAllOf ? std::vector<Part>() : std::vector<Part>{*root};
  const std::vector<Part>& parts = root->kind == PartKind::kAllOf ? root->parts : alone;
  for (const Part& part : parts) {
    NodePtr tree = part.program != nullptr ? checked_tree(SourceText("clause", part.text), environment) : nullptr;
    std::optional<Reads> reads = tree != nullptr ? PlainReader(environment).test(*tree) : std::nullopt;
    if (!reads) {
      return out;
    }
    out.clauses.push_back({std::move(*reads), part.program});
  }
  out.whole = true;
  return out;
}

std::optional<std::vector<PlainRead>> plain_text(const SourceText& text, const Environment& environment) {
  NodePtr tree = checked_tree(text, environment);
  std::optional<PlainText> found = tree != nullptr ? PlainReader(environment).text(*tree) : std::nullopt;
  return found ? std::optional(std::move(found->reads)) : std::nullopt;
}

}  // namespace vedette::expr
