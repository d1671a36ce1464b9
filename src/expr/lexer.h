// Cuts an expression's text into tokens.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "expr/token.h"

namespace vedette::expr {

class Lexer {
 public:
  /// The text must outlive the lexer.
  explicit Lexer(std::string_view text) : text_(text) {}

  /// kEnd at the end, again and again; kError once, then kEnd.
  [[nodiscard]] Token next();

 private:
  [[nodiscard]] char32_t peek() const;
  char32_t advance();
  bool accept(std::string_view set);
  void accept_run(std::string_view set);

  Token emit(TokenKind kind);
  Token emit_value(TokenKind kind, std::string value);
  Token fail(std::string message);

  /// False at an unclosed comment.
  [[nodiscard]] bool skip_comment();
  Token lex_number();
  Token lex_word();
  Token lex_quoted(char quote, bool bytes);
  Token lex_raw();

  std::string_view text_;
  std::size_t start_ = 0;
  std::size_t at_ = 0;
  bool pointer_name_ = false;  // the last token was "#": letters right after it are its name, keywords too
};

/// unicode.IsLetter, '_' or '$', or a digit: what a name may hold (expr: parser/utils).
[[nodiscard]] bool is_name_start(char32_t rune);
[[nodiscard]] bool is_name_part(char32_t rune);
[[nodiscard]] bool is_valid_name(std::string_view text);

}  // namespace vedette::expr
