// Tokens of a template, made when asked for: text/template/parse/lex.go.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace vedette::gotemplate {

enum class TokenKind : std::uint8_t {
  kError,  // `text` is the message
  kBool,
  kChar,          // a printable ASCII character: the comma
  kCharConstant,  // 'x'
  kComplex,       // 1+2i
  kAssign,        // =
  kDeclare,       // :=
  kEnd,           // of the input
  kField,         // .name
  kIdentifier,
  kLeftDelimiter,
  kLeftParenthesis,
  kNumber,
  kPipe,
  kRawString,  // with its quotes
  kRightDelimiter,
  kRightParenthesis,
  kSpace,
  kString,  // with its quotes
  kText,
  kVariable,  // $ or $name
  // Keywords.
  kBlock,
  kBreak,
  kContinue,
  kDot,
  kDefine,
  kElse,
  kEndKeyword,
  kIf,
  kNil,
  kRange,
  kTemplate,
  kWith,
};

struct Token {
  TokenKind kind = TokenKind::kEnd;
  std::uint32_t position = 0;  // byte offset
  std::string_view text;       // in the input, or the lexer's error message
};

class Lexer {
 public:
  /// `input` must outlive the lexer and its tokens.
  explicit Lexer(std::string_view input) : input_(input) {}

  [[nodiscard]] Token next();

 private:
  [[nodiscard]] Token lex_text();
  [[nodiscard]] bool skip_comment(Token& error);
  [[nodiscard]] Token lex_inside_action();
  [[nodiscard]] Token lex_space();
  [[nodiscard]] Token lex_identifier();
  [[nodiscard]] Token lex_field_or_variable(TokenKind kind);
  [[nodiscard]] Token lex_right_delimiter();
  [[nodiscard]] Token lex_quoted(char quote, TokenKind kind);
  [[nodiscard]] Token lex_raw_quoted();
  [[nodiscard]] Token lex_number();
  [[nodiscard]] bool scan_number();

  [[nodiscard]] std::string_view rest() const { return input_.substr(position_); }
  [[nodiscard]] char32_t peek() const;
  char32_t advance();  // kEndOfInput at the end
  bool accept(std::string_view set);
  void accept_run(std::string_view set);
  [[nodiscard]] bool at_terminator() const;
  [[nodiscard]] bool at_right_delimiter(bool& trims) const;
  [[nodiscard]] Token emit(TokenKind kind);
  [[nodiscard]] Token fail(std::string message);

  static constexpr char32_t kEndOfInput = 0xFFFFFFFF;

  std::string_view input_;
  std::size_t position_ = 0;
  std::size_t start_ = 0;  // of the present token
  bool inside_action_ = false;
  int depth_ = 0;  // of parentheses
  std::string message_;
};

}  // namespace vedette::gotemplate
