#include "expr/parser.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace vedette::expr {
namespace {

NodePtr parse_text(std::string text, Diagnostics& diagnostics, const Environment* environment = nullptr) {
  Limits limits;
  return parse(SourceText("<expr>", std::move(text)), limits, diagnostics, environment);
}

std::string print(std::string_view text) {
  Diagnostics diagnostics;
  NodePtr node = parse_text(std::string(text), diagnostics);
  return node ? to_string(*node) : "error: " + diagnostics.all().at(0).message;
}

struct Case {
  std::string_view text;
  std::string_view printed;
};

TEST(Parser, PrintsWhatItRead) {
  const Case cases[] = {
      {"a", "a"},
      {"\"str\"", "\"str\""},
      {"'it''s'", R"(error: unexpected token String("s"))"},
      {"`a\"b`", R"("a\"b")"},
      {"b'\\xff'", R"(b"\xff")"},
      {"0x1F + 0b11 + 0o17 + 017 + 1_000", "31 + 3 + 15 + 17 + 1000"},
      {"1.0 + 1e6 + .5 + 1e-7 + 12.25", "1 + 1e+06 + 0.5 + 1e-07 + 12.25"},
      {"true and not false", "true and not false"},
      {"a or b and c", "a or (b and c)"},
      {"(a or b) and c", "(a or b) and c"},
      {"a && b || c", "(a && b) || c"},
      {"a || b && c", "a || (b && c)"},
      {"a && b && c", "a && b && c"},
      {"-a ** 2", "-a ** 2"},
      {"2 ** 3 ** 2", "2 ** 3 ** 2"},
      {"(2 ** 3) ** 2", "(2 ** 3) ** 2"},
      {"a - b - c", "a - b - c"},
      {"a - (b - c)", "a - (b - c)"},
      {"(1 + 2) * 3", "(1 + 2) * 3"},
      {"not (a == b)", "not (a == b)"},
      {"not a == b", "not a == b"},
      {"a not in b", "not (a in b)"},
      {"a not contains b and c", "not (a contains b) and c"},
      {"a == b not in c", "not (a == b in c)"},
      {"1..3", "1..3"},
      {"a < b < c", "a < b && b < c"},
      {"1 < a <= b < 3", "1 < a && a <= b && b < 3"},
      {"a ?? b ?? c", "(a ?? b) ?? c"},
      {"a ?: b", "a ? a : b"},
      {"a ? b : c ? d : e", "a ? b : (c ? d : e)"},
      {"(a ? b : c) ? d : e", "(a ? b : c) ? d : e"},
      {"if a { b } else { c }", "if a { b } else { c }"},
      {"if a { b } else if c { d } else { e; f }", "if a { b } else if c { d } else { e; f }"},
      {"let x = 1; x + 1", "let x = 1; x + 1"},
      {"let x = 1; let y = 2; x; y", "let x = 1; let y = 2; x; y"},
      {"1; 2;", "1; 2"},
      {"[1, \"a\", nil,]", "[1, \"a\", nil]"},
      {"[]", "[]"},
      {"{}", "{}"},
      {"{a: 1, \"b c\": 2, 3: 4, (d + e): 5,}", "{a: 1, \"b c\": 2, \"3\": 4, (d + e): 5}"},
      {"a.b.c", "a.b.c"},
      {"a[\"b\"].in.not", "a.b.in.not"},
      {"a[\"b-c\"][0]", "a[\"b-c\"][0]"},
      {"a?.b.c", "a?.b.c"},
      {"a?.[b]", "a?.[b]"},
      {"a[1:2] + a[:2] + a[1:] + a[:]", "a[1:2] + a[:2] + a[1:] + a[:]"},
      {"a.b(1, c.d())", "a.b(1, c.d())"},
      {"f(a,)", "f(a)"},
      {"a | f(1) | g()", "g(f(a, 1))"},
      {"a | map(# + 1) | len()", "len(map(a, # + 1))"},
      {"any(a, # > 1)", "any(a, # > 1)"},
      {"all(a, {.b.c})", "all(a, .b.c)"},
      {"map(a, {let x = #; x; #index})", "map(a, let x = #; x; #index)"},
      {"count(a)", "count(a)"},
      {"reduce(a, # + #acc, 0)", "reduce(a, # + #acc, 0)"},
      {"sortBy(a, .b, \"desc\")", "sortBy(a, .b, \"desc\")"},
      {"::len(a)", "len(a)"},
      {"-1[0]", "-1[0]"},
      {"\"abc\"[0]", "\"abc\"[0]"},
      {"a // b\n + c /* d */", "a + c"},
      {"1 not \"in\" a", "not (1 in a)"},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(print(c.text), c.printed) << c.text;
  }
}

TEST(Parser, Refuses) {
  const Case cases[] = {
      {"", "error: the expression is empty"},
      {"a +", "error: unexpected end of the expression"},
      {"a b", "error: unexpected token Identifier(\"b\")"},
      {"a = b", "error: unexpected token Operator(\"=\")"},
      {"(a", "error: unexpected end of the expression"},
      {"a)", "error: unexpected token Bracket(\")\")"},
      {"[1, 2,, 3]", "error: unexpected token Operator(\",\")"},
      {"[1 2]", "error: unexpected token Number(\"2\")"},
      {"{a}", "error: unexpected token Bracket(\"}\")"},
      {"{-: 1}",
       "error: a map key must be a quoted string, a number, a identifier, or an expression enclosed in parentheses "
       "(unexpected token Operator(\"-\"))"},
      {"f(a b)", "error: unexpected token Identifier(\"b\")"},
      {"a.", "error: expected name"},
      {"a.\"b\"", "error: expected name"},
      {"a.1", "error: unexpected token Number(\".1\")"},
      {"true.a", "error: unexpected token Operator(\".\")"},
      {"#", "error: unexpected token Operator(\"#\")"},
      {".a", "error: unexpected token Operator(\".\")"},
      {"any(a)", "error: expected at least 2 arguments"},
      {"a | any()", "error: expected at least 1 arguments"},
      {"filter(a, b; c)", "error: wrap predicate with brackets { and }"},
      {"filter(a, b, c)", "error: unexpected token Identifier(\"c\")"},
      {"a ?? b || c", "error: Operator (||) and coalesce expressions (?\?) cannot be mixed. Wrap either by parentheses."},
      {"a not b", "error: unexpected token Identifier(\"b\")"},
      {"let = 1; 2", "error: unexpected token Operator(\"=\")"},
      {"let x = 1", "error: unexpected end of the expression"},
      {"if a { b }", "error: unexpected end of the expression"},
      {"9223372036854775808", "error: integer literal is too large"},
      {"0x8000000000000000", "error: integer literal is too large"},
      {"0x", "error: invalid integer literal"},
      {"1e400", "error: float literal is too large"},
      {"0b1.1", "error: invalid float literal"},
      {"1e", "error: invalid float literal"},
      {"a AND b", "error: unexpected token Identifier(\"AND\")"},
      {"'abc", "error: literal not terminated"},
      {"a ? b", "error: unexpected end of the expression"},
      {"a | 1", "error: unexpected token Number(\"1\")"},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(print(c.text), c.printed) << c.text;
  }
}

TEST(Parser, PointsAtTheTokenAndSaysWhatFits) {
  Diagnostics diagnostics;
  EXPECT_EQ(parse_text("evt.Meta.a == 'x' AND evt.b", diagnostics), nullptr);
  ASSERT_EQ(diagnostics.all().size(), 1U);
  EXPECT_EQ(diagnostics.all()[0].span.begin, 18U);
  EXPECT_EQ(diagnostics.all()[0].span.end, 21U);
  EXPECT_EQ(diagnostics.all()[0].hint, "did you mean `and`?");

  Diagnostics closing;
  EXPECT_EQ(parse_text("f(a, (b + c ,", closing), nullptr);
  ASSERT_EQ(closing.all().size(), 1U);
  EXPECT_EQ(closing.all()[0].hint, "expected `)`");

  Diagnostics escape;
  EXPECT_EQ(parse_text(R"(a matches "\d\d" and b matches "\d\.\d")", escape), nullptr);
  ASSERT_EQ(escape.all().size(), 1U);
  EXPECT_EQ(escape.all()[0].span.begin, 11U);
  EXPECT_NE(escape.all()[0].hint.find("backticks"), std::string::npos);
}

TEST(Parser, PlacesOptionalChains) {
  Diagnostics diagnostics;
  // One chain holds a?.b.c; an index ends it: (a?.b)[0].
  NodePtr node = parse_text("a?.b.c", diagnostics);
  ASSERT_TRUE(node);
  ASSERT_EQ(node->kind, NodeKind::kChain);
  EXPECT_EQ(node->children[0]->kind, NodeKind::kMember);
  EXPECT_FALSE(node->children[0]->flag);
  EXPECT_TRUE(node->children[0]->children[0]->flag);
  node = parse_text("a?.b[0]", diagnostics);
  ASSERT_TRUE(node);
  ASSERT_EQ(node->kind, NodeKind::kMember);
  EXPECT_EQ(node->children[0]->kind, NodeKind::kChain);
  node = parse_text("a?.b()", diagnostics);
  ASSERT_TRUE(node);
  ASSERT_EQ(node->kind, NodeKind::kChain);
  EXPECT_EQ(node->children[0]->kind, NodeKind::kCall);
}

TEST(Parser, TellsBuiltinsFromCalls) {
  Diagnostics diagnostics;
  EXPECT_EQ(parse_text("len(a)", diagnostics)->kind, NodeKind::kBuiltinCall);
  EXPECT_EQ(parse_text("Upper(a)", diagnostics)->kind, NodeKind::kCall);
  EXPECT_EQ(parse_text("any(a, true)", diagnostics)->kind, NodeKind::kBuiltinCall);

  FunctionTable functions;
  Environment environment{{{"len", type_of(type_id::kAny)}, {"any", type_of(type_id::kAny)}}, &functions};
  EXPECT_EQ(parse_text("len(a)", diagnostics, &environment)->kind, NodeKind::kCall);
  EXPECT_EQ(parse_text("::len(a)", diagnostics, &environment)->kind, NodeKind::kBuiltinCall);
  EXPECT_EQ(parse_text("any(a, true)", diagnostics, &environment)->kind, NodeKind::kCall);
  EXPECT_FALSE(diagnostics.has_errors());
}

TEST(Parser, OperatorsHaveTheirOwnSpans) {
  Diagnostics diagnostics;
  NodePtr node = parse_text("a && b || c", diagnostics);
  ASSERT_TRUE(node);
  EXPECT_EQ(node->text, "||");
  EXPECT_EQ(node->span.begin, 7U);
  EXPECT_EQ(node->span.end, 9U);
  EXPECT_EQ(node->children[0]->span.begin, 2U);
}

TEST(Parser, IsBounded) {
  auto message = [](std::string text) { return print(text); };
  EXPECT_EQ(message(std::string(70'000, ' ')), "error: the expression is longer than 65536 bytes");
  EXPECT_EQ(message(std::string(1'000, '(') + "a"), "error: the expression is nested too deeply");
  EXPECT_EQ(message(std::string(30'000, '[')), "error: the expression is nested too deeply");
  EXPECT_EQ(message(std::string(60'000, '-') + "1"), "error: the expression is nested too deeply");
  EXPECT_EQ(message(std::string(200, '(') + "a" + std::string(200, ')')), "a");

  std::string sum = "a";
  std::string conditional = "a";
  std::string many = "[a";
  std::string doubled = "a";
  for (int i = 0; i < 3'000; ++i) {
    sum += "+a";
    conditional += "?a:a";
    many += ",a,b,c,d";
  }
  for (int i = 0; i < 100; ++i) {
    doubled = "(" + doubled + ") ?: b";
  }
  EXPECT_EQ(message(sum), "error: the expression is nested too deeply, or chains too many operators");
  EXPECT_EQ(message(conditional), "error: the expression is nested too deeply");
  EXPECT_EQ(message(many + "]"), "error: the expression exceeds the maximum allowed nodes (10000)");
  EXPECT_EQ(message(doubled), "error: the expression repeats too large a part (`a ?: b` and `a < b < c` hold a part twice)");
}

}  // namespace
}  // namespace vedette::expr
