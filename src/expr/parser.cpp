#include "expr/parser.h"

#include <algorithm>
#include <utility>

#include "expr/escape.h"
#include "expr/parsing.h"

namespace vedette::expr {

namespace {

constexpr std::size_t kMaxNodes = 10'000;    // expr: conf.DefaultMaxNodes
constexpr std::size_t kMaxCopies = 20'000;   // `a ?: b` and `a < b < c` hold a part twice; nested, that doubles each time
constexpr std::uint32_t kMaxHeight = 2'000;  // of `a + b + c + ..`, which nests without brackets

// What people write for an operator that is spelled otherwise here.
std::string hint_for(const Token& token) {
  if (token.is_operator("=")) {
    return "`==` compares";
  }
  if (token.is_operator("&")) {
    return "`&&` or `and` joins conditions";
  }
  if (token.is(TokenKind::kIdentifier)) {
    std::string lower = token.text;
    std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char c) { return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c; });
    if (lower == "and" || lower == "or" || lower == "not" || lower == "in") {
      return "did you mean `" + lower + "`?";
    }
  }
  return {};
}

}  // namespace

class Parser::Nesting {
 public:
  explicit Nesting(Parser& parser) : parser_(parser) {
    if (++parser_.depth_ > parser_.limits_.max_depth) {
      parser_.fail(parser_.current_.span, "the expression is nested too deeply");
    }
  }
  ~Nesting() { --parser_.depth_; }
  Nesting(const Nesting&) = delete;
  Nesting& operator=(const Nesting&) = delete;

 private:
  Parser& parser_;
};

Parser::Parser(const SourceText& source, const Limits& limits, Diagnostics& diagnostics, const Environment* environment)
    : source_(source), limits_(limits), diagnostics_(diagnostics), environment_(environment), lexer_(source.text()) {}

NodePtr Parser::parse() {
  if (source_.text().size() > limits_.max_length) {
    return fail({}, "the expression is longer than " + std::to_string(limits_.max_length) + " bytes");
  }
  next();
  NodePtr node = parse_sequence();
  if (failed_) {
    return nullptr;
  }
  if (!current_.is(TokenKind::kEnd)) {
    return fail_unexpected(hint_for(current_));
  }
  return node;
}

NodePtr Parser::fail(Span span, std::string message, std::string hint) {
  if (!failed_) {
    failed_ = true;
    diagnostics_.error(source_, span, std::move(message), std::move(hint));
  }
  return nullptr;
}

NodePtr Parser::fail_unexpected(std::string hint) {
  return fail_unexpected(current_, std::move(hint));
}

NodePtr Parser::fail_unexpected(const Token& token, std::string hint) {
  if (token.is(TokenKind::kEnd)) {
    return fail(token.span, source_.text().empty() ? "the expression is empty" : "unexpected end of the expression", std::move(hint));
  }
  return fail(token.span, "unexpected token " + describe(token), std::move(hint));
}

void Parser::next() {
  if (failed_) {
    return;
  }
  if (std::exchange(has_stashed_, false)) {
    current_ = std::move(stashed_);
    return;
  }
  current_ = lexer_.next();
  if (current_.is(TokenKind::kError)) {
    std::string hint;
    if (current_.text == kInvalidEscape) {
      hint = "in a pattern a backslash is doubled, as in \"\\\\d+\", or the text stands between backticks: `\\d+`";
    }
    fail(current_.span, std::move(current_.text), std::move(hint));
    current_ = Token{};
  }
}

bool Parser::expect(TokenKind kind, std::string_view value) {
  if (failed_) {
    return false;
  }
  if (value.empty() ? current_.is(kind) : current_.is(kind, value)) {
    next();
    return !failed_;
  }
  std::string hint = hint_for(current_);
  if (hint.empty()) {
    hint = value.empty() ? "expected a name" : "expected `" + std::string(value) + "`";
  }
  fail_unexpected(std::move(hint));
  return false;
}

