#include "grok/pattern.h"

#include <gtest/gtest.h>

#include <map>

namespace vedette::grok {
namespace {

using Fields = std::map<std::string, std::string>;

std::shared_ptr<const Pattern> compiled(const std::string& text) {
  Diagnostics diagnostics;
  std::shared_ptr<const Pattern> out = Pattern::compile(SourceText("pattern", text), PatternSet(), diagnostics);
  for (const Diagnostic& diagnostic : diagnostics.all()) {
    ADD_FAILURE() << render(diagnostic);
  }
  return out;
}

/// No fields: no match.
Fields parse(const std::string& pattern, std::string_view text) {
  std::shared_ptr<const Pattern> grok = compiled(pattern);
  Fields out;
  if (grok == nullptr) {
    return out;
  }
  std::vector<std::string_view> values(grok->fields().size());
  if (grok->match(text, values)) {
    for (std::size_t i = 0; i < values.size(); ++i) {
      EXPECT_NE(values[i].data(), nullptr);
      out[grok->fields()[i]] = values[i];
    }
  }
  return out;
}

std::string refusal(const std::string& text, Span* span = nullptr) {
  Diagnostics diagnostics;
  EXPECT_EQ(Pattern::compile(SourceText("pattern", text), PatternSet(), diagnostics), nullptr);
  if (!diagnostics.has_errors()) {
    return {};
  }
  if (span != nullptr) {
    *span = diagnostics.all().front().span;
  }
  return diagnostics.all().front().message;
}

TEST(Pattern, fills_fields) {
  EXPECT_EQ(parse("user %{USERNAME:user} from %{IP:ip} port %{INT:port:int}", "Invalid user bob from 2001:db8::1 port 22"),
            (Fields{{"user", "bob"}, {"ip", "2001:db8::1"}, {"port", "22"}}));
  EXPECT_EQ(parse("^%{WORD:a}( %{WORD:b})?$", "x"), (Fields{{"a", "x"}, {"b", ""}}));
  EXPECT_EQ(parse("^%{DATA:empty}$", ""), (Fields{{"empty", ""}}));
  EXPECT_EQ(parse("^%{DATA:empty}$", {}), (Fields{{"empty", ""}}));
}

TEST(Pattern, without_fields_never_matches) {
  EXPECT_EQ(parse("%{IP}", "192.0.2.1"), Fields());
  EXPECT_EQ(parse("(?P<ip>.*)", "192.0.2.1"), Fields());
  EXPECT_EQ(parse("a", "a"), Fields());
}

TEST(Pattern, own_groups_keep_their_meaning) {
  EXPECT_EQ(parse("(?P<x>a|b)+(?<y>c){2}%{INT:n}[(](\\()?\\Q(\\E", "abcc7((("), (Fields{{"n", "7"}}));
  EXPECT_EQ(parse("(a|ab)(c|bcd)(d*)%{INT:n}", "abcd1"), (Fields{{"n", "1"}}));
}

TEST(Pattern, reads_bytes_as_the_reference_does) {
  EXPECT_EQ(parse("%{DATA:a}=%{GREEDYDATA:b}", "x=\xff"), (Fields{{"a", "x"}, {"b", ""}}));
  EXPECT_EQ(parse("%{MONTH:m}", "M\u00e4rz"), (Fields{{"m", "M\u00e4rz"}}));
  EXPECT_EQ(parse("%{GREEDYDATA:a}", "one\ntwo"), (Fields{{"a", "one"}}));
}

TEST(Pattern, takes_go_spellings) {
  EXPECT_EQ(parse("\\_\\/(?<x>a)%{INT:n}\\z", "_/a1"), (Fields{{"n", "1"}}));
}

TEST(Pattern, says_where_it_is_wrong) {
  Span span;
  EXPECT_NE(refusal("ok a\\*\\** b**c", &span).find("at 12 of the expanded"), std::string::npos);
  EXPECT_EQ(span.begin, 11);
  EXPECT_EQ(span.end, 13);
  EXPECT_NE(refusal("%{INT:n} (a", &span).find("missing )"), std::string::npos);
  EXPECT_EQ(span.begin, 9);
  EXPECT_NE(refusal("%{INT:n} a)", &span).find("unexpected )"), std::string::npos);
  EXPECT_EQ(span.begin, 10);
  EXPECT_NE(refusal("[b-a]%{INT:n}").find("range"), std::string::npos);
  EXPECT_NE(refusal("(?P<a b>x)%{INT:n}").find("(?P<a b>"), std::string::npos);
  EXPECT_NE(refusal("(?=x)%{INT:n}").find("(?="), std::string::npos);
  EXPECT_NE(refusal("x{1001}%{INT:n}").find("repetition"), std::string::npos);
  EXPECT_NE(refusal("((((x{1000}){1000}){1000}))%{INT:n}").find("repetition"), std::string::npos);
}

TEST(Pattern, points_at_the_name_that_brings_the_mistake) {
  PatternSet patterns;
  patterns.add("BROKEN", SourceText("broken", "a**"), Origin::kInline);
  Diagnostics diagnostics;
  EXPECT_EQ(Pattern::compile(SourceText("pattern", "x %{BROKEN:b}"), patterns, diagnostics), nullptr);
  ASSERT_EQ(diagnostics.all().size(), 1);
  EXPECT_EQ(diagnostics.all()[0].span.begin, 2);
  EXPECT_NE(diagnostics.all()[0].message.find("in `%{BROKEN}`"), std::string::npos);
}

TEST(Pattern, all_standard_ones_compile) {
  PatternSet patterns;
  EXPECT_EQ(patterns.size(), 397);
  for (std::string_view name : patterns.names()) {
    Diagnostics diagnostics;
    EXPECT_NE(Pattern::compile(patterns.find(name)->text, patterns, diagnostics), nullptr) << name;
    EXPECT_FALSE(diagnostics.has_errors()) << render(diagnostics.all().front());
  }
}

TEST(PatternSet, first_definition_counts) {
  PatternSet patterns;
  EXPECT_EQ(patterns.add("INT", SourceText("x", "x"), Origin::kFolder), PatternSet::Added::kExists);
  EXPECT_EQ(patterns.add("NGUSER", SourceText("x", "mine"), Origin::kFolder), PatternSet::Added::kYes);
  EXPECT_EQ(patterns.find("NGUSER")->text.text(), "mine");
  EXPECT_EQ(patterns.add("NGUSER", SourceText("x", "inline"), Origin::kInline), PatternSet::Added::kExists);
  // Where there is a folder, a standard pattern stands only for what nobody defines.
  EXPECT_EQ(patterns.add("NGINXERROR", SourceText("x", "inline"), Origin::kInline), PatternSet::Added::kYes);
  PatternSet standard;
  EXPECT_EQ(standard.add("NGINXERROR", SourceText("x", "inline"), Origin::kInline), PatternSet::Added::kExists);
}

TEST(PatternSet, reads_files) {
  PatternSet patterns;
  Diagnostics diagnostics;
  auto file = std::make_shared<const SourceFile>("mine", "# a comment\nMINE_A  a b \r\n\nMINE-B x\nMINE_C\nMINE_D \nMINE_E  \nMINE_A again\n");
  patterns.add_file(file, Origin::kFolder, diagnostics);
  ASSERT_NE(patterns.find("MINE_A"), nullptr);
  EXPECT_EQ(patterns.find("MINE_A")->text.text(), "a b ");
  EXPECT_EQ(patterns.find("MINE_A")->text.file_offset(0), 20);
  EXPECT_EQ(patterns.find("MINE_C"), nullptr);
  EXPECT_EQ(patterns.find("MINE_D"), nullptr);
  EXPECT_EQ(patterns.find("MINE_E")->text.text(), " ");
  ASSERT_EQ(diagnostics.all().size(), 1);
  EXPECT_EQ(diagnostics.all()[0].severity, Severity::kWarning);
}

}  // namespace
}  // namespace vedette::grok
