#include "grok/required_text.h"

#include <gtest/gtest.h>

namespace vedette::grok {
namespace {

std::string steps(std::string_view regex) {
  RequiredText required(regex);
  std::string out = required.at_start() ? "^" : "";
  for (const auto& choice : required.steps()) {
    out += out.size() > 1 ? " " : "";
    for (std::size_t i = 0; i < choice.size(); ++i) {
      out += (i == 0 ? "" : "|") + choice[i].text;
    }
  }
  return out;
}

TEST(RequiredText, finds_what_every_match_holds) {
  EXPECT_EQ(steps("Failed password for (.*) from"), "Failed password for   from");
  EXPECT_EQ(steps("^Invalid (user|illegal) .*"), "^Invalid  user|illegal");
  EXPECT_EQ(steps("abc?def"), "def");
  EXPECT_EQ(steps("abcd+efg"), "abcd efg");
  EXPECT_EQ(steps("abc(def)ghi"), "abcdefghi");
  EXPECT_EQ(steps("abc(?:def)?ghi"), "abc ghi");
  EXPECT_EQ(steps("abc(?:def){0,3}ghi(jkl){2}"), "abc ghi jkl");
  EXPECT_EQ(steps("\\[abc\\]\\.x"), "[abc].x");
  EXPECT_EQ(steps("\\Qa.b(\\E[xyz]"), "a.b(");
}

TEST(RequiredText, says_nothing_where_it_cannot_know) {
  EXPECT_EQ(steps("(?i)abcdef"), "");
  EXPECT_EQ(steps("(?i:abc)def"), "def");
  EXPECT_EQ(steps("abc|.*"), "");
  EXPECT_EQ(steps("(?:abc|def(?i)x|ghi)"), "");
  EXPECT_EQ(steps("\\d+ a"), "");
  EXPECT_EQ(steps("^*abcdef"), "abcdef");
  EXPECT_EQ(steps("^abc|def"), "abc|def");
  EXPECT_EQ(steps("\\x{41}bc"), "");
}

TEST(RequiredText, tests_in_order) {
  RequiredText required("abc.*(?:def|ghi).*abc");
  EXPECT_TRUE(required.may_match("abc-ghi-abc"));
  EXPECT_TRUE(required.may_match("abcdefabc"));
  EXPECT_FALSE(required.may_match("abc-ghi"));
  EXPECT_FALSE(required.may_match("ghi-abc-abc"));
  EXPECT_FALSE(required.may_match(""));
  RequiredText anchored("^abc.*x");
  EXPECT_TRUE(anchored.may_match("abcx"));
  EXPECT_FALSE(anchored.may_match(" abcx"));
  EXPECT_TRUE(RequiredText(".*").may_match(""));
}

}  // namespace
}  // namespace vedette::grok
