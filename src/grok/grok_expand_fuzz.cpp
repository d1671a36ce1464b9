// Patterns from any bytes: the first line is a text, the second a pattern, the rest defines names. It must end, say what is wrong inside of the
// pattern, and never withhold from RE2 a text that would match.
#include <re2/re2.h>

#include <algorithm>
#include <string>

#include "base/error.h"
#include "base/regex.h"
#include "grok/pattern.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string input(reinterpret_cast<const char*>(data), std::min<std::size_t>(size, 4096));
  auto take_line = [&] {
    std::size_t end = input.find('\n');
    std::string line = input.substr(0, end);
    input = end == std::string::npos ? std::string() : input.substr(end + 1);
    return line;
  };
  std::string text = take_line();
  vedette::SourceText source("pattern", take_line());
  vedette::grok::PatternSet patterns;
  vedette::Diagnostics diagnostics;
  patterns.add_file(std::make_shared<const vedette::SourceFile>("names", input), vedette::grok::Origin::kFolder, diagnostics);
  std::size_t before = diagnostics.error_count();
  auto pattern = vedette::grok::Pattern::compile(source, patterns, diagnostics);
  VEDETTE_CHECK((pattern == nullptr) == (diagnostics.error_count() != before));
  for (const vedette::Diagnostic& diagnostic : diagnostics.all()) {
    VEDETTE_CHECK(diagnostic.span.begin <= diagnostic.span.end && diagnostic.span.end <= diagnostic.file->text().size());
  }
  if (pattern == nullptr) {
    return 0;
  }
  std::vector<std::string_view> values(pattern->fields().size());
  bool matched = pattern->match(text, values);
  for (std::string_view value : values) {
    bool inside = value.empty() || (value.data() >= text.data() && value.data() + value.size() <= text.data() + text.size());
    VEDETTE_CHECK(!matched || inside);
  }
  auto plain = vedette::compile_regex(pattern->regex());
  VEDETTE_CHECK(plain.has_value());
  bool expected = (*plain)->Match(text, 0, text.size(), re2::RE2::UNANCHORED, nullptr, 0);
  VEDETTE_CHECK(!expected || pattern->required().may_match(text));
  VEDETTE_CHECK(matched == (expected && !values.empty()));
  return 0;
}
