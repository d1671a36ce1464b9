// The parser's inside; parser.h is its door.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "base/source.h"
#include "expr/ast.h"
#include "expr/lexer.h"
#include "expr/operators.h"
#include "expr/program.h"

namespace vedette::expr {

/// A recursive descent over operators by precedence (expr: parser/parser.go), one text. After the first error every function returns null at once.
class Parser {
 public:
  Parser(const SourceText& source, const Limits& limits, Diagnostics& diagnostics, const Environment* environment);

  NodePtr parse();

 private:
  // parser.cpp: operators and statements.
  NodePtr parse_sequence();
  NodePtr parse_expression(int precedence);
  /// Takes the operators that follow `left` and bind at least as tightly as `precedence`.
  NodePtr parse_operators(NodePtr left, int precedence);
  NodePtr parse_comparison(NodePtr left, Token op, int precedence);
  NodePtr parse_let();
  NodePtr parse_if();
  NodePtr parse_ternary(NodePtr condition);

  // parser_operand.cpp: operands and what follows them.
  NodePtr parse_primary();
  NodePtr parse_secondary();
  NodePtr parse_number(const Token& token);
  NodePtr parse_postfix(NodePtr node);
  NodePtr parse_property(NodePtr object, bool optional);
  NodePtr parse_index(NodePtr object, bool optional);
  NodePtr parse_array();
  NodePtr parse_map();
  NodePtr parse_pair(Span map_span);

  // parser_call.cpp
  /// `first`: the left side of a pipe, or null. `may_be_hidden`: a variable of that name comes before a builtin.
  NodePtr parse_call(const Token& name, NodePtr first, bool may_be_hidden);
  /// From "(" to ")", appended to `children`.
  bool parse_arguments(std::vector<NodePtr>& children);
  NodePtr parse_predicate_call(const Token& name, int required, int allowed, NodePtr first);
  NodePtr parse_predicate();

  void next();
  bool expect(TokenKind kind, std::string_view value);
  /// Records the error unless there is one already; always gives null.
  NodePtr fail(Span span, std::string message, std::string hint = {});
  NodePtr fail_unexpected(std::string hint = {});
  NodePtr fail_unexpected(const Token& token, std::string hint);
  /// Counts the node against the bounds and sets its height. Null children are allowed for slices only.
  NodePtr finish(NodePtr node);
  NodePtr make(NodeKind kind, Span span, std::string text, NodePtr first = nullptr, NodePtr second = nullptr, NodePtr third = nullptr);
  /// A copy for a second place in the tree, counted.
  NodePtr duplicate(const Node& node);

  // Counts nesting while it lives.
  class Nesting;

  const SourceText& source_;
  const Limits& limits_;
  Diagnostics& diagnostics_;
  const Environment* environment_;
  Lexer lexer_;
  Token current_;
  Token stashed_;
  bool has_stashed_ = false;
  bool failed_ = false;
  std::size_t depth_ = 0;
  int predicate_depth_ = 0;
  std::size_t nodes_ = 0;   // made by the grammar, as the reference counts them
  std::size_t copies_ = 0;  // made by duplicate()
};

}  // namespace vedette::expr