NodePtr Parser::finish(NodePtr node) {
  if (failed_) {
    return nullptr;
  }
  if (++nodes_ > kMaxNodes) {
    return fail(node->span, "the expression exceeds the maximum allowed nodes (" + std::to_string(kMaxNodes) + ")");
  }
  for (const NodePtr& child : node->children) {
    node->height = std::max(node->height, child ? child->height + 1 : 1);
  }
  if (node->height > kMaxHeight) {
    return fail(node->span, "the expression is nested too deeply, or chains too many operators");
  }
  return node;
}

NodePtr Parser::make(NodeKind kind, Span span, std::string text, NodePtr first, NodePtr second, NodePtr third) {
  if (failed_) {
    return nullptr;
  }
  NodePtr node = make_node(kind, span, std::move(text));
  for (NodePtr* child : {&first, &second, &third}) {
    if (*child) {
      node->children.push_back(std::move(*child));
    }
  }
  return finish(std::move(node));
}

namespace {

std::size_t count_nodes(const Node& node, std::size_t limit) {
  std::size_t count = 1;
  for (const NodePtr& child : node.children) {
    if (child && count <= limit) {
      count += count_nodes(*child, limit - count);
    }
  }
  return count;
}

}  // namespace

NodePtr Parser::duplicate(const Node& node) {
  copies_ += count_nodes(node, kMaxCopies);
  if (copies_ > kMaxCopies) {
    return fail(node.span, "the expression repeats too large a part (`a ?: b` and `a < b < c` hold a part twice)");
  }
  return clone(node);
}

NodePtr Parser::parse_sequence() {
  std::vector<NodePtr> nodes;
  nodes.push_back(parse_expression(0));
  while (!failed_ && current_.is_operator(";")) {
    next();
    if (current_.is(TokenKind::kEnd)) {
      break;
    }
    nodes.push_back(parse_expression(0));
  }
  if (failed_) {
    return nullptr;
  }
  if (nodes.size() == 1) {
    return std::move(nodes[0]);
  }
  NodePtr sequence = make_node(NodeKind::kSequence, nodes[0]->span);
  sequence->children = std::move(nodes);
  return finish(std::move(sequence));
}

NodePtr Parser::parse_expression(int precedence) {
  Nesting nesting(*this);
  if (failed_) {
    return nullptr;
  }
  if (precedence == 0 && current_.is_operator("let")) {
    return parse_let();
  }
  if (precedence == 0 && current_.is_operator("if")) {
    return parse_if();
  }
  NodePtr node = parse_operators(parse_primary(), precedence);
  if (precedence == 0 && !failed_) {
    node = parse_ternary(std::move(node));
  }
  return failed_ ? nullptr : std::move(node);
}

// expr: parser.go, parseExpression
NodePtr Parser::parse_operators(NodePtr left, int precedence) {
  std::string previous;
  while (!failed_ && current_.is(TokenKind::kOperator)) {
    Token op = current_;
    const bool negated = op.text == "not";
    if (negated) {
      next();
      if (failed_ || !may_be_negated(current_.text)) {
        return fail_unexpected(
            "`not` before `in`, `contains`, `matches`, `startsWith` or `endsWith` negates; before an operand it needs an operator");
      }
      if (find_binary_operator(current_.text)->precedence < precedence) {
        stashed_ = std::move(current_);
        has_stashed_ = true;
        current_ = std::move(op);
        break;
      }
      op = current_;
    }
    const OperatorInfo* info = find_binary_operator(op.text);
    if (info == nullptr || info->precedence < precedence) {
      break;
    }
    next();
    if (op.text == "|") {
      Token name = current_;
      if (!expect(TokenKind::kIdentifier, {})) {
        return nullptr;
      }
      left = parse_call(name, std::move(left), true);
    } else if (previous == "??" && op.text != "??") {
      return fail(op.span, "Operator (" + op.text + ") and coalesce expressions (?\?) cannot be mixed. Wrap either by parentheses.");
    } else if (is_comparison(op.text)) {
      left = parse_comparison(std::move(left), op, info->precedence);
    } else {
      NodePtr right = parse_expression(info->right_associative ? info->precedence : info->precedence + 1);
      left = make(NodeKind::kBinary, op.span, op.text, std::move(left), std::move(right));
      if (negated) {
        left = make(NodeKind::kUnary, op.span, "not", std::move(left));
      }
    }
    previous = std::move(op.text);
  }
  return failed_ ? nullptr : std::move(left);
}

