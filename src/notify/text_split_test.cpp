#include "notify/text_split.h"

#include <gtest/gtest.h>

namespace vedette::notify {
namespace {

using Parts = std::vector<std::string>;

TEST(TextSplit, CutsAtLinesThenWordsThenCharacters) {
  EXPECT_EQ(split_text("short", 10), Parts{"short"});
  EXPECT_EQ(split_text("", 10), Parts{""});
  EXPECT_EQ(split_text("one two\nthree four", 10), (Parts{"one two", "three four"}));
  EXPECT_EQ(split_text("aaaaaaaaa bbbb", 10), (Parts{"aaaaaaaaa", "bbbb"}));
  EXPECT_EQ(split_text("abcdefghijkl", 5), (Parts{"abcde", "fghij", "kl"}));
}

TEST(TextSplit, KeepsCharactersWhole) {
  const std::string text = "\U0001F600\U0001F600\U0001F600";  // two units each
  EXPECT_EQ(text_length(text), 6U);
  EXPECT_EQ(split_text(text, 5), (Parts{"\U0001F600\U0001F600", "\U0001F600"}));
  EXPECT_EQ(split_text("\u00e9\u00e9\u00e9", 2), (Parts{"\u00e9\u00e9", "\u00e9"}));
  EXPECT_EQ(split_text("\U0001F600", 1), Parts{"\U0001F600"});  // never nothing
}

TEST(TextSplit, KeepsLinksAndEntitiesWhole) {
  EXPECT_EQ(split_text("abcd&amp;efgh", 7), (Parts{"abcd", "&amp;ef", "gh"}));
  EXPECT_EQ(split_text("see<http://x|y>z", 12), (Parts{"see", "<http://x|y>", "z"}));
  for (const std::string& part : split_text(std::string(1000, '<') + std::string(1000, '&'), 100)) {
    EXPECT_LE(text_length(part), 100U);
    EXPECT_FALSE(part.empty());
  }
}

TEST(TextSplit, Shortens) {
  EXPECT_EQ(shorten("abc", 3), "abc");
  EXPECT_EQ(shorten("abcdef", 4), "abc\u2026");
}

}  // namespace
}  // namespace vedette::notify
