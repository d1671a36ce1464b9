#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "content/spec.h"

namespace vedette::content {
namespace {

namespace fs = std::filesystem;

class Folder {
 public:
  Folder() : path_(fs::temp_directory_path() / ("vedette_content_" + std::to_string(::getpid()) + "_" + std::to_string(counter_++))) {
    fs::create_directories(path_);
  }
  ~Folder() { fs::remove_all(path_); }
  void write(const std::string& name, const std::string& text) const {
    fs::create_directories((path_ / name).parent_path());
    std::ofstream(path_ / name, std::ios::binary) << text;
  }
  [[nodiscard]] std::string path() const { return path_; }

 private:
  static inline int counter_ = 0;
  fs::path path_;
};

std::string messages(const Diagnostics& diagnostics) {
  std::string out;
  for (const Diagnostic& d : diagnostics.all()) {
    out += d.severity == Severity::kError ? "error " : "warning ";
    if (d.file) {
      out += std::to_string(d.file->position(d.span.begin).line) + " ";
    }
    out += d.message + (d.hint.empty() ? "" : " (" + d.hint + ")") + "\n";
  }
  return out;
}

TEST(LoadFolder, ReadsAParser) {
  Folder folder;
  folder.write("parsers/s01-parse/a/x.yaml",
               "name: a/x\nonsuccess: next_stage\nfilter: evt.Parsed.program == 'x'\nstatics:\n  - meta: log_type\n    value: 1\n"
               "nodes:\n  - filter: |\n      evt.A\n    statics:\n      - parsed: p\n        expression: evt.B\n"
               "whitelist:\n  reason: r\n  ip: [1.2.3.4]\ndata:\n  - dest_file: d.txt\n    type: string\n");
  Diagnostics diagnostics;
  Content content = load_folder(folder.path(), {}, diagnostics);
  EXPECT_EQ(messages(diagnostics), "");
  ASSERT_EQ(content.parsers.size(), 1u);
  const NodeSpec& node = content.parsers[0];
  EXPECT_EQ(node.stage, "s01-parse");
  EXPECT_EQ(node.on_success, "next_stage");
  EXPECT_EQ(node.statics[0].value, "1");
  ASSERT_EQ(node.nodes.size(), 1u);
  EXPECT_EQ(node.nodes[0].name, "child-a/x");
  EXPECT_EQ(node.nodes[0].filter.text(), "evt.A\n");
  EXPECT_EQ(node.nodes[0].filter.file()->position(node.nodes[0].filter.file_offset(0)).line, 9u);
  EXPECT_EQ(node.whitelist.ips[0].text(), "1.2.3.4");
  EXPECT_EQ(node.data[0].dest_file.text(), "d.txt");
}

TEST(LoadFolder, ReadsAScenario) {
  Folder folder;
  folder.write("scenarios/a/x.yaml",
               "type: leaky\nname: a/x\ndescription: d\ncapacity: 5\nleakspeed: 30s\nfilter: 'true'\nblackhole: 1m\nreprocess: yes\n"
               "scope:\n  type: AwsARN\n  expression: evt.Meta.arn\nlabels:\n  remediation: true\n  confidence: 3\n  list: [a, 1]\n");
  Diagnostics diagnostics;
  Content content = load_folder(folder.path(), {}, diagnostics);
  EXPECT_EQ(messages(diagnostics), "");
  ASSERT_EQ(content.scenarios.size(), 1u);
  const ScenarioSpec& s = content.scenarios[0];
  EXPECT_EQ(s.type, BucketType::kLeaky);
  EXPECT_EQ(s.capacity, 5);
  EXPECT_EQ(s.leakspeed, 30 * kSecond);
  EXPECT_EQ(s.blackhole, kMinute);
  EXPECT_TRUE(s.reprocess);
  EXPECT_TRUE(s.remediation);
  EXPECT_EQ(s.scope_type, "AwsARN");
  EXPECT_EQ(s.labels.at("list"), "[\"a\",1]");
  EXPECT_EQ(s.labels.at("confidence"), "3");
  EXPECT_EQ(s.hash.size(), 64u);
}

TEST(LoadFolder, NamesMissingAndUnknownKeys) {
  Folder folder;
  folder.write("scenarios/a/x.yaml", "type: leaky\nname: a/x\ndescription: d\ncapacity: 5\nleakspeed: 3s\nfilter: 'true'\ngroup_by: evt.A\n");
  folder.write("scenarios/a/y.yaml", "type: leeky\nname: a/y\nfilter: 'true'\n");
  folder.write("scenarios/a/z.yaml", "type: leaky\nname: a/z\ndescription: d\ncapacity: 0\nfilter: 'true'\n");
  Diagnostics diagnostics;
  Content content = load_folder(folder.path(), {}, diagnostics);
  EXPECT_EQ(messages(diagnostics),
            "warning 7 unknown key `group_by` in a scenario: it is ignored (did you mean `groupby`?)\n"
            "error 2 this scenario has no `description` (one sentence on what it detects)\n"
            "error 1 unknown bucket type `leeky` (did you mean `leaky`?)\n"
            "error 4 `capacity` cannot be `0` in a leaky bucket (a leaky bucket holds at least 1)\n"
            "error 2 this scenario has no `leakspeed` (how long one event stays: `leakspeed: 10s`)\n");
  EXPECT_EQ(content.scenarios.size(), 1u);
  EXPECT_EQ(content.skipped.size(), 2u);
}

TEST(LoadFolder, OrdersAsTheReference) {
  Folder folder;
  std::string statics = "statics:\n  - meta: a\n    value: b\n";
  folder.write("parsers/s02-enrich/a/a.yaml", "name: a/a\n" + statics);
  folder.write("parsers/s01-parse/z/a.yaml", "name: z/a\n" + statics + "---\nname: z/second\n" + statics);
  folder.write("parsers/s01-parse/a/b.yaml", "name: a/b\n" + statics);
  std::string rest = "\ndescription: d\ntype: trigger\nfilter: 'true'\n";
  folder.write("scenarios/a/1.yaml", "name: B" + rest);
  folder.write("scenarios/a/2.yaml", "name: a" + rest);
  folder.write("scenarios/a/3.yaml", "name: c" + rest);
  Diagnostics diagnostics;
  Content content = load_folder(folder.path(), {}, diagnostics);
  EXPECT_EQ(messages(diagnostics), "");
  std::string order;
  for (const NodeSpec& node : content.parsers) {
    order += node.name + " ";
  }
  for (const ScenarioSpec& scenario : content.scenarios) {
    order += scenario.name + " ";
  }
  EXPECT_EQ(order, "z/a z/second a/b a/a a B c ");
}

TEST(LoadFolder, KeepsTheLaterOfTwoNames) {
  Folder folder;
  std::string rest = "\ndescription: d\ntype: trigger\nfilter: 'true'\n";
  folder.write("scenarios/a/1.yaml", "name: same" + rest);
  folder.write("scenarios/b/1.yaml", "name: same" + rest + "---\nname: same" + rest);
  Diagnostics diagnostics;
  Content content = load_folder(folder.path(), {}, diagnostics);
  EXPECT_EQ(content.scenarios.size(), 2u);
  ASSERT_EQ(diagnostics.all().size(), 2u);
  EXPECT_NE(diagnostics.all()[0].message.find("scenarios/b/1.yaml:1 counts"), std::string::npos) << diagnostics.all()[0].message;
  EXPECT_NE(diagnostics.all()[1].message.find("both run"), std::string::npos);
  EXPECT_EQ(content.skipped.size(), 1u);
}

TEST(LoadFolder, SkipsFormatsItDoesNotKnow) {
  Folder folder;
  std::string rest = "\ndescription: d\ntype: trigger\nfilter: 'true'\n";
  folder.write("scenarios/a/1.yaml", "name: one\nformat: 4.0" + rest);
  folder.write("scenarios/a/2.yaml", "name: two\nformat: 3.0" + rest);
  Diagnostics diagnostics;
  Content content = load_folder(folder.path(), {}, diagnostics);
  EXPECT_EQ(messages(diagnostics), "error 2 format 4.0 is not supported: this item is skipped (formats 1.0 to 3.0 are)\n");
  EXPECT_EQ(content.scenarios.size(), 1u);
}

TEST(LoadFolder, ReadsTheRecordedContent) {
  if (!fs::exists(std::string(VEDETTE_SHARED_DATA) + "/stages")) {
    GTEST_SKIP() << "no recorded results beside the checkout";
  }
  std::size_t parsers = 0;
  for (const auto& entry : fs::directory_iterator(std::string(VEDETTE_SHARED_DATA) + "/stages")) {
    Diagnostics diagnostics;
    Content content = load_folder(entry.path().string() + "/content", {}, diagnostics);
    EXPECT_EQ(messages(diagnostics), "") << entry.path();
    parsers += content.parsers.size();
    EXPECT_EQ(content.scenarios.size(), 1u);
  }
  EXPECT_GT(parsers, 50u);
  Diagnostics diagnostics;
  Content content = load_folder(std::string(VEDETTE_SHARED_DATA) + "/buckets/content", {}, diagnostics);
  EXPECT_EQ(messages(diagnostics), "");
  EXPECT_EQ(content.scenarios.size(), 133u);
}

}  // namespace
}  // namespace vedette::content
