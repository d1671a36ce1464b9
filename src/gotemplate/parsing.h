// The parser's state, shared by the files that parse blocks and pipelines. Private to parser*.cpp.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gotemplate/lexer.h"
#include "gotemplate/parser.h"

namespace vedette::gotemplate {

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

/// The text as a Go literal, for messages.
[[nodiscard]] std::string quoted_text(std::string_view text);

}  // namespace vedette::gotemplate