// a < b < c is a < b && b < c, with b evaluated twice.
NodePtr Parser::parse_comparison(NodePtr left, Token op, int precedence) {
  NodePtr root;
  while (true) {
    NodePtr right = parse_expression(precedence + 1);
    if (failed_) {
      return nullptr;
    }
    const bool more = current_.is(TokenKind::kOperator) && is_comparison(current_.text);
    NodePtr next_left = more ? duplicate(*right) : nullptr;
    NodePtr comparison = make(NodeKind::kBinary, op.span, op.text, std::move(left), std::move(right));
    root = root ? make(NodeKind::kBinary, op.span, "&&", std::move(root), std::move(comparison)) : std::move(comparison);
    if (!more || failed_) {
      return failed_ ? nullptr : std::move(root);
    }
    left = std::move(next_left);
    op = current_;
    next();
  }
}

NodePtr Parser::parse_let() {
  next();
  Token name = current_;
  if (!expect(TokenKind::kIdentifier, {}) || !expect(TokenKind::kOperator, "=")) {
    return nullptr;
  }
  NodePtr value = parse_expression(0);
  if (!expect(TokenKind::kOperator, ";")) {
    return nullptr;
  }
  NodePtr body = parse_sequence();
  return make(NodeKind::kVariable, name.span, std::move(name.text), std::move(value), std::move(body));
}

NodePtr Parser::parse_if() {
  Nesting nesting(*this);
  Span span = current_.span;
  next();
  NodePtr condition = parse_expression(0);
  if (!expect(TokenKind::kBracket, "{")) {
    return nullptr;
  }
  NodePtr then = parse_sequence();
  if (!expect(TokenKind::kBracket, "}") || !expect(TokenKind::kOperator, "else")) {
    return nullptr;
  }
  NodePtr otherwise;
  if (current_.is_operator("if")) {
    otherwise = parse_if();
  } else {
    if (!expect(TokenKind::kBracket, "{")) {
      return nullptr;
    }
    otherwise = parse_sequence();
    if (!expect(TokenKind::kBracket, "}")) {
      return nullptr;
    }
  }
  --nodes_;  // the reference does not count this node
  return make(NodeKind::kConditional, span, {}, std::move(condition), std::move(then), std::move(otherwise));
}

NodePtr Parser::parse_ternary(NodePtr condition) {
  while (!failed_ && current_.is_operator("?")) {
    Span span = current_.span;
    next();
    NodePtr then;
    if (current_.is_operator(":")) {  // a ?: b is a ? a : b, with a evaluated twice
      next();
      then = duplicate(*condition);
    } else {
      then = parse_expression(0);
      if (!expect(TokenKind::kOperator, ":")) {
        return nullptr;
      }
    }
    NodePtr otherwise = parse_expression(0);
    condition = make(NodeKind::kConditional, span, {}, std::move(condition), std::move(then), std::move(otherwise));
    if (condition) {
      condition->flag = true;
    }
  }
  return failed_ ? nullptr : std::move(condition);
}

NodePtr parse(const SourceText& text, const Limits& limits, Diagnostics& diagnostics, const Environment* environment) {
  return Parser(text, limits, diagnostics, environment).parse();
}

}  // namespace vedette::expr
