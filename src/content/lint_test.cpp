#include "content/lint.h"

#include <gtest/gtest.h>

namespace vedette::content {
namespace {

std::string lint_text(std::string filter) {
  Diagnostics diagnostics;
  SourceText text("f", std::move(filter));
  lint_filter(text, "item", diagnostics);
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
  EXPECT_EQ(lint_text("evt.Meta.x == 'b' or evt.Meta.log_type == 'a' and true"), "18");
  EXPECT_EQ(lint_text("evt.Meta.log_type == 'a'"), "");
  EXPECT_EQ(lint_text("evt.Meta.log_type == "), "");
}

}  // namespace
}  // namespace vedette::content
