#include "expr/lexer.h"

#include <utf8proc.h>

#include <cstdint>
#include <utility>

#include "base/utf8.h"
#include "expr/escape.h"
#include "expr/go_format.h"
#include "expr/unicode.h"

namespace vedette::expr {

namespace {

constexpr char32_t kEndOfText = 0xFFFFFFFF;

bool contains(std::string_view set, char32_t rune) {
  return rune < 0x80 && set.find(static_cast<char>(rune)) != std::string_view::npos;
}

std::string quote(std::string_view text) {
  std::string out;
  append_go_quoted(out, text);
  return out;
}

std::string_view name_of(TokenKind kind) {
  switch (kind) {
    case TokenKind::kIdentifier:
      return "Identifier";
    case TokenKind::kNumber:
      return "Number";
    case TokenKind::kString:
      return "String";
    case TokenKind::kBytes:
      return "Bytes";
    case TokenKind::kOperator:
      return "Operator";
    case TokenKind::kBracket:
      return "Bracket";
    case TokenKind::kEnd:
      return "EOF";
    case TokenKind::kError:
      break;
  }
  return "Error";
}

bool is_operator_word(std::string_view word) {
  return word == "not" || word == "in" || word == "or" || word == "and" || word == "matches" || word == "contains" || word == "startsWith" ||
         word == "endsWith" || word == "let" || word == "if" || word == "else";
}

}  // namespace

std::string describe(const Token& token) {
  std::string name(name_of(token.kind));
  return token.text.empty() ? name : name + "(" + quote(token.text) + ")";
}

bool is_name_start(char32_t rune) {
  if (rune < 0x80) {
    return (rune >= 'a' && rune <= 'z') || (rune >= 'A' && rune <= 'Z') || rune == '_' || rune == '$';
  }
  if (rune > 0x10FFFF) {
    return false;
  }
  utf8proc_category_t category = utf8proc_category(static_cast<utf8proc_int32_t>(rune));
  return category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_LO;
}

bool is_name_part(char32_t rune) {
  if (is_name_start(rune)) {
    return true;
  }
  if (rune < 0x80) {
    return rune >= '0' && rune <= '9';
  }
  return rune <= 0x10FFFF && utf8proc_category(static_cast<utf8proc_int32_t>(rune)) == UTF8PROC_CATEGORY_ND;
}

bool is_valid_name(std::string_view text) {
  bool first = true;
  while (!text.empty()) {
    Rune rune = decode_rune(text);
    if (first ? !is_name_start(rune.code) : !is_name_part(rune.code)) {
      return false;
    }
    text.remove_prefix(rune.width);
    first = false;
  }
  return !first;
}

char32_t Lexer::peek() const {
  return at_ < text_.size() ? decode_rune(text_.substr(at_)).code : kEndOfText;
}

char32_t Lexer::advance() {
  if (at_ >= text_.size()) {
    return kEndOfText;
  }
  Rune rune = decode_rune(text_.substr(at_));
  at_ += rune.width;
  return rune.code;
}

bool Lexer::accept(std::string_view set) {
  if (at_ < text_.size() && contains(set, static_cast<unsigned char>(text_[at_]))) {
    ++at_;
    return true;
  }
  return false;
}

void Lexer::accept_run(std::string_view set) {
  while (accept(set)) {
  }
}

Token Lexer::emit(TokenKind kind) {
  return emit_value(kind, std::string(text_.substr(start_, at_ - start_)));
}

Token Lexer::emit_value(TokenKind kind, std::string value) {
  return Token{kind, {static_cast<std::uint32_t>(start_), static_cast<std::uint32_t>(at_)}, std::move(value)};
}

Token Lexer::fail(std::string message) {
  Token token = emit_value(TokenKind::kError, std::move(message));
  at_ = text_.size();
  return token;
}

// expr: lexer/state.go, root
Token Lexer::next() {
  if (std::exchange(pointer_name_, false) && is_name_part(peek())) {
    start_ = at_;
    while (is_name_part(peek())) {
      advance();
    }
    return emit(TokenKind::kIdentifier);
  }
  while (true) {
    start_ = at_;
    char32_t rune = peek();
    if (rune == kEndOfText) {
      return emit(TokenKind::kEnd);
    }
    if (is_space(rune)) {
      advance();
      continue;
    }
    if (rune == '/') {
      advance();
      if (!accept("/*")) {
        return emit(TokenKind::kOperator);
      }
      if (!skip_comment()) {
        return fail("unclosed comment");
      }
      continue;
    }
    break;
  }
  char32_t rune = advance();
  switch (rune) {
    case '\'':
    case '"':
      return lex_quoted(static_cast<char>(rune), false);
    case '`':
      return lex_raw();
    case 'b':
    case 'B':
      if (peek() == '\'' || peek() == '"') {
        return lex_quoted(static_cast<char>(advance()), true);
      }
      return lex_word();
    case '?':
      accept(".?");
      return emit(TokenKind::kOperator);
    case '#':
      pointer_name_ = true;
      accept("#");
      return emit(TokenKind::kOperator);
    case '|':
      accept("|");
      return emit(TokenKind::kOperator);
    case ':':
      accept(":");
      return emit(TokenKind::kOperator);
    case '.':
      if (contains("0123456789", peek())) {
        return lex_number();
      }
      accept(".");
      return emit(TokenKind::kOperator);
    default:
      break;
  }
  if (rune >= '0' && rune <= '9') {
    --at_;
    return lex_number();
  }
  if (contains("()[]{}", rune)) {
    return emit(TokenKind::kBracket);
  }
  if (contains(",;%+-^", rune)) {
    return emit(TokenKind::kOperator);
  }
  if (contains("&!=*<>", rune)) {
    accept("&=*");
    return emit(TokenKind::kOperator);
  }
  if (is_name_part(rune)) {
    return lex_word();
  }
  return fail("unrecognized character: " + quote(text_.substr(start_, at_ - start_)));
}

bool Lexer::skip_comment() {
  if (text_[at_ - 1] == '/') {
    std::size_t end = text_.find('\n', at_);
    at_ = end == std::string_view::npos ? text_.size() : end + 1;
    return true;
  }
  std::size_t end = text_.find("*/", at_);
  if (end == std::string_view::npos) {
    return false;
  }
  at_ = end + 2;
  return true;
}

Token Lexer::lex_word() {
  while (is_name_part(peek())) {
    advance();
  }
  std::string_view word = text_.substr(start_, at_ - start_);
  return emit(is_operator_word(word) ? TokenKind::kOperator : TokenKind::kIdentifier);
}

// expr: lexer/state.go, scanNumber. What the digits mean, and whether they mean anything, is the parser's business.
Token Lexer::lex_number() {
  std::string_view digits = "0123456789_";
  if (accept("0")) {
    if (accept("xX")) {
      digits = "0123456789abcdefABCDEF_";
    } else if (accept("oO")) {
      digits = "01234567_";
    } else if (accept("bB")) {
      digits = "01_";
    }
  }
  accept_run(digits);
  std::size_t end = at_;
  if (accept(".")) {
    if (peek() == '.') {  // 1..2 is a range
      at_ = end;
      return emit(TokenKind::kNumber);
    }
    accept_run(digits);
  }
  if (accept("eE")) {
    accept("+-");
    accept_run(digits);
  }
  if (is_name_part(peek())) {
    advance();
    return fail("bad number syntax: " + quote(text_.substr(start_, at_ - start_)));
  }
  return emit(TokenKind::kNumber);
}

Token Lexer::lex_quoted(char quote_character, bool bytes) {
  std::size_t body = at_;
  while (true) {
    if (at_ >= text_.size() || text_[at_] == '\n') {
      return fail("literal not terminated");
    }
    char c = text_[at_++];
    if (c == quote_character) {
      break;
    }
    if (c == '\\' && at_ < text_.size()) {
      // A newline never belongs to a literal, not even behind a backslash.
      if (text_[at_] == '\n') {
        return fail("literal not terminated");
      }
      ++at_;
    }
  }
  std::string value;
  std::string error;
  std::size_t error_at = 0;
  if (!unescape(text_.substr(body, at_ - 1 - body), quote_character, bytes, value, error, error_at)) {
    start_ = body + error_at;
    at_ = start_ + 2;
    return fail(std::move(error));
  }
  return emit_value(bytes ? TokenKind::kBytes : TokenKind::kString, std::move(value));
}

// Between backticks nothing is an escape but a doubled backtick.
Token Lexer::lex_raw() {
  std::string value;
  bool doubled = false;
  std::size_t body = at_;
  while (true) {
    std::size_t tick = text_.find('`', at_);
    if (tick == std::string_view::npos) {
      at_ = text_.size();
      return fail("literal not terminated");
    }
    at_ = tick + 1;
    if (at_ >= text_.size() || text_[at_] != '`') {
      break;
    }
    doubled = true;
    ++at_;
  }
  std::string_view raw = text_.substr(body, at_ - 1 - body);
  if (!doubled) {
    return emit_value(TokenKind::kString, std::string(raw));
  }
  // expr rewrites such a literal rune by rune, so that bad bytes become U+FFFD.
  while (!raw.empty()) {
    Rune rune = decode_rune(raw);
    append_rune(value, rune.code);
    raw.remove_prefix(rune.code == '`' ? 2 : rune.width);
  }
  return emit_value(TokenKind::kString, std::move(value));
}

}  // namespace vedette::expr
