// Cases as data: tests/notify/<case>/ holds notification.yaml, alerts.json and expected.txt, which VEDETTE_UPDATE=1 rewrites.
#include "notify/rendering.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "model/read_alert.h"

namespace vedette::notify {
namespace {

namespace fs = std::filesystem;

std::string read_text(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

std::string without_folder(std::string text, const std::string& folder) {
  for (std::size_t at; (at = text.find(folder + "/")) != std::string::npos;) {
    text.erase(at, folder.size() + 1);
  }
  return text;
}

std::string describe_case(const fs::path& folder) {
  Diagnostics diagnostics;
  const Notifiers notifiers = load_notifiers({folder.string(), {}, {}, {}, std::nullopt}, diagnostics);
  std::string out;
  for (const Diagnostic& diagnostic : diagnostics.all()) {
    if (diagnostic.message.find("everybody on this machine") == std::string::npos) {  // depends on who checked out
      out += render(diagnostic);
    }
  }
  auto alerts = model::read_alerts(read_text(folder / "alerts.json"));
  EXPECT_TRUE(alerts) << folder << (alerts ? "" : alerts.error().message);
  if (!alerts) {
    return out;
  }
  for (const auto& notifier : notifiers.all) {
    const Rendering made = notifier->render(*alerts, from_unix(1'795'532'645, 0));
    for (const Diagnostic& problem : made.problems) {
      out += render(problem);
    }
    for (const Message& message : made.messages) {
      out += "=== " + notifier->config().name + " " + std::to_string(message.part + 1) + "/" + std::to_string(message.parts) +
             (message.fallback ? " (plain)" : "") + "\n" + message.body + (message.body.ends_with('\n') ? "" : "\n");
    }
    if (made.messages.empty()) {
      out += "=== " + notifier->config().name + ": nothing\n";
    }
  }
  return without_folder(std::move(out), folder.string());
}

TEST(Rendering, Cases) {
  const fs::path root = fs::path(VEDETTE_SOURCE_DIR) / "tests" / "notify" / "rendering";
  std::vector<fs::path> folders;
  for (const auto& entry : fs::directory_iterator(root)) {
    if (entry.is_directory()) {
      folders.push_back(entry.path());
    }
  }
  std::sort(folders.begin(), folders.end());
  ASSERT_GT(folders.size(), 10U);
  for (const fs::path& folder : folders) {
    const std::string got = describe_case(folder);
    if (std::getenv("VEDETTE_UPDATE") != nullptr) {
      std::ofstream(folder / "expected.txt", std::ios::binary) << got;
    }
    EXPECT_EQ(got, read_text(folder / "expected.txt")) << folder.filename();
  }
}

TEST(Rendering, SaysWhereJsonBreaks) {
  EXPECT_FALSE(find_json_flaw("{\"a\":1}"));
  EXPECT_FALSE(find_json_flaw("\n{\"index\":{}}\n\n{\"a\":1}\n"));
  auto flaw = find_json_flaw("{\"a\":\"x\"y\"}");
  ASSERT_TRUE(flaw);
  EXPECT_EQ(flaw->offset, 8U);
  flaw = find_json_flaw("{\"a\":1}\n{\"b\":}\n");
  ASSERT_TRUE(flaw);
  EXPECT_EQ(flaw->offset, 13U);
  EXPECT_TRUE(find_json_flaw("").has_value());
}

TEST(Rendering, TellsJsonFromText) {
  EXPECT_TRUE(looks_like_json(" {\"a\": 1} "));
  EXPECT_TRUE(looks_like_json("[{\"a\": \"x\"y\"}]"));
  EXPECT_TRUE(looks_like_json("{}"));
  EXPECT_FALSE(looks_like_json("[vedette] an alert [high]"));
  EXPECT_FALSE(looks_like_json("{braces} in a text"));
  EXPECT_FALSE(looks_like_json(""));
}

}  // namespace
}  // namespace vedette::notify
