#include "engine/reload.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "buckets/bucket_case.h"

namespace vedette::engine {
namespace {

namespace fs = std::filesystem;
using buckets::at;
using Lines = std::vector<std::string>;

/// A folder of rules that the test changes.
class RulesFolder {
 public:
  RulesFolder() : path_(fs::temp_directory_path() / ("vedette-reload-" + std::to_string(::getpid()))) {
    fs::create_directories(path_ / "scenarios");
    fs::create_directories(path_ / "data");
  }
  ~RulesFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  RulesFolder(const RulesFolder&) = delete;
  RulesFolder& operator=(const RulesFolder&) = delete;

  void write(const std::string& name, const std::string& text) const { std::ofstream(path_ / name) << text; }
  void scenario(const std::string& name, const std::string& more) const {
    write("scenarios/" + name + ".yaml", "type: leaky\nname: " + name + "\ndescription: d\nfilter: evt.Meta.kind == '" + name +
                                             "'\ngroupby: evt.Meta.source_ip\nleakspeed: 1h\n" + more);
  }
  void remove(const std::string& name) const { fs::remove(path_ / name); }
  [[nodiscard]] RulesChoice choice() const { return {{}, path_.string(), {}}; }

 private:
  fs::path path_;
};

class Collector final : public AlertSink {
 public:
  void alert(EmittedAlert&& emitted) override {
    for (const model::Alert& alert : emitted.alert->alerts) {
      lines.push_back(alert.scenario + " " + std::to_string(alert.events_count));
    }
  }
  Lines lines;
};

/// Rules that run, and a back that has them.
class Engine {
 public:
  explicit Engine(const RulesFolder& folder) : folder_(folder), rules_(load_rules(folder.choice(), diagnostics_)) {
    BackOptions options;
    options.files = rules_.files.get();
    back_ = std::make_unique<Back>(*rules_.scenarios, rules_.postoverflows.get(), options, sink_);
  }

  void pour(const std::string& kind, double seconds) {
    Arena arena;
    expr::Services services{rules_.files.get(), nullptr, nullptr};
    buckets::PourBuilder builder(*rules_.scenarios, {&services, at(0)});
    model::Event event = buckets::make_event(at(seconds), {{"kind", kind}}, arena);
    if (buckets::PouredEventRef poured = builder.build(event, {0, record_++}, std::nullopt)) {
      ASSERT_TRUE(back_->add({{poured}}).has_value());
    }
  }

  /// "unchanged changed removed added dropped".
  std::string reload() {
    Reload next = prepare_reload(rules_, folder_.choice(), diagnostics_);
    const Result<std::size_t> dropped = back_->replace_rules(next.for_back());
    EXPECT_TRUE(dropped.has_value());
    std::string line;
    for (std::size_t count : {next.changes.unchanged, next.changes.changed, next.changes.removed, next.changes.added, dropped.value_or(99)}) {
      line += (line.empty() ? "" : " ") + std::to_string(count);
    }
    rules_ = std::move(next.rules);  // what the back points to stays where it is
    return line;
  }

  Lines finish() {
    EXPECT_TRUE(back_->finish().has_value());
    return sink_.lines;
  }

  [[nodiscard]] const Diagnostics& diagnostics() const { return diagnostics_; }

 private:
  const RulesFolder& folder_;
  Diagnostics diagnostics_;
  Rules rules_;
  Collector sink_;
  std::unique_ptr<Back> back_;
  std::uint64_t record_ = 0;
};

TEST(Reload, KeepsTheBucketsOfScenariosThatAreTheSame) {
  RulesFolder folder;
  folder.scenario("b_same", "capacity: 2\n");
  folder.scenario("c_changed", "capacity: 2\n");
  folder.scenario("d_removed", "capacity: 2\n");
  Engine engine(folder);
  for (double second : {1, 2}) {
    engine.pour("b_same", second);
    engine.pour("c_changed", second);
    engine.pour("d_removed", second);
  }
  // Comments and layout say nothing; a scenario before it gives the one that stays another number.
  folder.scenario("b_same", "# the same\ncapacity:   2\n");
  folder.scenario("c_changed", "capacity: 2\nblackhole: 1m\n");
  folder.remove("scenarios/d_removed.yaml");
  folder.scenario("a_added", "capacity: 2\n");
  EXPECT_EQ(engine.reload(), "1 1 1 1 2");
  engine.pour("b_same", 3);
  engine.pour("c_changed", 3);
  engine.pour("d_removed", 3);
  EXPECT_EQ(engine.finish(), Lines({"b_same 3"}));
}

TEST(Reload, KeepsBlackholesAndDeadlines) {
  RulesFolder folder;
  folder.scenario("b", "capacity: 1\nblackhole: 10m\n");
  Engine engine(folder);
  engine.pour("b", 1);
  engine.pour("b", 2);  // overflows; its blackhole begins
  engine.pour("b", 3);
  folder.scenario("a", "capacity: 1\n");
  EXPECT_EQ(engine.reload(), "1 0 0 1 0");
  engine.pour("b", 4);  // hidden
  EXPECT_EQ(engine.reload(), "2 0 0 0 0");
  engine.pour("b", 700);  // no more
  engine.pour("b", 701);
  EXPECT_EQ(engine.finish(), Lines({"b 2", "b 2"}));
}

TEST(Reload, TakesAnotherDataFileForAnotherScenario) {
  RulesFolder folder;
  folder.write("data/known.txt", "192.0.2.1\n");
  folder.write("scenarios/b.yaml",
               "type: leaky\nname: b\ndescription: d\nfilter: evt.Meta.source_ip in File('known.txt')\nleakspeed: 1h\ncapacity: 1\n"
               "data:\n  - dest_file: known.txt\n    type: string\n");
  Engine engine(folder);
  engine.pour("b", 1);
  EXPECT_EQ(engine.reload(), "1 0 0 0 0");
  folder.write("data/known.txt", "192.0.2.1\n192.0.2.2\n");
  EXPECT_EQ(engine.reload(), "0 1 0 0 1");
  engine.pour("b", 2);
  EXPECT_EQ(engine.finish(), Lines());
}

TEST(Reload, SkipsABrokenItemAndSaysSo) {
  RulesFolder folder;
  folder.scenario("b", "capacity: 1\n");
  folder.scenario("c", "capacity: 1\n");
  Engine engine(folder);
  engine.pour("b", 1);
  engine.pour("c", 1);
  folder.write("scenarios/c.yaml", "type: leaky\nname: c\n  filter: [\n");
  EXPECT_EQ(engine.reload(), "1 0 1 0 1");
  EXPECT_TRUE(engine.diagnostics().has_errors());
  engine.pour("b", 2);
  EXPECT_EQ(engine.finish(), Lines({"b 2"}));
}

}  // namespace
}  // namespace vedette::engine
