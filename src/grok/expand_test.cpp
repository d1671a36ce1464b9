#include "grok/expand.h"

#include <gtest/gtest.h>

namespace vedette::grok {
namespace {

struct Case {
  PatternSet patterns;
  Diagnostics diagnostics;
  Expansion out;
  bool done = false;

  Case& define(const std::string& name, const std::string& text) {
    EXPECT_EQ(patterns.add(name, SourceText(name, text), Origin::kInline), PatternSet::Added::kYes);
    return *this;
  }
  Case& run(const std::string& text, ExpandLimits limits = {}) {
    done = expand(SourceText("pattern", text), patterns, diagnostics, out, limits);
    return *this;
  }
  [[nodiscard]] std::string message() const { return diagnostics.all().empty() ? std::string() : diagnostics.all().front().message; }
  [[nodiscard]] int group(std::string_view field) const {
    for (const Capture& capture : out.captures) {
      if (capture.field == field) {
        return static_cast<int>(capture.group);
      }
    }
    return -1;
  }
};

TEST(Expand, writes_names_out_as_groups) {
  Case test;
  test.define("AB", "a|b").run("x%{AB:one}%{AB}(y)%{AB:two}");
  ASSERT_TRUE(test.done);
  EXPECT_EQ(test.out.regex, "x(a|b)(a|b)(y)(a|b)");
  EXPECT_EQ(test.out.groups, 4);
  EXPECT_EQ(test.group("one"), 1);
  EXPECT_EQ(test.group("two"), 4);
}

TEST(Expand, fills_fields_of_patterns_within_unless_the_outer_one_has_them) {
  Case test;
  test.define("D", "\\d").define("TWO", "%{D:one} %{D:two}").run("%{D:one} %{TWO}");
  ASSERT_TRUE(test.done);
  EXPECT_EQ(test.out.regex, "(\\d) ((\\d) (\\d))");
  EXPECT_EQ(test.group("one"), 1);
  EXPECT_EQ(test.group("two"), 4);
}

TEST(Expand, own_groups_are_no_fields) {
  Case test;
  test.define("D", "\\d").run("(?P<x>a)(?<y>b)(?:c)(?i:d)%{D:z}");
  ASSERT_TRUE(test.done);
  ASSERT_EQ(test.out.captures.size(), 1);
  EXPECT_EQ(test.group("z"), 3);
}

TEST(Expand, counts_groups_as_the_reference_does) {
  // The end of a group that looks like flags.
  Case flags;
  flags.define("D", "\\d").run("(logs) %{D:z}");
  EXPECT_EQ(flags.group("z"), 1);
  EXPECT_NE(flags.message().find("`z`"), std::string::npos);
  // A parenthesis in a class; there is no group of that number, so the right one is taken.
  Case in_class;
  in_class.define("D", "\\d").run("[(]%{D:z}");
  EXPECT_EQ(in_class.group("z"), 1);
  Case escaped;
  escaped.define("D", "\\d").run("\\(%{D:z}\\)(?m)(?:x)%{D:y}");
  EXPECT_EQ(escaped.group("z"), 1);
  EXPECT_EQ(escaped.group("y"), 2);
  EXPECT_TRUE(escaped.diagnostics.all().empty());
}

TEST(Expand, refuses_fields_that_can_have_no_group) {
  Case test;
  EXPECT_FALSE(test.define("D", "\\d").run("\\Q%{D:z}").done);
  EXPECT_NE(test.message().find("`z` captures nothing"), std::string::npos);
  Case in_class;
  EXPECT_FALSE(in_class.define("D", "x").run("[%{D:z}]").done);
}

TEST(Expand, takes_types_and_leaves_what_is_no_reference) {
  Case test;
  test.define("D", "\\d").run("%{D:n:int}%{D:f:float}%{D:s:string}%{D:x:y}%{D:a-b}%{}%{D");
  ASSERT_TRUE(test.done);
  EXPECT_EQ(test.out.regex, "(\\d)(\\d)(\\d)%{D:x:y}%{D:a-b}%{}%{D");
  EXPECT_EQ(test.out.captures.size(), 3);
}

TEST(Expand, says_where_a_name_is_unknown) {
  Case test;
  test.run("abc %{IPORHOTS:ip}");
  EXPECT_FALSE(test.done);
  EXPECT_EQ(test.message(), "there is no pattern `IPORHOTS`");
  EXPECT_EQ(test.diagnostics.all().front().span.begin, 4);
  EXPECT_EQ(test.diagnostics.all().front().hint, "did you mean `IPORHOST`?");
}

TEST(Expand, refuses_circles_depth_and_size) {
  Case circle;
  circle.define("CIRCLE_A", "%{CIRCLE_B}").define("CIRCLE_B", "x%{CIRCLE_A}").run("%{CIRCLE_A:a}");
  EXPECT_FALSE(circle.done);
  EXPECT_EQ(circle.message(), "pattern `CIRCLE_A` contains itself, in pattern `CIRCLE_B`");

  Case deep;
  deep.define("LEVEL0", "x");
  for (int i = 1; i < 10; ++i) {
    deep.define("LEVEL" + std::to_string(i), "%{LEVEL" + std::to_string(i - 1) + "}");
  }
  EXPECT_FALSE(deep.run("%{LEVEL9}", {.depth = 5}).done);
  EXPECT_TRUE(deep.run("%{LEVEL9}").done);

  Case laughs;
  laughs.define("LAUGH0", "ha");
  for (int i = 1; i < 40; ++i) {
    std::string last = "%{LAUGH" + std::to_string(i - 1) + "}";
    laughs.define("LAUGH" + std::to_string(i), last + last);
  }
  EXPECT_FALSE(laughs.run("%{LAUGH39}").done);
  EXPECT_NE(laughs.message().find("262144 bytes"), std::string::npos);
}

}  // namespace
}  // namespace vedette::grok
