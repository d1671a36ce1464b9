#include "expr/text_conditions.h"

#include <gtest/gtest.h>

#include "expr/analysis.h"

namespace vedette::expr {
namespace {

/// "Upper(path) [A|B]; path [lines of f, upper]", or "none".
std::string conditions(std::string_view filter) {
  Environment environment;
  environment.variables = {{"path", type_of(type_id::kString)}, {"query", type_of(type_id::kString)}, {"other", type_of(type_id::kAny)}};
  const auto found = text_conditions_of(SourceText("filter", std::string(filter)), environment);
  if (!found) {
    return "none";
  }
  std::string out;
  for (const TextCondition& condition : *found) {
    out += (out.empty() ? "" : "; ") + condition.subject_text + " [";
    for (const std::string& literal : condition.literals) {
      out += (out.back() == '[' ? "" : "|") + literal;
    }
    if (!condition.file.empty()) {
      constexpr std::string_view kFolds[] = {"", ", upper", ", lower"};
      out += "lines of " + condition.file + std::string(kFolds[static_cast<std::size_t>(condition.fold)]);
    }
    out += condition.regex + "]";
  }
  return out;
}

TEST(TextConditions, WhatImpliesThatAWordIsThere) {
  EXPECT_EQ(conditions("path contains '/wp-login'"), "path [/wp-login]");
  EXPECT_EQ(conditions("path startsWith '/api' && query != ''"), "path [/api]");
  EXPECT_EQ(conditions("path endsWith '.php'"), "path [.php]");
  EXPECT_EQ(conditions("path == '/admin'"), "path [/admin]");
  EXPECT_EQ(conditions("Upper(path) matches Upper('/a/[^/]+/')"), "Upper(path) [/A/[^/]+/]");
  EXPECT_EQ(conditions("path matches '/admin/[0-9]+' && path contains 'edit'"), "path [edit]") << "an expression may ask for no word";
  EXPECT_EQ(conditions("Upper(path) contains Upper('/remote')"), "Upper(path) [/REMOTE]");
  EXPECT_EQ(conditions("any(File('words'), {Upper(path) contains Upper(#)})"), "Upper(path) [lines of words, upper]");
  EXPECT_EQ(conditions("any(File('words'), {# == path})"), "path [lines of words]");
  EXPECT_EQ(conditions("any(File('words'), {path contains #}) or any(File('words'), {query contains #})"),
            "path [lines of words]; query [lines of words]");
}

TEST(TextConditions, OfConjunctsTheLongerWords) {
  EXPECT_EQ(conditions("path contains 'abc' && query contains 'longer'"), "query [longer]");
  EXPECT_EQ(conditions("(path contains 'abc' || query contains 'longer') && path contains 'abcd'"), "path [abcd]");
}

TEST(TextConditions, OfAlternativesAll) {
  EXPECT_EQ(conditions("path contains 'one' || query contains 'two'"), "path [one]; query [two]");
  EXPECT_EQ(conditions("path contains 'one' || len(query) > 3"), "none");
}

TEST(TextConditions, WhatIsNone) {
  EXPECT_EQ(conditions("path contains 'ab'"), "none") << "too short to tell texts apart";
  EXPECT_EQ(conditions("not (path contains 'word')"), "none");
  EXPECT_EQ(conditions("path contains query"), "none");
  EXPECT_EQ(conditions("path matches 'wo(rd'"), "none");
  EXPECT_EQ(conditions("any(File('words'), {path contains # && query contains #})"), "none");
  EXPECT_EQ(conditions("all(File('words'), {path contains #})"), "none");
  EXPECT_EQ(conditions("path contains ("), "none");
}

TEST(TextConditions, AnEffectIsNotPassed) {
  EXPECT_EQ(conditions("len(LookupHost(query)) > 0 && path contains 'word'"), "none");
  EXPECT_EQ(conditions("path contains 'word' && len(LookupHost(query)) > 0"), "path [word]");
}

}  // namespace
}  // namespace vedette::expr
