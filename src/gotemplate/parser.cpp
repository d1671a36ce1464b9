#include "gotemplate/parser.h"

#include <algorithm>
#include <utility>

#include "expr/go_format.h"
#include "gotemplate/go_literal.h"
#include "gotemplate/parsing.h"

namespace vedette::gotemplate {

std::string quoted_text(std::string_view text) {
  std::string out;
  expr::append_go_quoted(out, text);
  return out;
}

namespace {

/// lex.go: item.String
std::string describe(const Token& token) {
  switch (token.kind) {
    case TokenKind::kEnd:
      return "EOF";
    case TokenKind::kError:
      return std::string(token.text);
    default:
      break;
  }
  if (token.kind >= TokenKind::kBlock && token.kind != TokenKind::kDot) {
    return "<" + std::string(token.text) + ">";
  }
  return token.text.size() > 10 ? quoted_text(token.text.substr(0, 10)) + "..." : quoted_text(token.text);
}

}  // namespace

const Token& Parser::next() {
  if (pending_ > 0) {
    --pending_;
  } else {
    tokens_[0] = lexer_.next();
  }
  return tokens_[static_cast<std::size_t>(pending_)];
}

void Parser::backup2(const Token& token) {
  tokens_[1] = token;
  pending_ = 2;
}

void Parser::backup3(const Token& second, const Token& first) {
  tokens_[1] = first;
  tokens_[2] = second;
  pending_ = 3;
}

const Token& Parser::peek() {
  if (pending_ > 0) {
    return tokens_[static_cast<std::size_t>(pending_ - 1)];
  }
  pending_ = 1;
  tokens_[0] = lexer_.next();
  return tokens_[0];
}

Token Parser::next_non_space() {
  Token token = next();
  while (token.kind == TokenKind::kSpace) {
    token = next();
  }
  return token;
}

Token Parser::peek_non_space() {
  Token token = next_non_space();
  backup();
  return token;
}

bool Parser::expect(TokenKind kind, std::string_view context, Token& out) {
  out = next_non_space();
  if (out.kind != kind) {
    unexpected(out, context);
    return false;
  }
  return true;
}

Node* Parser::make(NodeKind kind, std::uint32_t position) {
  Node& node = set_.nodes.emplace_back();
  node.kind = kind;
  node.position = position;
  return &node;
}

std::nullptr_t Parser::fail(std::string reason) {
  if (!failed()) {
    TemplateError& error = error_.emplace();
    error.reason = std::move(reason);
    const Token& token = tokens_[0];
    const std::size_t length = token.kind == TokenKind::kError ? 0 : token.text.size();
    error.span = {token.position, token.position + static_cast<std::uint32_t>(std::min(length, text_.size() - token.position))};
    error.file = name_;
  }
  return nullptr;
}

std::nullptr_t Parser::unexpected(const Token& token, std::string_view context) {
  if (token.kind == TokenKind::kError) {
    return fail(describe(token));
  }
  return fail("unexpected " + describe(token) + " in " + std::string(context));
}

// parse.go: Tree.add
void Parser::add(std::string name, const Node* root) {
  auto [found, fresh] = set_.trees.try_emplace(name, Tree{name, root});
  if (fresh || is_empty(found->second.root)) {
    found->second.root = root;
  } else if (!is_empty(root)) {
    fail("template: multiple definition of template " + quoted_text(name));
  }
}

tl::expected<TreeSet, TemplateError> Parser::run() {
  parse_top();
  if (failed()) {
    return tl::unexpected(std::move(*error_));
  }
  return std::move(set_);
}

void Parser::parse_top() {
  Node* root = make(NodeKind::kList, peek().position);
  while (!failed() && peek().kind != TokenKind::kEnd) {
    if (peek().kind == TokenKind::kLeftDelimiter) {
      const Token delimiter = next();
      if (next_non_space().kind == TokenKind::kDefine) {
        parse_definition();
        continue;
      }
      backup2(delimiter);
    }
    const Node* node = text_or_action();
    if (node == nullptr) {
      return;
    }
    if (node->kind == NodeKind::kEnd || node->kind == NodeKind::kElse) {
      fail("unexpected " + to_string(*node));
      return;
    }
    root->children.push_back(node);
  }
  if (!failed()) {
    add("", root);
  }
}

void Parser::parse_definition() {
  constexpr std::string_view kContext = "define clause";
  const Token token = next_non_space();
  std::string name;
  if (!template_name(token, kContext, name)) {
    return;
  }
  Token end_of_clause;
  if (!expect(TokenKind::kRightDelimiter, kContext, end_of_clause)) {
    return;
  }
  const Scope outer = std::exchange(scope_, Scope());
  const Node* end = nullptr;
  const Node* root = item_list(end);
  scope_ = outer;
  if (root == nullptr) {
    return;
  }
  if (end->kind != NodeKind::kEnd) {
    fail("unexpected " + to_string(*end) + " in " + std::string(kContext));
    return;
  }
  add(std::move(name), root);
}

/// Ends at {{end}} or {{else}}, which goes to `end`.
Node* Parser::item_list(const Node*& end) {
  if (++nesting_ > kMaxNesting) {
    return fail("blocks are nested too deeply");
  }
  Node* list = make(NodeKind::kList, peek_non_space().position);
  while (!failed() && peek_non_space().kind != TokenKind::kEnd) {
    const Node* node = text_or_action();
    if (node == nullptr) {
      return nullptr;
    }
    if (node->kind == NodeKind::kEnd || node->kind == NodeKind::kElse) {
      end = node;
      --nesting_;
      return list;
    }
    list->children.push_back(node);
  }
  return fail("unexpected EOF");
}

Node* Parser::text_or_action() {
  const Token token = next_non_space();
  switch (token.kind) {
    case TokenKind::kText: {
      Node* node = make(NodeKind::kText, token.position);
      node->text = token.text;
      return node;
    }
    case TokenKind::kLeftDelimiter:
      return action();
    default:
      return unexpected(token, "input");
  }
}

Node* Parser::action() {
  const Token token = next_non_space();
  switch (token.kind) {
    case TokenKind::kBlock:
      return block_control();
    case TokenKind::kBreak:
      return loop_control(NodeKind::kBreak, token.position);
    case TokenKind::kContinue:
      return loop_control(NodeKind::kContinue, token.position);
    case TokenKind::kElse:
      return else_control();
    case TokenKind::kEndKeyword: {
      Token end;
      return expect(TokenKind::kRightDelimiter, "end", end) ? make(NodeKind::kEnd, end.position) : nullptr;
    }
    case TokenKind::kIf:
      return control(NodeKind::kIf, "if");
    case TokenKind::kRange:
      return control(NodeKind::kRange, "range");
    case TokenKind::kTemplate:
      return template_control();
    case TokenKind::kWith:
      return control(NodeKind::kWith, "with");
    default:
      break;
  }
  backup();
  Node* node = make(NodeKind::kAction, peek().position);
  // Variables stay until the next "end".
  node->pipe = pipeline("command", TokenKind::kRightDelimiter);
  return failed() ? nullptr : node;
}

Node* Parser::loop_control(NodeKind kind, std::uint32_t position) {
  const std::string_view shown = kind == NodeKind::kBreak ? "{{break}}" : "{{continue}}";
  if (const Token token = next_non_space(); token.kind != TokenKind::kRightDelimiter) {
    return unexpected(token, shown);
  }
  if (scope_.range_depth == 0) {
    return fail(std::string(shown) + " outside {{range}}");
  }
  return make(kind, position);
}

Node* Parser::control(NodeKind kind, std::string_view context) {
  const std::size_t variables = scope_.variables.size();
  Node* node = make(kind, 0);
  node->pipe = pipeline(context, TokenKind::kRightDelimiter);
  if (failed()) {
    return nullptr;
  }
  node->position = node->pipe->position;
  scope_.range_depth += kind == NodeKind::kRange ? 1 : 0;
  const Node* end = nullptr;
  node->list = item_list(end);
  scope_.range_depth -= kind == NodeKind::kRange ? 1 : 0;
  if (failed()) {
    return nullptr;
  }
  if (end->kind == NodeKind::kElse) {
    const bool chains = (kind == NodeKind::kIf && peek().kind == TokenKind::kIf) || (kind == NodeKind::kWith && peek().kind == TokenKind::kWith);
    if (chains) {
      // {{else if b}} is {{else}}{{if b}} with one {{end}} for both.
      next();
      Node* list = make(NodeKind::kList, end->position);
      if (++nesting_ > kMaxNesting) {
        return fail("blocks are nested too deeply");
      }
      list->children.push_back(control(kind, context));
      --nesting_;
      node->else_list = list;
    } else {
      node->else_list = item_list(end);
      if (!failed() && end->kind != NodeKind::kEnd) {
        fail("expected end; found " + to_string(*end));
      }
    }
  }
  scope_.variables.resize(variables);
  return failed() ? nullptr : node;
}

Node* Parser::else_control() {
  const Token token = peek_non_space();
  if (token.kind == TokenKind::kIf || token.kind == TokenKind::kWith) {
    return make(NodeKind::kElse, token.position);
  }
  Token end;
  return expect(TokenKind::kRightDelimiter, "else", end) ? make(NodeKind::kElse, end.position) : nullptr;
}

Node* Parser::block_control() {
  constexpr std::string_view kContext = "block clause";
  const Token token = next_non_space();
  Node* node = make(NodeKind::kTemplate, token.position);
  if (!template_name(token, kContext, node->text)) {
    return nullptr;
  }
  node->pipe = pipeline(kContext, TokenKind::kRightDelimiter);
  if (failed()) {
    return nullptr;
  }
  const Scope outer = std::exchange(scope_, Scope());
  const Node* end = nullptr;
  const Node* root = item_list(end);
  scope_ = outer;
  if (failed()) {
    return nullptr;
  }
  if (end->kind != NodeKind::kEnd) {
    return fail("unexpected " + to_string(*end) + " in " + std::string(kContext));
  }
  add(node->text, root);
  return failed() ? nullptr : node;
}

Node* Parser::template_control() {
  constexpr std::string_view kContext = "template clause";
  const Token token = next_non_space();
  Node* node = make(NodeKind::kTemplate, token.position);
  if (!template_name(token, kContext, node->text)) {
    return nullptr;
  }
  if (next_non_space().kind != TokenKind::kRightDelimiter) {
    backup();
    node->pipe = pipeline(kContext, TokenKind::kRightDelimiter);
  }
  return failed() ? nullptr : node;
}

bool Parser::template_name(const Token& token, std::string_view context, std::string& out) {
  if (token.kind != TokenKind::kString && token.kind != TokenKind::kRawString) {
    unexpected(token, context);
    return false;
  }
  if (!unquote(token.text, out)) {
    fail("invalid syntax");
    return false;
  }
  return true;
}

tl::expected<TreeSet, TemplateError> parse_trees(std::string_view name, std::string_view text, bool (*known_function)(std::string_view)) {
  if (text.size() > kMaxTemplateBytes) {
    TemplateError error;
    error.reason = "the template is longer than " + std::to_string(kMaxTemplateBytes) + " bytes";
    error.file = name;
    return tl::unexpected(std::move(error));
  }
  auto set = Parser(name, text, known_function).run();
  if (!set) {
    set.error().at = SourceFile("", std::string(text)).position(set.error().span.begin);
  }
  return set;
}

}  // namespace vedette::gotemplate
