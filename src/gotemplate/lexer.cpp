#include "gotemplate/lexer.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/utf8.h"
#include "expr/go_format.h"
#include "expr/unicode.h"

namespace vedette::gotemplate {

namespace {

constexpr std::string_view kLeft = "{{";
constexpr std::string_view kRight = "}}";
constexpr std::string_view kSpaces = " \t\r\n";
constexpr std::size_t kMarker = 2;  // a trim marker and its space

constexpr std::array<std::pair<std::string_view, TokenKind>, 11> kKeywords = {{
    {"block", TokenKind::kBlock},
    {"break", TokenKind::kBreak},
    {"continue", TokenKind::kContinue},
    {"define", TokenKind::kDefine},
    {"else", TokenKind::kElse},
    {"end", TokenKind::kEndKeyword},
    {"if", TokenKind::kIf},
    {"nil", TokenKind::kNil},
    {"range", TokenKind::kRange},
    {"template", TokenKind::kTemplate},
    {"with", TokenKind::kWith},
}};

bool is_space(char32_t rune) {
  return rune == ' ' || rune == '\t' || rune == '\r' || rune == '\n';
}

bool is_alphanumeric(char32_t rune) {
  return rune == '_' || expr::is_letter(rune) || expr::is_digit(rune);
}

bool has_left_marker(std::string_view text) {
  return text.size() >= 2 && text[0] == '-' && is_space(static_cast<unsigned char>(text[1]));
}

bool has_right_marker(std::string_view text) {
  return text.size() >= 2 && is_space(static_cast<unsigned char>(text[0])) && text[1] == '-';
}

std::size_t leading_space(std::string_view text) {
  const std::size_t end = text.find_first_not_of(kSpaces);
  return end == std::string_view::npos ? text.size() : end;
}

std::size_t trailing_space(std::string_view text) {
  const std::size_t last = text.find_last_not_of(kSpaces);
  return last == std::string_view::npos ? text.size() : text.size() - last - 1;
}

/// fmt's %#U.
std::string describe_rune(char32_t rune, bool end) {
  if (end) {
    return "U+FFFFFFFFFFFFFFFF";
  }
  constexpr char kHex[] = "0123456789ABCDEF";
  std::string digits;
  for (char32_t left = rune; left != 0 || digits.size() < 4; left >>= 4) {
    digits.insert(digits.begin(), kHex[left & 15]);
  }
  std::string out = "U+" + digits;
  if (expr::is_print(rune)) {
    out += " '";
    append_rune(out, rune);
    out += '\'';
  }
  return out;
}

}  // namespace

char32_t Lexer::peek() const {
  return position_ >= input_.size() ? kEndOfInput : decode_rune(rest()).code;
}

char32_t Lexer::advance() {
  if (position_ >= input_.size()) {
    return kEndOfInput;
  }
  const Rune rune = decode_rune(rest());
  position_ += rune.width;
  return rune.code;
}

bool Lexer::accept(std::string_view set) {
  if (position_ < input_.size() && set.find(input_[position_]) != std::string_view::npos) {
    ++position_;
    return true;
  }
  return false;
}

void Lexer::accept_run(std::string_view set) {
  while (accept(set)) {
  }
}

bool Lexer::at_terminator() const {
  const char32_t rune = peek();
  if (is_space(rune) || rune == kEndOfInput) {
    return true;
  }
  return (rune < 0x80 && std::string_view(".,|:)(").find(static_cast<char>(rune)) != std::string_view::npos) || rest().starts_with(kRight);
}

bool Lexer::at_right_delimiter(bool& trims) const {
  trims = has_right_marker(rest()) && rest().substr(kMarker).starts_with(kRight);
  return trims || rest().starts_with(kRight);
}

Token Lexer::emit(TokenKind kind) {
  Token token{kind, static_cast<std::uint32_t>(start_), input_.substr(start_, position_ - start_)};
  start_ = position_;
  return token;
}

Token Lexer::fail(std::string message) {
  message_ = std::move(message);
  Token token{TokenKind::kError, static_cast<std::uint32_t>(start_), message_};
  input_ = {};
  start_ = position_ = 0;
  return token;
}

Token Lexer::next() {
  return inside_action_ ? lex_inside_action() : lex_text();
}

Token Lexer::lex_text() {
  while (true) {
    const std::size_t found = rest().find(kLeft);
    if (found == std::string_view::npos) {
      position_ = input_.size();
      return emit(position_ > start_ ? TokenKind::kText : TokenKind::kEnd);
    }
    if (found > 0) {
      const std::size_t left = position_ + found;
      const std::size_t trimmed = has_left_marker(input_.substr(left + kLeft.size())) ? trailing_space(input_.substr(start_, left - start_)) : 0;
      position_ = left - trimmed;
      Token text = emit(TokenKind::kText);
      start_ = position_ = left;
      if (!text.text.empty()) {
        return text;
      }
    }
    // lex.go: lexLeftDelim
    const std::size_t after_marker = has_left_marker(input_.substr(position_ + kLeft.size())) ? kMarker : 0;
    if (input_.substr(position_ + kLeft.size() + after_marker).starts_with("/*")) {
      position_ += kLeft.size() + after_marker;
      start_ = position_;
      Token error;
      if (!skip_comment(error)) {
        return error;
      }
      continue;
    }
    position_ += kLeft.size();
    Token token = emit(TokenKind::kLeftDelimiter);
    inside_action_ = true;
    position_ += after_marker;
    start_ = position_;
    depth_ = 0;
    return token;
  }
}

bool Lexer::skip_comment(Token& error) {
  const std::size_t end = input_.find("*/", position_ + 2);
  if (end == std::string_view::npos) {
    error = fail("unclosed comment");
    return false;
  }
  position_ = end + 2;
  bool trims = false;
  if (!at_right_delimiter(trims)) {
    error = fail("comment ends before closing delimiter");
    return false;
  }
  position_ += (trims ? kMarker : 0) + kRight.size();
  position_ += trims ? leading_space(rest()) : 0;
  start_ = position_;
  return true;
}

Token Lexer::lex_right_delimiter() {
  bool trims = false;
  (void)at_right_delimiter(trims);
  if (trims) {
    position_ += kMarker;
    start_ = position_;
  }
  position_ += kRight.size();
  Token token = emit(TokenKind::kRightDelimiter);
  if (trims) {
    position_ += leading_space(rest());
    start_ = position_;
  }
  inside_action_ = false;
  return token;
}

Token Lexer::lex_inside_action() {
  bool trims = false;
  if (at_right_delimiter(trims)) {
    return depth_ == 0 ? lex_right_delimiter() : fail("unclosed left paren");
  }
  const std::size_t before = position_;
  const char32_t rune = advance();
  switch (rune) {
    case kEndOfInput:
      return fail("unclosed action");
    case '=':
      return emit(TokenKind::kAssign);
    case ':':
      return advance() == '=' ? emit(TokenKind::kDeclare) : fail("expected :=");
    case '|':
      return emit(TokenKind::kPipe);
    case '"':
      return lex_quoted('"', TokenKind::kString);
    case '\'':
      return lex_quoted('\'', TokenKind::kCharConstant);
    case '`':
      return lex_raw_quoted();
    case '$':
      return lex_field_or_variable(TokenKind::kVariable);
    case '(':
      ++depth_;
      return emit(TokenKind::kLeftParenthesis);
    case ')':
      return --depth_ < 0 ? fail("unexpected right paren") : emit(TokenKind::kRightParenthesis);
    case '.':
      if (position_ < input_.size() && (input_[position_] < '0' || input_[position_] > '9')) {
        return lex_field_or_variable(TokenKind::kField);
      }
      break;
    default:
      break;
  }
  if (is_space(rune)) {
    position_ = before;
    return lex_space();
  }
  if (rune == '.' || rune == '+' || rune == '-' || (rune >= '0' && rune <= '9')) {
    position_ = before;
    return lex_number();
  }
  if (is_alphanumeric(rune)) {
    position_ = before;
    return lex_identifier();
  }
  if (rune < 0x80 && expr::is_print(rune)) {
    return emit(TokenKind::kChar);
  }
  return fail("unrecognized character in action: " + describe_rune(rune, false));
}

Token Lexer::lex_space() {
  const std::size_t begin = position_;
  position_ += leading_space(rest());
  // The last space may belong to a trim marker.
  if (has_right_marker(input_.substr(position_ - 1)) && input_.substr(position_ - 1 + kMarker).starts_with(kRight)) {
    --position_;
    if (position_ == begin) {
      return lex_right_delimiter();
    }
  }
  return emit(TokenKind::kSpace);
}

Token Lexer::lex_identifier() {
  while (is_alphanumeric(peek())) {
    advance();
  }
  if (!at_terminator()) {
    return fail("bad character " + describe_rune(peek(), false));
  }
  const std::string_view word = input_.substr(start_, position_ - start_);
  for (const auto& [name, kind] : kKeywords) {
    if (word == name) {
      return emit(kind);
    }
  }
  return emit(word == "true" || word == "false" ? TokenKind::kBool : TokenKind::kIdentifier);
}

Token Lexer::lex_field_or_variable(TokenKind kind) {
  if (at_terminator()) {
    return emit(kind == TokenKind::kVariable ? kind : TokenKind::kDot);
  }
  while (is_alphanumeric(peek())) {
    advance();
  }
  return at_terminator() ? emit(kind) : fail("bad character " + describe_rune(peek(), peek() == kEndOfInput));
}

Token Lexer::lex_quoted(char quote, TokenKind kind) {
  while (true) {
    const char32_t rune = advance();
    if (rune == static_cast<unsigned char>(quote)) {
      return emit(kind);
    }
    char32_t last = rune;
    if (rune == '\\') {
      last = advance();
    }
    if (last == kEndOfInput || last == '\n') {
      return fail(quote == '"' ? "unterminated quoted string" : "unterminated character constant");
    }
  }
}

Token Lexer::lex_raw_quoted() {
  const std::size_t end = input_.find('`', position_);
  if (end == std::string_view::npos) {
    return fail("unterminated raw quoted string");
  }
  position_ = end + 1;
  return emit(TokenKind::kRawString);
}

Token Lexer::lex_number() {
  const auto bad = [&] {
    std::string message = "bad number syntax: ";
    expr::append_go_quoted(message, input_.substr(start_, position_ - start_));
    return fail(std::move(message));
  };
  if (!scan_number()) {
    return bad();
  }
  if (position_ < input_.size() && (input_[position_] == '+' || input_[position_] == '-')) {
    if (!scan_number() || input_[position_ - 1] != 'i') {
      return bad();
    }
    return emit(TokenKind::kComplex);
  }
  return emit(TokenKind::kNumber);
}

bool Lexer::scan_number() {
  accept("+-");
  std::string_view digits = "0123456789_";
  bool decimal = true;
  bool hexadecimal = false;
  if (accept("0")) {
    if (accept("xX")) {
      digits = "0123456789abcdefABCDEF_";
      decimal = false;
      hexadecimal = true;
    } else if (accept("oO")) {
      digits = "01234567_";
      decimal = false;
    } else if (accept("bB")) {
      digits = "01_";
      decimal = false;
    }
  }
  accept_run(digits);
  if (accept(".")) {
    accept_run(digits);
  }
  if ((decimal && accept("eE")) || (hexadecimal && accept("pP"))) {
    accept("+-");
    accept_run("0123456789_");
  }
  accept("i");
  if (is_alphanumeric(peek())) {
    advance();
    return false;
  }
  return true;
}

}  // namespace vedette::gotemplate
