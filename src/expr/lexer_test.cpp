#include "expr/lexer.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace vedette::expr {
namespace {

std::string lex(std::string_view text) {
  Lexer lexer(text);
  std::string out;
  while (true) {
    Token token = lexer.next();
    out += (out.empty() ? "" : " ") + describe(token);
    if (token.is(TokenKind::kEnd) || token.is(TokenKind::kError)) {
      return out;
    }
  }
}

struct Case {
  std::string_view text;
  std::string_view tokens;
};

TEST(Lexer, CutsTokens) {
  const Case cases[] = {
      {"", "EOF"},
      {"a + b", R"_(Identifier("a") Operator("+") Identifier("b") EOF)_"},
      {"a.b?.c", R"_(Identifier("a") Operator(".") Identifier("b") Operator("?.") Identifier("c") EOF)_"},
      {"a ?? b ? c : d", R"_(Identifier("a") Operator("??") Identifier("b") Operator("?") Identifier("c") Operator(":") Identifier("d") EOF)_"},
      {"not in", R"_(Operator("not") Operator("in") EOF)_"},
      {"notin", R"_(Identifier("notin") EOF)_"},
      {"x matches y", R"_(Identifier("x") Operator("matches") Identifier("y") EOF)_"},
      {"#acc #in # x ##", R"_(Operator("#") Identifier("acc") Operator("#") Identifier("in") Operator("#") Identifier("x") Operator("##") EOF)_"},
      {"::len(x)", R"_(Operator("::") Identifier("len") Bracket("(") Identifier("x") Bracket(")") EOF)_"},
      {"a|b||c", R"_(Identifier("a") Operator("|") Identifier("b") Operator("||") Identifier("c") EOF)_"},
      {"a // comment\n + b", R"_(Identifier("a") Operator("+") Identifier("b") EOF)_"},
      {"a /* b\n */ + /**/ c", R"_(Identifier("a") Operator("+") Identifier("c") EOF)_"},
      {"a // comment at the end", R"_(Identifier("a") EOF)_"},
      {"größe_1 $env", R"_(Identifier("größe_1") Identifier("$env") EOF)_"},
      {"a\u00a0+\u3000b", R"_(Identifier("a") Operator("+") Identifier("b") EOF)_"},
      {"!=!&", R"_(Operator("!=") Operator("!&") EOF)_"},
      {"2**3", R"_(Number("2") Operator("**") Number("3") EOF)_"},
      {"b'x' b", R"_(Bytes("x") Identifier("b") EOF)_"},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(lex(c.text), c.tokens) << c.text;
  }
}

TEST(Lexer, CutsNumbers) {
  const Case cases[] = {
      {"1_000", R"_(Number("1_000") EOF)_"},
      {"0xFF 0o17 0b11", R"_(Number("0xFF") Number("0o17") Number("0b11") EOF)_"},
      {"1.5e-3 .5 1.", R"_(Number("1.5e-3") Number(".5") Number("1.") EOF)_"},
      {"1..3", R"_(Number("1") Operator("..") Number("3") EOF)_"},
      {"1.5.2", R"_(Number("1.5") Number(".2") EOF)_"},
      {"1abc", R"_(Error("bad number syntax: \"1a\""))_"},
      {"0o8", R"_(Error("bad number syntax: \"0o8\""))_"},
      {"a.0", R"_(Identifier("a") Number(".0") EOF)_"},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(lex(c.text), c.tokens) << c.text;
  }
}

TEST(Lexer, ResolvesEscapes) {
  const Case cases[] = {
      {R"_("a\n\t\"\\")_", R"_(String("a\n\t\"\\") EOF)_"},
      {R"_('it\'s')_", R"_(String("it's") EOF)_"},
      {R"_("\x41\u00e9\U0001F600\u{1F600}\101")_", R"_(String("Aé😀😀A") EOF)_"},
      {R"_("\xff")_", R"_(String("ÿ") EOF)_"},
      {R"_(b"\xff\101")_", R"_(Bytes("\xffA") EOF)_"},
      {R"_("\ud800")_", R"_(String("�") EOF)_"},
      {"\"a\rb\"", R"_(String("a\nb") EOF)_"},
      {"`raw \\n`", R"_(String("raw \\n") EOF)_"},
      {"`a``b`", R"_(String("a`b") EOF)_"},
      {"````", R"_(String("`") EOF)_"},
      {"``", R"_(String EOF)_"},
      {R"_("\'")_", R"_(Error("invalid char escape"))_"},
      {R"_("\400")_", R"_(Error("invalid char escape"))_"},
      {R"_("\d")_", R"_(Error("invalid char escape"))_"},
      {R"_("\u12")_", R"_(Error("invalid char escape"))_"},
      {R"_("\u{}")_", R"_(Error("invalid char escape"))_"},
      {R"_("\U00110000")_", R"_(Error("an escape beyond U+10FFFF"))_"},
      {R"_(b"\u0041")_", R"_(Error("a bytes literal has no \\u escapes"))_"},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(lex(c.text), c.tokens) << c.text;
  }
}

TEST(Lexer, RefusesWhatHasNoEnd) {
  const Case cases[] = {
      {"\"abc", R"_(Error("literal not terminated"))_"},
      {"\"abc\\", R"_(Error("literal not terminated"))_"},
      {"\"a\nb\"", R"_(Error("literal not terminated"))_"},
      {"\"a\\\nb\"", R"_(Error("literal not terminated"))_"},
      {"`abc", R"_(Error("literal not terminated"))_"},
      {"/* abc", R"_(Error("unclosed comment"))_"},
      {"a @ b", R"_(Identifier("a") Error("unrecognized character: \"@\""))_"},
      {"\xff", R"_(Error("unrecognized character: \"\\xff\""))_"},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(lex(c.text), c.tokens) << c.text;
  }
}

TEST(Lexer, SpansAreBytes) {
  Lexer lexer("  é == \"x\\n\"");
  Token token = lexer.next();
  EXPECT_EQ(token.span.begin, 2U);
  EXPECT_EQ(token.span.end, 4U);
  token = lexer.next();
  EXPECT_EQ(token.span.begin, 5U);
  EXPECT_EQ(token.span.end, 7U);
  token = lexer.next();
  EXPECT_EQ(token.span.begin, 8U);
  EXPECT_EQ(token.span.end, 13U);
}

TEST(Lexer, AnErrorPointsAtTheEscape) {
  Lexer lexer(R"_("abc\d")_");
  Token token = lexer.next();
  EXPECT_EQ(token.kind, TokenKind::kError);
  EXPECT_EQ(token.span.begin, 4U);
  EXPECT_EQ(token.span.end, 6U);
  EXPECT_EQ(lexer.next().kind, TokenKind::kEnd);
}

TEST(Lexer, ValidNames) {
  EXPECT_TRUE(is_valid_name("a1"));
  EXPECT_TRUE(is_valid_name("$é_"));
  EXPECT_FALSE(is_valid_name(""));
  EXPECT_FALSE(is_valid_name("1a"));
  EXPECT_FALSE(is_valid_name("a-b"));
}

}  // namespace
}  // namespace vedette::expr
