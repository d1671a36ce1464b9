// The whole Hub, as much as a checkout in VEDETTE_HUB holds: all parsers, scenarios and postoverflows together load without an error, fast and small.
#include <gtest/gtest.h>
#include <malloc.h>
#include <sys/resource.h>

#include <cstdlib>
#include <iostream>

#include "engine/rules.h"

namespace vedette::engine {
namespace {

double processor_seconds() {
  struct rusage usage {};
  getrusage(RUSAGE_SELF, &usage);
  auto seconds = [](const timeval& t) { return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6; };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

double heap_mebibytes() {
  struct mallinfo2 info = mallinfo2();
  return static_cast<double>(info.uordblks + info.hblkhd) / (1024 * 1024);
}

TEST(HubLoad, LoadsWithoutAnError) {
  const char* hub = std::getenv("VEDETTE_HUB");
  if (hub == nullptr) {
    GTEST_SKIP() << "VEDETTE_HUB names no checkout of the Hub";
  }
  RulesChoice choice;
  choice.content_folder = hub;
  if (const char* data = std::getenv("VEDETTE_HUB_DATA")) {
    choice.data_folders.emplace_back(data);
  }
  Diagnostics diagnostics;
  const double heap = heap_mebibytes();
  const double begin = processor_seconds();
  Rules rules = load_rules(choice, diagnostics);
  const double seconds = processor_seconds() - begin;
  const double mebibytes = heap_mebibytes() - heap;
  std::cout << rules.content.parsers.size() << " parsers, " << rules.scenarios->size() << " scenarios, " << rules.content.postoverflows.size()
            << " postoverflows in " << seconds << " s of processor time and " << mebibytes << " MiB\n";
  for (const Diagnostic& diagnostic : diagnostics.all()) {
    EXPECT_NE(diagnostic.severity, Severity::kError) << render(diagnostic);
  }
  // An item that stands twice under one name is left out once, as in the reference.
  for (const content::SkippedItem& item : rules.skipped) {
    EXPECT_NE(item.reason.find("has the same name"), std::string::npos) << item.name << ": " << item.reason;
  }
  EXPECT_GT(rules.scenarios->size(), 700U);
#if defined(__OPTIMIZE__) && !defined(__SANITIZE_ADDRESS__)
  EXPECT_LT(seconds, 1);
#endif
  EXPECT_LT(mebibytes, 300);
}

}  // namespace
}  // namespace vedette::engine
