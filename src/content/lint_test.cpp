#include "content/lint.h"

#include <gtest/gtest.h>

namespace vedette::content {
namespace {

std::string lint_text(std::string filter) {
  Content content;
  content.parsers.emplace_back();
  content.parsers.back().filter = SourceText("f", std::move(filter));
  Diagnostics diagnostics;
  check_content({content}, diagnostics);
  if (diagnostics.all().empty()) {
    return "";
  }
  return std::to_string(diagnostics.all()[0].span.begin);
}

TEST(Lint, WarnsOfAnEscapingOr) {
  EXPECT_EQ(lint_text("evt.Meta.log_type == 'a' && evt.Meta.x == 'b' || evt.Meta.x == 'c' || evt.Meta.x == 'd'"), "46");
  EXPECT_EQ(lint_text("evt.Meta.log_type == 'a' && (evt.Meta.x == 'b' || evt.Meta.x == 'c')"), "");
  EXPECT_EQ(lint_text("evt.Meta.log_type == 'a' && evt.X || evt.Meta.log_type in ['b'] && evt.Y"), "");
  EXPECT_EQ(lint_text("evt.Meta.x == 'b' || evt.Meta.x == 'c'"), "");
  EXPECT_EQ(lint_text("evt.Meta.x == 'b' or evt.Meta.log_type == 'a' and true"), "");
  EXPECT_EQ(lint_text("evt.Parsed.program == 'a' || evt.Parsed.message matches '^a:'"), "");
  EXPECT_EQ(lint_text("evt.Meta.log_type == 'a'"), "");
  EXPECT_EQ(lint_text("evt.Meta.log_type == "), "");
}

}  // namespace
}  // namespace vedette::content
