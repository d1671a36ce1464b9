#include "gotemplate/parser.h"

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "expr/go_format.h"
#include "gotemplate/go_literal.h"
#include "gotemplate/lexer.h"
#include "gotemplate/number.h"

namespace vedette::gotemplate {

namespace {

std::string quoted(std::string_view text) {
  std::string out;
  expr::append_go_quoted(out, text);
  return out;
}

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
  return token.text.size() > 10 ? quoted(token.text.substr(0, 10)) + "..." : quoted(token.text);
}

/// One run over the text. After a failure every function returns null, and the first error stays.
class Parser {
 public:
  Parser(std::string_view name, std::string_view text, bool (*known_function)(std::string_view))
      : name_(name), text_(text), known_function_(known_function), lexer_(text) {}

  tl::expected<TreeSet, TemplateError> run();

 private:
  /// What belongs to the tree being read, not to the text.
  struct Scope {
    std::vector<std::string_view> variables{"$"};
    int range_depth = 0;
    int parentheses = 0;
  };

  // Tokens, three of look-ahead (parse.go: next, backup, peek).
  const Token& next();
  void backup() { ++pending_; }
  void backup2(const Token& token);
  void backup3(const Token& second, const Token& first);
  const Token& peek();
  Token next_non_space();
  Token peek_non_space();
  bool expect(TokenKind kind, std::string_view context, Token& out);

  Node* make(NodeKind kind, std::uint32_t position);
  std::nullptr_t fail(std::string reason);
  std::nullptr_t unexpected(const Token& token, std::string_view context);
  [[nodiscard]] bool failed() const { return error_.has_value(); }

  void add(std::string name, const Node* root);
  void parse_top();
  void parse_definition();
  Node* item_list(const Node*& end);
  Node* text_or_action();
  Node* action();
  Node* control(NodeKind kind, std::string_view context);
  Node* else_control();
  Node* block_control();
  Node* template_control();
  Node* loop_control(NodeKind kind, std::uint32_t position);
  bool template_name(const Token& token, std::string_view context, std::string& out);
  Node* pipeline(std::string_view context, TokenKind end);
  bool declarations(Node& pipe, std::string_view context);
  Node* command();
  Node* operand();
  Node* term();
  Node* use_variable(const Token& token);
  Node* number(const Token& token);

