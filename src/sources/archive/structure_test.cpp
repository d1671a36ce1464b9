#include "sources/archive/structure.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace vedette::sources {
namespace {

/// The obvious way, one byte at a time.
std::ptrdiff_t reference_end(const std::string& text) {
  int depth = 0;
  bool in_string = false;
  bool escaped = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (in_string) {
      if (escaped) {
        escaped = false;
      } else if (c == '\\') {
        escaped = true;
      } else if (c == '"') {
        in_string = false;
      }
      continue;
    }
    if (c == '"') {
      in_string = true;
    } else if (c == '{' || c == '[') {
      ++depth;
    } else if (c == '}' || c == ']') {
      if (--depth == 0) {
        return static_cast<std::ptrdiff_t>(i) + 1;
      }
    }
  }
  return -1;
}

TEST(Structure, AgreesWithTheObviousWayOnRandomTexts) {
  std::mt19937 random(7);
  const std::string alphabet = "{[}]\"\"\\\\ab,:    xyz";
  for (int round = 0; round < 20000; ++round) {
    std::string text = "{";
    std::size_t size = random() % 300;
    bool in_string = false;
    for (std::size_t i = 0; i < size; ++i) {
      char c = alphabet[random() % alphabet.size()];
      // Outside strings a backslash means nothing to JSON and may be read either way.
      if (c == '\\') {
        if (!in_string || i + 1 == size) {
          continue;
        }
        text += c;
        text += alphabet[random() % alphabet.size()];
        continue;
      }
      in_string ^= c == '"';
      text += c;
    }
    std::ptrdiff_t expected = reference_end(text);
    ScanState whole;
    ScanResult result = scan_to_close(text.data(), text.data() + text.size(), whole, Newlines::kPass);
    ASSERT_EQ(result.end == ScanEnd::kClosed ? result.at - text.data() : -1, expected) << text;

    // The same in two parts, cut anywhere.
    std::size_t cut = random() % (text.size() + 1);
    ScanState state;
    result = scan_to_close(text.data(), text.data() + cut, state, Newlines::kPass);
    if (result.end == ScanEnd::kMore) {
      result = scan_to_close(text.data() + cut, text.data() + text.size(), state, Newlines::kPass);
    }
    ASSERT_EQ(result.end == ScanEnd::kClosed ? result.at - text.data() : -1, expected) << text << " cut at " << cut;
  }
}

TEST(Structure, StopsAtNewlines) {
  std::string text = R"({"a": "b)";
  text += "\n{\"c\": 1}";
  ScanState state;
  ScanResult result = scan_to_close(text.data(), text.data() + text.size(), state, Newlines::kStop);
  EXPECT_EQ(result.end, ScanEnd::kNewline);
  EXPECT_EQ(*result.at, '\n');
}

TEST(Structure, DepthCostsNothing) {
  std::string text(1'000'000, '[');
  text.append(1'000'000, ']');
  ScanState state;
  ScanResult result = scan_to_close(text.data(), text.data() + text.size(), state, Newlines::kPass);
  EXPECT_EQ(result.end, ScanEnd::kClosed);
  EXPECT_EQ(result.at, text.data() + text.size());
}

TEST(Structure, ValueEnds) {
  std::string text = R"("a\"b\\",12,{"x":[1]}null})";
  const char* end = text.data() + text.size();
  const char* at = value_end(text.data(), end);
  EXPECT_EQ(*at, ',');
  at = value_end(at + 1, end);
  EXPECT_EQ(*at, ',');
  at = value_end(at + 1, end);
  EXPECT_EQ(*at, 'n');
  EXPECT_EQ(*value_end(at, end), '}');
  EXPECT_EQ(value_end(end - 1, end), end - 1);
}

}  // namespace
}  // namespace vedette::sources
