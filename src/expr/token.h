// The words of an expression, as expr-lang's lexer cuts them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/source.h"

namespace vedette::expr {

enum class TokenKind : std::uint8_t {
  kIdentifier,
  kNumber,
  kString,    // text: the value, escapes resolved
  kBytes,     // text: the value, escapes resolved
  kOperator,  // also "in", "not", "and", "or", "matches", "contains", "startsWith", "endsWith", "let", "if", "else"
  kBracket,   // ( ) [ ] { }
  kEnd,
  kError,  // text: what is wrong; the lexer gives nothing more after it
};

struct Token {
  TokenKind kind = TokenKind::kEnd;
  Span span;
  std::string text;

  [[nodiscard]] bool is(TokenKind k) const { return kind == k; }
  [[nodiscard]] bool is(TokenKind k, std::string_view value) const { return kind == k && text == value; }
  [[nodiscard]] bool is_operator(std::string_view value) const { return is(TokenKind::kOperator, value); }
  [[nodiscard]] bool is_bracket(std::string_view value) const { return is(TokenKind::kBracket, value); }
};

/// As expr-lang names it in messages: Operator(","), EOF.
[[nodiscard]] std::string describe(const Token& token);

}  // namespace vedette::expr
