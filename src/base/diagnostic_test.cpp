#include "base/diagnostic.h"

#include <gtest/gtest.h>

namespace vedette {
namespace {

std::string rendered(const std::string& text, Span span, const std::string& message = "no", const std::string& hint = "") {
  Diagnostics diagnostics;
  diagnostics.error(SourceText("f", text), span, message, hint);
  return render(diagnostics.all().front());
}

TEST(Diagnostic, PointsAtItsPlace) {
  EXPECT_EQ(rendered("a\n\tcaf\xC3\xA9 + b", {9, 10}, "no b", "c?"),
            "error: no b\n  --> f:2:7\n   |\n 2 | \tcaf\xC3\xA9 + b\n   | \t     ^\n   = help: c?\n");
}

TEST(Diagnostic, ShowsControlCharactersAndKeepsTheColumn) {
  const std::string text = std::string("\x1b[31m + ") + '\0' + "x";
  EXPECT_EQ(rendered(text, {8, 9}, "a \x1b[0m b", "\x07"),
            "error: a \\x1b[0m b\n  --> f:1:9\n   |\n 1 | \\x1b[31m + \\x00x\n   |            ^^^^\n   = help: \\x07\n");
}

TEST(Diagnostic, CutsALongLineBetweenCharacters) {
  std::string text;
  for (int i = 0; i < 300; ++i) {
    text += "\xC3\xA9";
  }
  for (std::uint32_t at : {301U, 302U, 303U, 304U, 598U}) {
    EXPECT_EQ(rendered(text, {at, at + 2}).find("\xEF\xBF\xBD"), std::string::npos) << at;
  }
}

TEST(Diagnostic, HasOneLineAMessage) {
  Diagnostics diagnostics;
  diagnostics.add({Severity::kWarning, "a\nerror: b", nullptr, {}, "c\rd", "it\nem"});
  EXPECT_EQ(render(diagnostics.all().front()), "warning: it\\x0aem: a\\x0aerror: b\n  = help: c\\x0dd\n");
}

TEST(Diagnostics, CarriesTheNameOfItsRule) {
  Diagnostics diagnostics;
  diagnostics.add({Severity::kNote, "first", nullptr, {}, {}, {}, "own-rule"});
  {
    RuleScope rule(diagnostics, "scope-rule");
    diagnostics.add({Severity::kWarning, "second", nullptr, {}, {}, {}});
  }
  diagnostics.add({Severity::kError, "third", nullptr, {}, {}, {}});
  diagnostics.name_rule(0, "last-rule");
  EXPECT_EQ(render(diagnostics.all()[0], ShowRule::kYes), "note[own-rule]: first\n");
  EXPECT_EQ(render(diagnostics.all()[1], ShowRule::kYes), "warning[scope-rule]: second\n");
  EXPECT_EQ(render(diagnostics.all()[2], ShowRule::kYes), "error[last-rule]: third\n");
  EXPECT_EQ(render(diagnostics.all()[2]), "error: third\n");
}

}  // namespace
}  // namespace vedette
