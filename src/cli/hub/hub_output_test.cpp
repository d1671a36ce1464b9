// What the commands about the hub print.
#include <gtest/gtest.h>

#include "cli/hub/columns.h"
#include "cli/hub/inspect.h"
#include "cli/hub/list.h"
#include "cli/hub/unified_diff.h"
#include "content/hub/testing.h"

namespace vedette::cli {
namespace {

using content::ItemType;

TEST(UnifiedDiff, ShowsWhatChanged) {
  EXPECT_EQ(unified_diff("a", "b", "same\n", "same\n"), "");
  EXPECT_EQ(unified_diff("a", "b", "1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nfive\n6\n7\n8\n9\n"),
            "--- a\n+++ b\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n");
  EXPECT_EQ(unified_diff("a", "b", "", "x\n"), "--- a\n+++ b\n@@ -0,0 +1 @@\n+x\n");
  EXPECT_EQ(unified_diff("a", "b", "x", ""), "--- a\n+++ b\n@@ -1 +0,0 @@\n-x\n\\ No newline at end of file\n");
  std::string left;
  std::string right;
  for (int i = 0; i < 30; ++i) {
    left += std::to_string(i) + "\n";
    right += (i == 2 || i == 25 ? "new\n" : std::to_string(i) + "\n");
  }
  EXPECT_EQ(unified_diff("a", "b", left, right),
            "--- a\n+++ b\n@@ -1,6 +1,6 @@\n 0\n 1\n-2\n+new\n 3\n 4\n 5\n@@ -23,7 +23,7 @@\n 22\n 23\n 24\n-25\n+new\n 26\n 27\n 28\n");
}

TEST(UnifiedDiff, IsBounded) {
  std::string left;
  std::string right;
  for (int i = 0; i < 20'000; ++i) {
    left += "l" + std::to_string(i) + "\n";
    right += "r" + std::to_string(i) + "\n";
  }
  const std::string diff = unified_diff("a", "b", left, right);
  EXPECT_TRUE(diff.starts_with("--- a\n+++ b\n@@ -1,20000 +1,20000 @@\n-l0\n"));
}

TEST(Columns, AreAsWideAsTheirText) {
  EXPECT_EQ(shown_columns("📦 Status"), 9U);
  EXPECT_EQ(shown_columns("✔️  enabled"), 10U);
  EXPECT_EQ(shown_columns("\x1b[32mok\x1b[0m"), 2U);
  Columns table({"Name", "📦"});
  table.add({"a", "bb"});
  table.rule();
  table.add({"longer", "🚫"});
  EXPECT_EQ(table.render(Style(false)), "------------\n Name    📦 \n------------\n a       bb \n------------\n longer  🚫 \n------------\n");
}

TEST(ItemOutput, EscapesAsTheReferenceDoes) {
  content::HubItem item;
  item.type = ItemType::kScenarios;
  item.name = "author/scen";
  item.file_name = "scen.yaml";
  item.description = " <a>, \"b\"\nsecond line ";
  item.path = "scenarios/author/scen.yaml";
  item.version = "0.10";
  item.versions = {{"0.10", "aa", true}, {"0.9", "", false}};
  item.state.local_version = "0.9";
  ItemsByType items;
  items[index_of(ItemType::kScenarios)] = {&item};
  EXPECT_EQ(item_list_csv({ItemType::kScenarios}, items),
            "name,status,version,description\nauthor/scen,\"disabled,update-available\",0.9,\"<a>, \"\"b\"\"\nsecond line\"\n");
  EXPECT_EQ(item_list_json({ItemType::kScenarios, ItemType::kParsers}, items),
            "{\n \"parsers\": [],\n \"scenarios\": [\n  {\n   \"name\": \"author/scen\",\n   \"local_version\": \"0.9\",\n   \"local_path\": \"\",\n"
            "   \"description\": \"\\u003ca\\u003e, \\\"b\\\"\\nsecond line\",\n   \"utf8_status\": \"🚫  disabled,update-available\",\n"
            "   \"status\": \"disabled,update-available\"\n  }\n ]\n}\n");
  content::HubMachine machine;
  machine.write("etc/hub/.index.json", "{}");
  const content::Hub hub = content::Hub::load(machine.folders(), machine.log()).value();
  EXPECT_EQ(
      item_yaml(hub, item),
      "type: scenarios\nname: author/scen\nfile_name: scen.yaml\ndescription: \" <a>, \\\"b\\\"\\nsecond line \"\npath: scenarios/author/scen.yaml\n"
      "version: \"0.10\"\ndependencies: {}\nlocal_version: \"0.9\"\ndownloadpath: \"\"\nup_to_date: false\ntainted: false\ninstalled: false\n"
      "local: false\n");
  EXPECT_EQ(
      item_json(hub, item),
      "{\n  \"type\": \"scenarios\",\n  \"name\": \"author/scen\",\n  \"file_name\": \"scen.yaml\",\n"
      "  \"description\": \" \\u003ca\\u003e, \\\"b\\\"\\nsecond line \",\n  \"path\": \"scenarios/author/scen.yaml\",\n  \"version\": \"0.10\",\n"
      "  \"versions\": {\n    \"0.10\": {\n      \"digest\": \"aa\",\n      \"deprecated\": true\n    },\n    \"0.9\": {}\n  },\n"
      "  \"local_version\": \"0.9\",\n  \"installed\": false,\n  \"downloaded\": false,\n  \"up_to_date\": false,\n  \"tainted\": false,\n"
      "  \"local\": false\n}\n");
}

}  // namespace
}  // namespace vedette::cli
