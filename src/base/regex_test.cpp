#include "base/regex.h"

#include <gtest/gtest.h>
#include <re2/re2.h>

namespace vedette {
namespace {

bool matches(std::string_view pattern, std::string_view text) {
  auto regex = compile_regex(pattern);
  EXPECT_TRUE(regex.has_value()) << pattern << ": " << regex.error().message;
  return regex.has_value() && regex_matches(**regex, text);
}

TEST(Regex, TakesGoSpellings) {
  EXPECT_TRUE(matches("(?<name>a)b", "ab"));
  EXPECT_TRUE(matches("(?P<name>a)b", "ab"));
  EXPECT_TRUE(matches("\\Q(?<a>\\E", "(?<a>"));
  EXPECT_TRUE(matches("[(?<]x", "<x"));
  EXPECT_TRUE(matches("\\p{Letter}\\p{uppercase_letter}\\pl\\p{greek}", "aBc\u03b1"));
  EXPECT_TRUE(matches("[\\p{decimal number}]", "7"));
  EXPECT_TRUE(matches("\\_\\/\\-", "_/-"));
}

TEST(Regex, RefusesWhatGoRefuses) {
  for (std::string_view pattern : {"\\C", "(?=a)", "(?<=a)", "(?<!a)", "\\1", "\\Z", "\\h", "(?x)a", "a{1001}", "[a", "(", "a**", "[[:foo:]]"}) {
    EXPECT_FALSE(compile_regex(pattern).has_value()) << pattern;
  }
}

TEST(Regex, CountsBadBytesAsReplacements) {
  EXPECT_TRUE(matches("^a.b$",
                      "a\xff"
                      "b"));
  EXPECT_TRUE(matches("\\x{FFFD}", "\xff"));
  EXPECT_FALSE(matches("^ab$",
                       "a\xff"
                       "b"));
}

}  // namespace
}  // namespace vedette