  std::string_view name_;
  std::string_view text_;
  bool (*known_function_)(std::string_view);
  Lexer lexer_;
  std::array<Token, 3> tokens_;
  int pending_ = 0;
  Scope scope_;
  int nesting_ = 0;
  TreeSet set_;
  std::optional<TemplateError> error_;
};

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
    fail("template: multiple definition of template " + quoted(name));
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

/// The variables before ":=" or "="; true when a declaration was read or none begins here.
bool Parser::declarations(Node& pipe, std::string_view context) {
  while (true) {
    const Token variable = peek_non_space();
    if (variable.kind != TokenKind::kVariable) {
      return true;
    }
    next();
    // A space is a token, so "$x foo" needs three of look-ahead.
    const Token after = peek();
    const Token following = peek_non_space();
    const auto declare = [&] {
      next_non_space();
      Node* node = make(NodeKind::kVariable, variable.position);
      node->names.push_back(variable.text);
      pipe.declarations.push_back(node);
      scope_.variables.push_back(variable.text);
    };
    if (following.kind == TokenKind::kAssign || following.kind == TokenKind::kDeclare) {
      pipe.assigns = following.kind == TokenKind::kAssign;
      declare();
      return true;
    }
    if (following.kind == TokenKind::kChar && following.text == ",") {
      declare();
      if (context != "range" || pipe.declarations.size() >= 2) {
        fail("too many declarations in " + std::string(context));
        return false;
      }
      const TokenKind kind = peek_non_space().kind;
      if (kind != TokenKind::kVariable && kind != TokenKind::kRightDelimiter && kind != TokenKind::kRightParenthesis) {
        fail("range can only initialize variables");
        return false;
      }
      continue;
    }
    if (after.kind == TokenKind::kSpace) {
      backup3(variable, after);
    } else {
      backup2(variable);
    }
    return true;
  }
}

Node* Parser::pipeline(std::string_view context, TokenKind end) {
  Node* pipe = make(NodeKind::kPipe, peek_non_space().position);
  if (!declarations(*pipe, context)) {
    return nullptr;
  }
  while (!failed()) {
    const Token token = next_non_space();
    if (token.kind == end) {
      if (pipe->children.empty()) {
        return fail("missing value for " + std::string(context));
      }
      // Only the first command may be something that cannot be called.
      for (std::size_t i = 1; i < pipe->children.size(); ++i) {
        switch (pipe->children[i]->children.front()->kind) {
          case NodeKind::kBool:
          case NodeKind::kDot:
          case NodeKind::kNil:
          case NodeKind::kNumber:
          case NodeKind::kString:
            return fail("non executable command in pipeline stage " + std::to_string(i + 1));
          default:
            break;
        }
      }
      return pipe;
    }
    switch (token.kind) {
      case TokenKind::kBool:
      case TokenKind::kCharConstant:
      case TokenKind::kComplex:
      case TokenKind::kDot:
      case TokenKind::kField:
      case TokenKind::kIdentifier:
      case TokenKind::kNumber:
      case TokenKind::kNil:
      case TokenKind::kRawString:
      case TokenKind::kString:
      case TokenKind::kVariable:
      case TokenKind::kLeftParenthesis:
        backup();
        pipe->children.push_back(command());
        break;
      default:
        return unexpected(token, context);
    }
  }
  return nullptr;
}

Node* Parser::command() {
  Node* node = make(NodeKind::kCommand, peek_non_space().position);
  while (true) {
    (void)peek_non_space();
    if (const Node* word = operand(); word != nullptr) {
      node->children.push_back(word);
    }
    if (failed()) {
      return nullptr;
    }
    const Token token = next();
    if (token.kind == TokenKind::kSpace) {
      continue;
    }
    if (token.kind == TokenKind::kRightDelimiter || token.kind == TokenKind::kRightParenthesis) {
      backup();
    } else if (token.kind != TokenKind::kPipe) {
      return unexpected(token, "operand");
    }
    break;
  }
  return node->children.empty() ? fail("empty command") : node;
}

/// A term and the fields behind it; null, and nothing failed, when none begins here.
Node* Parser::operand() {
  Node* node = term();
  if (node == nullptr || peek().kind != TokenKind::kField) {
    return node;
  }
  const std::uint32_t position = peek().position;
  std::vector<std::string_view> fields;
  while (peek().kind == TokenKind::kField) {
    fields.push_back(next().text.substr(1));
  }
  switch (node->kind) {
    case NodeKind::kField:
    case NodeKind::kVariable:
      node->names.insert(node->names.end(), fields.begin(), fields.end());
      return node;
    case NodeKind::kBool:
    case NodeKind::kString:
    case NodeKind::kNumber:
    case NodeKind::kNil:
    case NodeKind::kDot:
      return fail("unexpected . after term " + quoted(to_string(*node)));
    default:
      break;
  }
  Node* chain = make(NodeKind::kChain, position);
  chain->pipe = node;
  chain->names = std::move(fields);
  return chain;
}

Node* Parser::term() {
  const Token token = next_non_space();
  switch (token.kind) {
    case TokenKind::kIdentifier: {
      if (!known_function_(token.text)) {
        return fail("function " + quoted(token.text) + " not defined");
      }
      Node* node = make(NodeKind::kIdentifier, token.position);
      node->text = token.text;
      return node;
    }
    case TokenKind::kDot:
      return make(NodeKind::kDot, token.position);
    case TokenKind::kNil:
      return make(NodeKind::kNil, token.position);
    case TokenKind::kVariable:
      return use_variable(token);
    case TokenKind::kField: {
      Node* node = make(NodeKind::kField, token.position);
      node->names.push_back(token.text.substr(1));
      return node;
    }
    case TokenKind::kBool: {
      Node* node = make(NodeKind::kBool, token.position);
      node->truth = token.text == "true";
      return node;
    }
    case TokenKind::kCharConstant:
    case TokenKind::kComplex:
    case TokenKind::kNumber:
      return number(token);
    case TokenKind::kLeftParenthesis: {
      if (scope_.parentheses >= kMaxNesting) {
        return fail("max expression depth exceeded");
      }
      ++scope_.parentheses;
      Node* pipe = pipeline("parenthesized pipeline", TokenKind::kRightParenthesis);
      --scope_.parentheses;
      return pipe;
    }
    case TokenKind::kString:
    case TokenKind::kRawString: {
      Node* node = make(NodeKind::kString, token.position);
      node->quoted = token.text;
      return unquote(token.text, node->text) ? node : fail("invalid syntax");
    }
    default:
      backup();
      return nullptr;
  }
}

Node* Parser::use_variable(const Token& token) {
  if (std::find(scope_.variables.begin(), scope_.variables.end(), token.text) == scope_.variables.end()) {
    return fail("undefined variable " + quoted(token.text));
  }
  Node* node = make(NodeKind::kVariable, token.position);
  node->names.push_back(token.text);
  return node;
}

Node* Parser::number(const Token& token) {
  Node* node = make(NodeKind::kNumber, token.position);
  node->text = token.text;
  std::string error;
  if (!read_number(token.text, token.kind == TokenKind::kCharConstant, token.kind == TokenKind::kComplex, node->number, error)) {
    return fail(std::move(error));
  }
  return node;
}

}  // namespace

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
