// Every parser and postoverflow of the Hub through the loader: no pattern of theirs may be refused. Needs a checkout of the Hub in VEDETTE_HUB.
#include <gtest/gtest.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "content/spec.h"
#include "parse/stages.h"

namespace vedette::parse {
namespace {

TEST(HubParsers, patterns_compile) {
  const char* hub = std::getenv("VEDETTE_HUB");
  if (hub == nullptr || !std::filesystem::is_directory(hub)) {
    GTEST_SKIP() << "needs a checkout of the Hub in VEDETTE_HUB";
  }
  Diagnostics reading;
  content::Content content = content::load_folder(hub, {}, reading);
  ASSERT_GT(content.parsers.size(), 100);
  for (StagesKind kind : {StagesKind::kLog, StagesKind::kPostoverflow}) {
    const std::vector<content::NodeSpec>& specs = kind == StagesKind::kLog ? content.parsers : content.postoverflows;
    Diagnostics diagnostics;
    std::vector<content::SkippedItem> skipped;
    auto start = std::chrono::steady_clock::now();
    std::unique_ptr<Stages> stages = Stages::compile(specs, kind, diagnostics, skipped);
    std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    std::printf("%zu of %zu documents compile, in %.3f s\n", specs.size() - skipped.size(), specs.size(), took.count());
    for (const content::SkippedItem& item : skipped) {
      std::printf("  left out: %s: %s\n", item.name.c_str(), item.reason.c_str());
      EXPECT_EQ(item.reason.find("pattern"), std::string::npos) << item.name << ": " << item.reason;
    }
    for (const Diagnostic& diagnostic : diagnostics.all()) {
      if (diagnostic.severity == Severity::kWarning) {
        std::printf("%s", render(diagnostic).c_str());
      }
    }
  }
}

}  // namespace
}  // namespace vedette::parse
