#include "content/embedded.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>

#include "content/spec.h"

namespace vedette::content {
namespace {

TEST(Embedded, HoldsTheFilesByteForByte) {
  ASSERT_GT(embedded_files().size(), 10u);
  for (const EmbeddedFile& file : embedded_files()) {
    std::ifstream in(std::string(VEDETTE_SOURCE_DIR) + "/hub/" + std::string(file.path), std::ios::binary);
    std::string text((std::istreambuf_iterator<char>(in)), {});
    EXPECT_EQ(file.text, text) << file.path;
    EXPECT_EQ(file.path.find("/."), std::string_view::npos);
  }
}

TEST(Embedded, LoadsWithoutAWord) {
  Diagnostics diagnostics;
  Content content = load_bundled(diagnostics);
  for (const Diagnostic& diagnostic : diagnostics.all()) {
    ADD_FAILURE() << render(diagnostic);
  }
  EXPECT_GT(content.parsers.size(), 2u);
  EXPECT_GT(content.scenarios.size(), 14u);
  EXPECT_TRUE(content.skipped.empty());
}

}  // namespace
}  // namespace vedette::content
