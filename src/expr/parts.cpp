#include "expr/parts.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "expr/ast.h"
#include "expr/lexer.h"
#include "expr/operators.h"
#include "expr/parser.h"
#include "expr/predicates.h"

namespace vedette::expr {
namespace {

constexpr std::size_t kMostParts = 2000;

bool is_word(const Node& node, std::string_view sign, std::string_view word) {
  return node.kind == NodeKind::kBinary && (node.text == sign || node.text == word);
}

bool is_not(const Node& node) {
  return node.kind == NodeKind::kUnary && (node.text == "!" || node.text == "not");
}

bool any_node(const Node& node, bool (*holds)(const Node&)) {
  if (holds(node)) {
    return true;
  }
  return std::any_of(node.children.begin(), node.children.end(), [&](const NodePtr& child) { return child != nullptr && any_node(*child, holds); });
}

/// Says the same for every event, and is to be read in the text itself.
bool is_constant(const Node& node) {
  return !any_node(node, [](const Node& at) {
    return at.kind == NodeKind::kIdentifier || at.kind == NodeKind::kPointer || at.kind == NodeKind::kCall || at.kind == NodeKind::kBuiltinCall;
  });
}

/// A chain of constant names from a variable.
bool is_path(const Node& node) {
  if (node.kind == NodeKind::kIdentifier) {
    return true;
  }
  if (node.kind == NodeKind::kChain) {
    return is_path(*node.children[0]);
  }
  return node.kind == NodeKind::kMember && is_constant(*node.children[1]) && is_path(*node.children[0]);
}

bool names(const Node& node, std::string_view name) {
  if (node.kind == NodeKind::kIdentifier && node.text == name) {
    return true;
  }
  return std::any_of(node.children.begin(), node.children.end(), [&](const NodePtr& child) { return child != nullptr && names(*child, name); });
}

/// Where in the text a node stands, from its first token to its last.
class Extents {
 public:
  explicit Extents(std::string_view text) : text_(text) {
    Lexer lexer(text);
    for (Token token = lexer.next(); !token.is(TokenKind::kEnd) && !token.is(TokenKind::kError); token = lexer.next()) {
      tokens_.push_back(std::move(token));
    }
  }

  [[nodiscard]] Span of(const Node& node) const {
    if (tokens_.empty()) {
      return {0, static_cast<std::uint32_t>(text_.size())};
    }
    std::size_t first = tokens_.size() - 1;
    std::size_t last = 0;
    cover(node, first, last);
    if (first > last) {
      return {0, static_cast<std::uint32_t>(text_.size())};
    }
    balance(first, last);
    return {tokens_[first].span.begin, tokens_[last].span.end};
  }

  /// The tokens of a span, a blank where there was white space or a comment, but none inside of brackets at their ends.
  [[nodiscard]] std::string text_of(Span span) const {
    std::string out;
    std::uint32_t end = span.begin;
    for (std::size_t i = token_at(span.begin); i < tokens_.size() && tokens_[i].span.begin < span.end; ++i) {
      const Span token = tokens_[i].span;
      const bool opened = !out.empty() && (out.back() == '(' || out.back() == '[');
      const bool closes = tokens_[i].is_bracket(")") || tokens_[i].is_bracket("]");
      if (token.begin > end && !opened && !closes) {
        out += ' ';
      }
      out += text_.substr(token.begin, token.end - token.begin);
      end = token.end;
    }
    return out;
  }

 private:
  [[nodiscard]] std::size_t token_at(std::uint32_t offset) const {
    const auto found =
        std::lower_bound(tokens_.begin(), tokens_.end(), offset, [](const Token& token, std::uint32_t at) { return token.span.end <= at; });
    return static_cast<std::size_t>(found - tokens_.begin());
  }

  // A node's span is one of its tokens; brackets of its own that no child covers come with `balance`.
  void cover(const Node& node, std::size_t& first, std::size_t& last) const {
    const std::size_t at = std::min(token_at(node.span.begin), tokens_.size() - 1);
    first = std::min(first, at);
    last = std::max(last, at);
    const bool call = node.kind == NodeKind::kCall || node.kind == NodeKind::kBuiltinCall;
    if (call && at + 1 < tokens_.size() && tokens_[at + 1].is_bracket("(")) {
      last = std::max(last, at + 1);
    }
    if (node.kind == NodeKind::kVariable && at > 0) {
      first = std::min(first, at - 1);  // `let`
    }
    for (const NodePtr& child : node.children) {
      if (child != nullptr) {
        cover(*child, first, last);
      }
    }
  }

  static int step(const Token& token) {
    if (!token.is(TokenKind::kBracket)) {
      return 0;
    }
    return token.text == "(" || token.text == "[" || token.text == "{" ? 1 : -1;
  }

  void balance(std::size_t& first, std::size_t& last) const {
    int open = 0;
    int missing = 0;  // brackets that close what was opened before
    for (std::size_t i = first; i <= last; ++i) {
      open += step(tokens_[i]);
      if (open < 0) {
        ++missing;
        open = 0;
      }
    }
    while (missing > 0 && first > 0) {
      missing -= step(tokens_[--first]);
    }
    while (open > 0 && last + 1 < tokens_.size()) {
      open += step(tokens_[++last]);
    }
  }

  std::string_view text_;
  std::vector<Token> tokens_;
};

}  // namespace

/// Walks the tree as it was parsed: each part is checked, folded and compiled by itself.
class PartFinder {
 public:
  PartFinder(const SourceText& text, const Environment& environment) : text_(text), environment_(environment), extents_(text.text()) {}

  Part find(const Node& node) { return decide(node); }

 private:
  struct Let {
    const std::string* name;
    const Node* value;
  };

