#include "expr/fold.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "expr/checker.h"
#include "expr/parser.h"

namespace vedette::expr {
namespace {

struct Folded {
  NodePtr tree;
  std::string error;
};

Folded fold_text(std::string text) {
  static const FunctionTable functions = [] {
    static Builtin rows[3];
    rows[0].name = "len";
    rows[1].name = "first";
    rows[2].name = "last";
    FunctionTable table;
    table.add(rows);
    return table;
  }();
  Environment environment{{{"l", type_of(type_id::kAnySlice)},
                           {"x", type_of(type_id::kAny)},
                           {"i", type_of(type_id::kInt)},
                           {"s", type_of(type_id::kString)},
                           {"b", type_of(type_id::kBool)}},
                          &functions};
  Diagnostics diagnostics;
  SourceText source("<expr>", std::move(text));
  Limits limits;
  Folded folded{parse(source, limits, diagnostics, &environment), {}};
  if (folded.tree == nullptr || !check(*folded.tree, environment, source, diagnostics) || !fold(folded.tree, source, diagnostics)) {
    folded.error = diagnostics.all().at(0).message;
  }
  return folded;
}

std::string print(std::string_view text) {
  Folded folded = fold_text(std::string(text));
  return folded.error.empty() ? to_string(*folded.tree) : "error: " + folded.error;
}

struct Case {
  std::string_view text;
  std::string_view printed;
};

void expect_prints(std::span<const Case> cases) {
  for (const Case& c : cases) {
    EXPECT_EQ(print(c.text), c.printed) << c.text;
  }
}

TEST(Fold, ComputesConstants) {
  const Case cases[] = {
      {"1 + 2 * 3", "7"},
      {"7 / 2", "3.5"},
      {"1 / 0", "+Inf"},
      {"2 ** 3 ** 2", "512"},
      {"-2 ** 2", "-4"},
      {"7 % -3", "1"},
      {"-9223372036854775807 - 1 == 9223372036854775807 + 1", "true"},
      {"(-9223372036854775807 - 1) % -1", "0"},
      {"5 % 0", "error: integer divide by zero"},
      {"false && 5 % 0 == 1", "error: integer divide by zero"},
      {"5.0 % 0", "error: invalid operation: % (mismatched types float64 and int)"},
      {"'a' + 'b' == 'ab'", "true"},
      {"1 == 1.0", "1 == 1"},
      {"not true or not false", "true"},
      {"true == false", "false"},
      {"1 + 2.5 - .5", "3"},
      {"[1, 'a', 2.5, true]", "[1,\"a\",2.5,true]"},
      {"[1, nil]", "[1, nil]"},
      {"[1 + 1]", "[2]"},
  };
  expect_prints(cases);
}

TEST(Fold, DropsWhatDecidesNothing) {
  const Case cases[] = {
      {"true && x", "x"},  {"x and true", "x"},   {"x && false", "false"}, {"false && x", "false"},  {"false or x", "x"},
      {"x || false", "x"}, {"x || true", "true"}, {"true or x", "true"},   {"1 == 1 && x.a", "x.a"}, {"not (x && false)", "true"},
  };
  expect_prints(cases);
  // The type stays that of the whole, whatever x turns out to be.
  EXPECT_EQ(fold_text("true && x").tree->type, type_of(type_id::kBool));
}

TEST(Fold, ChecksWhatItPutTogether) {
  EXPECT_EQ(print("s matches '(' + 'a'").find("error: error parsing regexp: "), 0U);
  EXPECT_EQ(print("map(filter(l, true), # matches '(' + 'a')").find("error: error parsing regexp: "), 0U);
  EXPECT_EQ(print("s matches '(' + 'a)'"), "s matches \"(a)\"");
}

TEST(Fold, MakesSets) {
  EXPECT_TRUE(fold_text("x in ['a', 'b']").tree->flag);
  EXPECT_TRUE(fold_text("i in [1, 2]").tree->flag);
  EXPECT_FALSE(fold_text("x in [1, 2]").tree->flag);
  EXPECT_FALSE(fold_text("x in ['a', 1]").tree->flag);
  EXPECT_FALSE(fold_text("x in ['a' + 'b']").tree->flag);
  EXPECT_FALSE(fold_text("x in []").tree->flag);
}

TEST(Fold, ComparesWithRanges) {
  const Case cases[] = {
      {"i in 1..3", "i >= 1 and i <= 3"},
      {"i not in -1..1 + 1", "not (i >= -1 and i <= 2)"},
      {"x in 1..3", "x in 1..3"},
      {"i in 1..i", "i in 1..i"},
  };
  expect_prints(cases);
  // Copies of copies stop growing.
  std::string nested = "i";
  for (int n = 0; n < 60; ++n) {
    nested = "(" + nested + " in 1..2 ? 1 : 2)";
  }
  EXPECT_LT(print(nested).size(), 10'000U);
}

TEST(Fold, MergesCalls) {
  const Case cases[] = {
      {"filter(filter(l, .a), .b)", "filter(l, .a && .b)"},
      {"len(filter(l, .a))", "count(l, .a)"},
      {"len(map(filter(l, .a), .b))", "count(l, .a)"},
      {"filter(l, .a)[0]", "find(l, .a)"},
      {"filter(l, .a)?.[0]", "filter(l, .a)?.[0]"},
      {"filter(l, .a)[-1]", "findLast(l, .a)"},
      {"first(filter(l, .a))", "find(l, .a)"},
      {"last(filter(l, .a))", "findLast(l, .a)"},
      {"map(filter(l, .a), .b)", "filter(l, .a)"},
      {"map(filter(l, .a), #index)", "map(filter(l, .a), #index)"},
      {"all(l, # > 1) && all(l, # < 9)", "all(l, # > 1 && # < 9)"},
      {"any(l, # > 1) or any(l, # < 9) or any(l, #)", "any(l, # > 1 or # < 9 or #)"},
      {"none(l, # > 1) and none(l, # < 9)", "none(l, # > 1 or # < 9)"},
      {"any(l, # > 1) && any(l, # < 9)", "any(l, # > 1) && any(l, # < 9)"},
      {"all(l, #) && all(x, #)", "all(l, #) && all(x, #)"},
      {"count(l, #) > 0", "any(l, #)"},
      {"count(l, #) >= 1", "any(l, #)"},
      {"len(filter(l, #)) > 0", "any(l, #)"},
      {"count(l) > 0", "count(l) > 0"},
      {"sum(1..100)", "5050"},
      {"sum(1..3, # * 2)", "12"},
      {"sum(1..3, 10 - #)", "24"},
      {"sum(3..1)", "sum(3..1)"},
      {"reduce(1..4, # + #acc)", "10"},
      {"reduce(1..4, #acc + #, 5)", "15"},
      {"sum([i, 2, x])", "i + (2 + x)"},
      {"sum([1, 2])", "sum([1,2])"},
      {"sum(map(l, .a))", "sum(l, .a)"},
  };
  expect_prints(cases);
}

TEST(Fold, KeepsWhatTheReferenceKeepsBesideTheNode) {
  Folded found = fold_text("map(filter(l, .a), .b)[0]");
  EXPECT_EQ(to_string(*found.tree), "find(l, .a)");
  EXPECT_TRUE(found.tree->throws);
  ASSERT_TRUE(found.tree->fused_map);
  EXPECT_EQ(to_string(*found.tree->fused_map), ".b");
  EXPECT_FALSE(fold_text("first(filter(l, .a))").tree->throws);
  EXPECT_FALSE(fold_text("len(map(filter(l, .a), .b))").tree->fused_map);

  EXPECT_EQ(fold_text("count(l, #) > 3").tree->children[0]->integer, 4);
  EXPECT_EQ(fold_text("count(l, #) >= 3").tree->children[0]->integer, 3);
  EXPECT_EQ(fold_text("count(l, #) < 3").tree->children[0]->integer, 3);
  EXPECT_EQ(fold_text("count(l, #) <= 3").tree->children[0]->integer, 4);
  EXPECT_EQ(fold_text("count(l, #) == 3").tree->children[0]->integer, 0);
  EXPECT_EQ(fold_text("count(l, #) > 9223372036854775807").tree->children[0]->integer, 0);
}

}  // namespace
}  // namespace vedette::expr
