#include "grok/usual.h"

#include <gtest/gtest.h>
#include <re2/re2.h>

#include <random>

#include "grok/pattern_set.h"

namespace vedette::grok {
namespace {

TEST(Usual, texts_have_no_ipv6_and_no_long_runs) {
  EXPECT_TRUE(is_usual_text(""));
  EXPECT_TRUE(is_usual_text("24/Nov/2026:04:05:06 192.0.2.1 aa:bb:cc:dd:ee:ff"));
  EXPECT_TRUE(is_usual_text(std::string(63, 'a') + " " + std::string(63, 'a')));
  EXPECT_FALSE(is_usual_text("x ::1"));
  EXPECT_FALSE(is_usual_text("1:2:3:4:5:6:7:8"));
  EXPECT_FALSE(is_usual_text("1:2:3:4:5:6:192.0.2.1"));
  EXPECT_FALSE(is_usual_text("2001:db8::"));
  for (std::size_t before = 0; before < 130; ++before) {
    EXPECT_FALSE(is_usual_text(std::string(before, ' ') + std::string(64, 'a'))) << before;
  }
}

/// Where the standard expressions find something, the text must be unusual, or the small ones must find the same.
TEST(Usual, expressions_agree_on_random_texts) {
  PatternSet patterns;
  re2::RE2 ipv6("(" + patterns.find("IPV6")->text.text() + ")");
  Expansion expansion;
  Diagnostics diagnostics;
  ASSERT_TRUE(expand(SourceText("x", "^%{IPORHOST:a}[ :]%{IPORHOST:b}"), patterns, diagnostics, expansion));
  std::vector<bool> wanted(expansion.groups + 1, false);
  for (const Capture& capture : expansion.captures) {
    wanted[capture.group] = true;
  }
  SlimRegex slim = slim_regex(expansion, wanted);
  ASSERT_FALSE(slim.usual.empty());
  EXPECT_LT(slim.usual.size() * 4, slim.complete.size());
  re2::RE2 complete(slim.complete);
  re2::RE2 usual(slim.usual);
  ASSERT_TRUE(complete.ok() && usual.ok());
  std::mt19937 random(7);
  int unusual = 0;
  constexpr std::string_view kPieces[] = {":", ":", "::", "1", "af", "0db8", "12345", ".", "-", " ", "g", "192.0.2.1", "%", "host-1.example"};
  for (int i = 0; i < 20000; ++i) {
    std::string text;
    for (unsigned k = random() % 24; k > 0; --k) {
      text += kPieces[random() % std::size(kPieces)];
      if (random() % 40 == 0) {
        text.append(random() % 80, 'x');
      }
    }
    if (!is_usual_text(text)) {
      ++unusual;
      continue;
    }
    EXPECT_FALSE(re2::RE2::PartialMatch(text, ipv6)) << text;
    re2::StringPiece first[3];
    re2::StringPiece second[3];
    bool found = complete.Match(text, 0, text.size(), re2::RE2::UNANCHORED, first, 3);
    ASSERT_EQ(found, usual.Match(text, 0, text.size(), re2::RE2::UNANCHORED, second, 3)) << text;
    for (int k = 0; found && k < 3; ++k) {
      ASSERT_EQ(first[k], second[k]) << text;
    }
  }
  EXPECT_GT(unusual, 2000);
  EXPECT_LT(unusual, 18000);
}

}  // namespace
}  // namespace vedette::grok