  Part begin(PartKind kind, const Node& node) {
    Part part;
    part.kind = kind;
    part.span = extents_.of(node);
    part.text = extents_.text_of(part.span);
    part.path = is_path(node);
    if (++parts_ <= kMostParts) {
      part.program = compile(node);
    }
    return part;
  }

  /// The part with the variables that it knows.
  std::shared_ptr<const Program> compile(const Node& node) {
    NodePtr root = clone(node);
    for (auto let = lets_.rbegin(); let != lets_.rend(); ++let) {
      if (names(*root, *let->name)) {
        NodePtr around = make_node(NodeKind::kVariable, node.span, *let->name);
        around->children.push_back(clone(*let->value));
        around->children.push_back(std::move(root));
        root = std::move(around);
      }
    }
    Diagnostics unshown;
    return Program::compile_tree(std::move(root), text_, environment_, unshown, {});
  }

  Part decide(const Node& node) {
    if (is_word(node, "&&", "and")) {
      return list(PartKind::kAllOf, node, "&&", "and");
    }
    if (is_word(node, "||", "or")) {
      return list(PartKind::kAnyOf, node, "||", "or");
    }
    if (is_not(node)) {
      Part part = begin(PartKind::kNot, node);
      part.parts.push_back(decide(*node.children[0]));
      return part;
    }
    if (node.kind == NodeKind::kConditional) {
      Part part = begin(PartKind::kChoice, node);
      for (const NodePtr& child : node.children) {
        part.parts.push_back(decide(*child));
      }
      return part;
    }
    if (node.kind == NodeKind::kVariable) {
      Part part = begin(PartKind::kLet, node);
      part.name = node.text;
      part.parts.push_back(operand(*node.children[0]));
      lets_.push_back({&node.text, node.children[0].get()});
      part.parts.push_back(decide(*node.children[1]));
      lets_.pop_back();
      return part;
    }
    Part part = begin(PartKind::kTest, node);
    add_operands(node, part.parts);
    return part;
  }

  Part list(PartKind kind, const Node& node, std::string_view sign, std::string_view word) {
    Part part = begin(kind, node);
    std::vector<const Node*> members;
    collect(node, sign, word, members);
    for (const Node* member : members) {
      part.parts.push_back(decide(*member));
    }
    return part;
  }

  static void collect(const Node& node, std::string_view sign, std::string_view word, std::vector<const Node*>& out) {
    if (is_word(node, sign, word)) {
      collect(*node.children[0], sign, word, out);
      collect(*node.children[1], sign, word, out);
    } else {
      out.push_back(&node);
    }
  }

  Part operand(const Node& node) {
    Part part = begin(PartKind::kOperand, node);
    add_operands(node, part.parts);
    return part;
  }

  void add_operand(const Node& node, std::vector<Part>& out) {
    if (is_constant(node) || parts_ > kMostParts) {
      return;
    }
    Part part = operand(node);
    if (std::none_of(out.begin(), out.end(), [&](const Part& known) { return known.text == part.text; })) {
      out.push_back(std::move(part));
    }
  }

  /// What the value of `node` comes from, one level down.
  void add_operands(const Node& node, std::vector<Part>& out) {
    switch (node.kind) {
      case NodeKind::kBuiltinCall:
        if (find_predicate_function(node.text) != nullptr) {
          add_operand(*node.children[0], out);
          for (std::size_t i = 1; i < node.children.size(); ++i) {
            add_outer_paths(*node.children[i], out);
          }
          return;
        }
        break;
      case NodeKind::kCall: {
        const Node& callee = *node.children[0];
        if (callee.kind == NodeKind::kMember && callee.children[0]->kind != NodeKind::kIdentifier) {
          add_operand(*callee.children[0], out);  // evt.Time in evt.Time.Hour()
        }
        for (std::size_t i = 1; i < node.children.size(); ++i) {
          add_operand(*node.children[i], out);
        }
        return;
      }
      case NodeKind::kChain:
        if (!is_path(node)) {
          add_operands(*node.children[0], out);
        }
        return;
      case NodeKind::kVariable:
        lets_.push_back({&node.text, node.children[0].get()});
        add_operand(*node.children[1], out);
        lets_.pop_back();
        return;
      case NodeKind::kMember:
      case NodeKind::kIdentifier:
        if (is_path(node)) {
          return;
        }
        break;
      case NodeKind::kSequence:
      case NodeKind::kPredicate:
        return;
      default:
        break;
    }
    for (const NodePtr& child : node.children) {
      if (child != nullptr) {
        add_operand(*child, out);
      }
    }
  }

  /// A predicate runs once an element; what it reads beside the element is the same for all.
  void add_outer_paths(const Node& node, std::vector<Part>& out) {
    if (is_path(node)) {
      add_operand(node, out);
      return;
    }
    if (node.kind == NodeKind::kVariable) {
      return;  // its variable would be unknown outside
    }
    const std::size_t first = node.kind == NodeKind::kCall && node.children[0]->kind == NodeKind::kIdentifier ? 1 : 0;
    for (std::size_t i = first; i < node.children.size(); ++i) {
      if (node.children[i] != nullptr) {
        add_outer_paths(*node.children[i], out);
      }
    }
  }

  const SourceText& text_;
  const Environment& environment_;
  Extents extents_;
  std::vector<Let> lets_;
  std::size_t parts_ = 0;
};

std::optional<Part> parts_of(const SourceText& text, const Environment& environment) {
  Diagnostics unshown;
  const NodePtr root = parse(text, Limits{}, unshown, &environment);
  if (root == nullptr) {
    return std::nullopt;
  }
  Part part = PartFinder(text, environment).find(*root);
  if (part.program == nullptr) {
    return std::nullopt;
  }
  return part;
}

}  // namespace vedette::expr
