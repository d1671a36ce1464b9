// expr/plain.h over the fields of events.
#include <gtest/gtest.h>

#include "expr/plain.h"
#include "model/event_types.h"

namespace vedette::model {
namespace {

std::string describe(const std::vector<expr::PlainRead>& reads) {
  std::string out;
  for (const expr::PlainRead& read : reads) {
    out += out.empty() ? "" : " ";
    for (const expr::PlainRead::Step& step : read.steps) {
      out += (step.optional ? "?." : ".") + step.name;
    }
    out += read.only_presence ? ":presence" : "";
    out += read.needs_text ? ":text" : "";
  }
  return out;
}

std::string text_of(const std::string& expression) {
  auto reads = expr::plain_text(SourceText("<test>", expression), event_environment());
  return reads ? "{" + describe(*reads) + "}" : "no";
}

std::string condition_of(const std::string& expression) {
  const expr::PlainCondition condition = expr::plain_condition(SourceText("<test>", expression), event_environment());
  std::string out;
  for (const expr::PlainClause& clause : condition.clauses) {
    EXPECT_NE(clause.program, nullptr);
    out += "{" + describe(clause.reads) + "}";
  }
  return out + (condition.whole ? "" : "..");
}

TEST(PlainText, IsWhatCannotFailOnTexts) {
  EXPECT_EQ(text_of("evt.Meta.user"), "{.Meta.user}");
  EXPECT_EQ(text_of("evt.Unmarshaled.c.a?.b"), "{.Unmarshaled.c.a?.b}");
  EXPECT_EQ(text_of("evt.Unmarshaled.c.a ?? evt.Unmarshaled.c.b ?? 'x'"), "{.Unmarshaled.c.a .Unmarshaled.c.b}");
  EXPECT_EQ(text_of("evt.Unmarshaled.c.a == 'HIDDEN' ? nil : evt.Unmarshaled.c.a"), "{.Unmarshaled.c.a .Unmarshaled.c.a}");
  EXPECT_EQ(text_of("IsIP(evt.Unmarshaled.c.ip ?? '') ? evt.Unmarshaled.c.ip : ''"), "{.Unmarshaled.c.ip .Unmarshaled.c.ip}");
  EXPECT_EQ(text_of("IsIP(evt.Unmarshaled.c.ip) ? evt.Unmarshaled.c.ip : ''"), "{.Unmarshaled.c.ip:text .Unmarshaled.c.ip}");
  EXPECT_EQ(text_of("lower(evt.Unmarshaled.c.r?.x ?? '')"), "{.Unmarshaled.c.r?.x}");
  EXPECT_EQ(text_of("evt.Line.Labels.type"), "{.Line.Labels.type}");
  EXPECT_EQ(text_of("(evt.Unmarshaled.c.x?.y).z"), "{.Unmarshaled.c.x?.y.z}");  // expr: one chain, brackets or not
}

TEST(PlainText, LeavesTheRest) {
  EXPECT_EQ(text_of("evt.Meta.a == 'x'"), "no");  // a bool
  EXPECT_EQ(text_of("evt.Meta.a + evt.Meta.b"), "no");
  EXPECT_EQ(text_of("evt.Meta[evt.Meta.a]"), "no");
  EXPECT_EQ(text_of("Split(evt.Meta.a, ',')[0]"), "no");
  EXPECT_EQ(text_of("lower(evt.Unmarshaled.c.a ?? evt.Unmarshaled.c.b)"), "no");  // may be nil, and of which?
  EXPECT_EQ(text_of("evt.Unmarshaled.c.a?.b == 'x' ? 1 : 2"), "no");
  EXPECT_EQ(text_of("evt.GetMeta('a')"), "no");
  EXPECT_EQ(text_of("evt.Time.String()"), "no");
  EXPECT_EQ(text_of("UnmarshalJSON(evt.Line.Raw, evt.Unmarshaled, 'c')"), "no");
}

TEST(PlainCondition, TakesTheClausesBeforeTheFirstThatIsNot) {
  EXPECT_EQ(condition_of("evt.Meta.a == 'x' && evt.Meta.b in ['y', 'z'] && evt.Meta.c != ''"), "{.Meta.a}{.Meta.b}{.Meta.c:presence}");
  EXPECT_EQ(condition_of("evt.Meta.a == 'x' && len(evt.Meta.b) > 3 && evt.Meta.c == 'y'"), "{.Meta.a}..");
  EXPECT_EQ(condition_of("evt.Meta.a == 'x' || evt.Meta.b == 'y'"), "{.Meta.a .Meta.b}");
  EXPECT_EQ(condition_of("evt.Meta.a startsWith 'x' and not (evt.Meta.b matches '^y')"), "{.Meta.a}{.Meta.b}");
  EXPECT_EQ(condition_of("evt.Unmarshaled.c.a contains 'x'"), "{.Unmarshaled.c.a:text}");
  EXPECT_EQ(condition_of("evt.Unmarshaled.c.u?.by == nil"), "{.Unmarshaled.c.u?.by:presence}");
  EXPECT_EQ(condition_of("evt.Meta.a == evt.Meta.b"), "{.Meta.a .Meta.b}");
  EXPECT_EQ(condition_of("any(File('x'), # == evt.Meta.a) && evt.Meta.b == 'y'"), "..");
  EXPECT_EQ(condition_of("evt.Meta.a in evt.Unmarshaled.c.list"), "..");
  EXPECT_EQ(condition_of("let x = evt.Meta.a; x == 'y'"), "..");
  EXPECT_EQ(condition_of("true"), "{}");
}

}  // namespace
}  // namespace vedette::model
