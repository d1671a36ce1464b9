#include "engine/back.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <algorithm>
#include <csignal>
#include <random>

#include "buckets/bucket_case.h"
#include "expr/builtins/network.h"
#include "parse/stages.h"

namespace vedette::engine {
namespace {

using buckets::at;
using buckets::compile_all;
using buckets::leaky_spec;
using buckets::make_event;
using buckets::Meta;
using buckets::PouredEventRef;
using buckets::source;
using buckets::trigger_spec;
using Lines = std::vector<std::string>;

class Collector final : public AlertSink {
 public:
  void alert(EmittedAlert&& emitted) override {
    for (const model::Alert& alert : emitted.alert->alerts) {
      std::string line = alert.scenario + " [";
      for (std::size_t i = 0; i < alert.events.size(); ++i) {
        line += i != 0 ? " " : "";
        line += alert.events[i].get_meta("id");
      }
      line += "]";
      if (emitted.allowed) {
        line += " allowed: " + emitted.allow_reason;
      }
      lines.push_back(std::move(line));
    }
  }
  Lines lines;
};

/// Scenarios, and events made for them.
struct World {
  explicit World(std::vector<content::ScenarioSpec> specs) : scenarios(compile_all(std::move(specs))), builder(scenarios, {}) {}

  PouredEventRef event(double seconds, std::uint64_t path, std::uint64_t record, const Meta& meta = {},
                       const std::optional<buckets::DuplicateId>& id = std::nullopt) {
    Arena arena;
    Meta all = meta;
    all.try_emplace("id", std::to_string(path) + "/" + std::to_string(record));
    model::Event log = make_event(at(seconds), all, arena);
    return builder.build(log, {path, record}, id);
  }

  buckets::Scenarios scenarios;
  buckets::PourBuilder builder;
};

void must(const Result<void>& result) {
  ASSERT_TRUE(result.has_value()) << result.error().message;
}

TEST(Back, OrdersByTimePathAndRecord) {
  World world({trigger_spec()});
  Collector sink;
  Back back(world.scenarios, nullptr, {}, sink);
  must(back.add({{world.event(5, 2, 0), world.event(3, 2, 1), world.event(3, 2, 2)}}));
  must(back.add({{world.event(3, 1, 7), world.event(9, 1, 8)}}));
  must(back.finish());
  EXPECT_EQ(sink.lines, Lines({"t [1/7]", "t [2/1]", "t [2/2]", "t [2/0]", "t [1/8]"}));
}

TEST(Back, ReleasesWhatIsEarlierThanTheWatermark) {
  World world({trigger_spec()});
  Collector sink;
  Back back(world.scenarios, nullptr, {}, sink);
  must(back.add({{world.event(1, 0, 0), world.event(2, 0, 1), world.event(3, 0, 2)}}));
  must(back.advance(at(2)));
  EXPECT_EQ(sink.lines, Lines({"t [0/0]"}));
  must(back.add({{world.event(2, 0, 3), world.event(1.5, 0, 4)}}));
  EXPECT_EQ(back.stats().late, 1U);
  must(back.finish());
  EXPECT_EQ(sink.lines, Lines({"t [0/0]", "t [0/4]", "t [0/1]", "t [0/3]", "t [0/2]"}));
}

std::vector<content::ScenarioSpec> busy_specs() {
  content::ScenarioSpec leaky = leaky_spec(3, 5 * kSecond);
  leaky.name = "leaky";
  leaky.groupby = source("evt.Meta.user");
  leaky.blackhole = 20 * kSecond;
  content::ScenarioSpec counter = buckets::make_spec(content::BucketType::kCounter, -1);
  counter.name = "counter";
  counter.groupby = source("evt.Meta.user");
  counter.duration = 30 * kSecond;
  counter.cache_size = 5;
  return {leaky, counter};
}

std::vector<PouredEventRef> busy_events(World& world) {
  std::mt19937 random(1);
  std::vector<PouredEventRef> events;
  for (std::uint64_t i = 0; i < 3000; ++i) {
    events.push_back(world.event(static_cast<double>(random() % 2000), random() % 3, i, {{"user", std::to_string(random() % 20)}}));
  }
  return events;
}

Lines run_busy(std::uint32_t seed, std::size_t batch_size, std::size_t memory_budget, std::uint64_t& spilled) {
  World world(busy_specs());
  std::vector<PouredEventRef> events = busy_events(world);
  std::shuffle(events.begin(), events.end(), std::mt19937(seed));
  Collector sink;
  BackOptions options;
  options.memory_budget = memory_budget;
  Back back(world.scenarios, nullptr, options, sink);
  for (std::size_t i = 0; i < events.size(); i += batch_size) {
    Batch batch;
    for (std::size_t j = i; j < std::min(i + batch_size, events.size()); ++j) {
      batch.events.push_back(std::move(events[j]));
    }
    EXPECT_TRUE(back.add(std::move(batch)).has_value());
  }
  EXPECT_TRUE(back.finish().has_value());
  spilled = back.stats().spilled_bytes;
  return sink.lines;
}

TEST(Back, TheOrderOfArrivalAndTheSpillChangeNothing) {
  std::uint64_t spilled = 0;
  const Lines expected = run_busy(1, 3000, 1 << 30, spilled);
  EXPECT_EQ(spilled, 0U);
  EXPECT_GT(expected.size(), 200U);
  EXPECT_EQ(run_busy(2, 1, 1 << 30, spilled), expected);
  EXPECT_EQ(run_busy(3, 100, 1 << 30, spilled), expected);
  EXPECT_EQ(run_busy(4, 100, 50'000, spilled), expected);
  EXPECT_GT(spilled, 100'000U);
  EXPECT_EQ(run_busy(5, 7, 1, spilled), expected);
}

TEST(Back, TheWatermarkChangesNothing) {
  std::uint64_t spilled = 0;
  const Lines expected = run_busy(1, 3000, 1 << 30, spilled);
  World world(busy_specs());
  std::vector<PouredEventRef> events = busy_events(world);
  std::stable_sort(events.begin(), events.end(), [](const auto& a, const auto& b) { return a->time() < b->time(); });
  // Disorder within batches of 40; what is promised after each batch is the earliest time of the rest.
  for (std::size_t i = 0; i + 40 <= events.size(); i += 40) {
    std::shuffle(events.begin() + static_cast<std::ptrdiff_t>(i), events.begin() + static_cast<std::ptrdiff_t>(i) + 40, std::mt19937(7));
  }
  Collector sink;
  BackOptions options;
  options.memory_budget = 10'000;
  Back back(world.scenarios, nullptr, options, sink);
  for (std::size_t i = 0; i < events.size(); i += 10) {
    Batch batch;
    for (std::size_t j = i; j < std::min(i + 10, events.size()); ++j) {
      batch.events.push_back(events[j]);
    }
    must(back.add(std::move(batch)));
    Time earliest = at(1e6);
    for (std::size_t j = i + 10; j < events.size(); ++j) {
      earliest = std::min(earliest, events[j]->time());
    }
    must(back.advance(earliest));
  }
  EXPECT_EQ(back.stats().late, 0U);
  EXPECT_GT(sink.lines.size(), expected.size() / 2);
  must(back.finish());
  EXPECT_EQ(sink.lines, expected);
}

TEST(Back, DropsRecordsThatCameBefore) {
  const buckets::DuplicateId one{111122223333, 1, 2};
  const buckets::DuplicateId other_account{444455556666, 1, 2};
  for (bool keep : {false, true}) {
    World world({trigger_spec()});
    Collector sink;
    BackOptions options;
    options.keep_duplicates = keep;
    Back back(world.scenarios, nullptr, options, sink);
    must(back.add({{world.event(1, 5, 0, {}, one), world.event(1, 5, 1), world.event(2, 5, 2, {}, one)}}));
    must(back.add({{world.event(1, 3, 0, {}, one), world.event(1, 3, 1, {}, other_account), world.event(1, 3, 2)}}));
    must(back.finish());
    // The first in order stays. The same id at another time is another record.
    if (keep) {
      EXPECT_EQ(sink.lines.size(), 6U);
      EXPECT_EQ(back.stats().duplicates, 0U);
    } else {
      EXPECT_EQ(sink.lines, Lines({"t [3/0]", "t [3/1]", "t [3/2]", "t [5/1]", "t [5/2]"}));
      EXPECT_EQ(back.stats().duplicates, 1U);
    }
  }
}

/// While it lives no file may grow past `bytes`: a disk that is full.
class FullDisk {
 public:
  explicit FullDisk(rlim_t bytes) {
    old_handler_ = std::signal(SIGXFSZ, SIG_IGN);
    ::getrlimit(RLIMIT_FSIZE, &old_);
    rlimit limit = old_;
    limit.rlim_cur = bytes;
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FullDisk() {
    ::setrlimit(RLIMIT_FSIZE, &old_);
    std::signal(SIGXFSZ, old_handler_);
  }

 private:
  rlimit old_{};
  void (*old_handler_)(int) = SIG_DFL;
};

TEST(Back, AFullDiskIsAnErrorAndLosesNothing) {
  World world({trigger_spec()});
  Collector sink;
  BackOptions options;
  options.memory_budget = 20'000;
  Back back(world.scenarios, nullptr, options, sink);
  std::size_t failures = 0;
  {
    FullDisk disk(50'000);
    for (std::uint64_t i = 0; i < 1000; i += 10) {
      Batch batch;
      for (std::uint64_t j = i; j < i + 10; ++j) {
        batch.events.push_back(world.event(static_cast<double>(j), 0, j));
      }
      Result<void> added = back.add(std::move(batch));
      if (!added) {
        ++failures;
        EXPECT_NE(added.error().message.find("temporary file"), std::string::npos) << added.error().message;
      }
    }
  }
  EXPECT_GT(failures, 0U);
  must(back.finish());
  ASSERT_EQ(sink.lines.size(), 1000U);
  EXPECT_EQ(sink.lines[0], "t [0/0]");
  EXPECT_EQ(sink.lines[999], "t [0/999]");
}

TEST(Back, AFolderThatIsNotThereIsAnError) {
  World world({trigger_spec()});
  Collector sink;
  BackOptions options;
  options.memory_budget = 1;
  options.spill_folder = "/nowhere/at/all";
  Back back(world.scenarios, nullptr, options, sink);
  Result<void> added = back.add({{world.event(1, 0, 0)}});
  ASSERT_FALSE(added.has_value());
  EXPECT_NE(added.error().message.find("/nowhere/at/all"), std::string::npos);
  must(back.finish());
  EXPECT_EQ(sink.lines.size(), 1U);
}

TEST(Back, ReprocessedOverflowsArePouredRightAfterTheirCause) {
  content::ScenarioSpec cause = trigger_spec();
  cause.name = "a-cause";
  cause.filter = source("evt.Meta.id == 'x'");
  cause.reprocess = true;
  content::ScenarioSpec chain = leaky_spec(1, 10 * kSecond);
  chain.name = "b-chain";
  chain.filter = source("evt.Overflow.Alert != nil && evt.Overflow.Alert.GetScenario() == 'a-cause'");
  content::ScenarioSpec plain = trigger_spec();
  plain.name = "c-plain";
  World world({cause, chain, plain});
  Collector sink;
  Back back(world.scenarios, nullptr, {}, sink);
  must(back.add({{world.event(1, 0, 0, {{"id", "x"}}), world.event(2, 0, 1, {{"id", "x"}}), world.event(3, 0, 2, {{"id", "y"}})}}));
  must(back.finish());
  EXPECT_EQ(sink.lines, Lines({
                            "a-cause [x]",
                            "c-plain [x]",  // of the event itself
                            "c-plain []",   // of the overflow that was poured again
                            "a-cause [x]",
                            "c-plain [x]",
                            "b-chain [ ]",
                            "c-plain []",
                            "c-plain [y]",
                        }));
  EXPECT_EQ(back.stats().reprocessed, 2U);
}

TEST(Back, ScenariosThatFeedThemselvesAreStopped) {
  content::ScenarioSpec spec = trigger_spec();
  spec.reprocess = true;
  World world({spec});
  Collector sink;
  Back back(world.scenarios, nullptr, {}, sink);
  must(back.add({{world.event(1, 0, 0)}}));
  must(back.finish());
  EXPECT_EQ(sink.lines.size(), 9U);
  EXPECT_EQ(back.stats().reprocess_cut, 1U);
}

TEST(Back, AllowListedOverflowsStayVisible) {
  content::NodeSpec node;
  node.at = source("node");
  node.name = "allow";
  node.stage = "s00-enrich";
  node.whitelist.reason = "known scanner";
  node.whitelist.ips = {source("192.0.2.9")};
  Diagnostics diagnostics;
  std::vector<content::SkippedItem> skipped;
  auto stages = parse::Stages::compile({node}, parse::StagesKind::kPostoverflow, diagnostics, skipped);
  ASSERT_FALSE(diagnostics.has_errors());
  content::ScenarioSpec spec = trigger_spec();
  spec.reprocess = true;
  spec.filter = source("evt.Meta.id != ''");
  World world({spec});
  Collector sink;
  Back back(world.scenarios, stages.get(), {}, sink);
  must(back.add({{world.event(1, 0, 0, {{"source_ip", "192.0.2.9"}}), world.event(2, 0, 1)}}));
  must(back.finish());
  EXPECT_EQ(sink.lines, Lines({"t [0/0] allowed: known scanner", "t [0/1]"}));
  EXPECT_EQ(back.stats().allowed[0], 1U);
  EXPECT_EQ(back.stats().reprocessed, 1U);  // not the allow-listed one
}

/// Knows a name for every address; what it is told to expect comes before what is asked.
class FakeNetwork final : public expr::Network {
 public:
  Lines expected;
  Lines asked;
  std::size_t most_ahead = 0;

  void expect_names_of(const Ip& address) override {
    expected.push_back(address.to_string());
    most_ahead = std::max(most_ahead, expected.size() - asked.size());
  }
  std::span<const std::string_view> names_of(const Ip& address, Arena& arena) override {
    asked.push_back(address.to_string());
    auto* name = arena.make<std::string_view>(arena.copy("host-" + asked.back() + "."));
    return {name, 1};
  }
  std::span<const std::string_view> confirmed_names_of(const Ip&, Arena&) override { return {}; }
  std::span<const std::string_view> addresses_of(std::string_view, Arena&) override { return {}; }
  Result<expr::HttpAnswer> call(const expr::HttpCall&, Arena&) override { return fail(ErrorKind::kUnavailable, "fake"); }
  Result<std::string_view> threat_intelligence(std::string_view, Arena&) override { return fail(ErrorKind::kUnavailable, "fake"); }
};

TEST(Back, OverflowsThatWantNamesWaitTogetherAndInOrder) {
  content::NodeSpec node;
  node.at = source("node");
  node.name = "names";
  node.stage = "s00-enrich";
  content::StaticSpec name;
  name.at = source("static");
  name.method = "reverse_dns";
  name.expression = source("evt.Overflow.Alert.Source.IP");
  node.statics = {name};
  content::NodeSpec allow;
  allow.at = source("node");
  allow.name = "allow";
  allow.stage = "s01-whitelist";
  allow.whitelist.reason = "its name";
  allow.whitelist.expressions = {source("evt.Enriched.reverse_dns == 'host-192.0.2.2.'")};
  Diagnostics diagnostics;
  std::vector<content::SkippedItem> skipped;
  auto stages = parse::Stages::compile({node, allow}, parse::StagesKind::kPostoverflow, diagnostics, skipped);
  ASSERT_FALSE(diagnostics.has_errors());
  content::ScenarioSpec again = trigger_spec();
  again.name = "again";
  again.filter = source("evt.Meta.id == 'again'");
  again.reprocess = true;
  content::ScenarioSpec plain = trigger_spec();
  plain.filter = source("evt.Meta.id != 'again' && evt.Meta.source_ip != ''");
  World world({again, plain});
  Collector sink;
  FakeNetwork network;
  BackOptions options;
  options.network = &network;
  Back back(world.scenarios, stages.get(), options, sink);
  Batch batch;
  Lines wanted;
  for (int i = 0; i < 600; ++i) {
    Meta meta = {{"source_ip", "192.0.2." + std::to_string(i % 250 + 1)}};
    if (i == 300) {
      meta["id"] = "again";
    }
    batch.events.push_back(world.event(i, 0, static_cast<std::uint64_t>(i), meta));
    wanted.push_back(i == 300 ? "again [again]" : "t [0/" + std::to_string(i) + "]" + (i % 250 == 1 ? " allowed: its name" : ""));
  }
  must(back.add(std::move(batch)));
  must(back.finish());
  EXPECT_EQ(sink.lines, wanted);
  EXPECT_EQ(network.asked.size(), 600U);
  EXPECT_EQ(network.most_ahead, BackOptions::kMostWaiting + 1);
  EXPECT_EQ(back.stats().raised, 600U);

  // Who may not ask the network waits for nothing.
  World other({plain});
  Collector sink_of_other;
  Back offline(other.scenarios, stages.get(), {}, sink_of_other);
  must(offline.add({{other.event(1, 0, 0, {{"source_ip", "192.0.2.2"}})}}));
  must(offline.finish());
  EXPECT_EQ(sink_of_other.lines, Lines({"t [0/0]"}));
  EXPECT_EQ(offline.stats().absent[static_cast<std::size_t>(expr::Absence::kReverseDns)], 1U);
}

TEST(Back, DeadlinesFireWhenTheLogHasPassedThem) {
  content::ScenarioSpec counter = buckets::make_spec(content::BucketType::kCounter, -1);
  counter.duration = 10 * kSecond;
  for (double end : {9.9, 10.0}) {
    World world({counter});
    Collector sink;
    Back back(world.scenarios, nullptr, {}, sink);
    must(back.add({{world.event(0, 0, 0)}}));
    must(back.advance(at(1000)));  // nothing of the log is known to reach that far
    EXPECT_TRUE(sink.lines.empty());
    must(back.finish(at(end)));
    EXPECT_EQ(sink.lines.size(), end < 10 ? 0U : 1U);
  }
  // A later event makes it fire as soon as the watermark is past the deadline, before the event itself is released.
  World world({counter});
  Collector sink;
  Back back(world.scenarios, nullptr, {}, sink);
  must(back.add({{world.event(0, 0, 0), world.event(60, 0, 1)}}));
  must(back.advance(at(30)));
  EXPECT_EQ(sink.lines, Lines({"t [0/0]"}));
}

TEST(Back, CountsWhatIsOpenAtTheEnd) {
  World world(busy_specs());
  Collector sink;
  Back back(world.scenarios, nullptr, {}, sink);
  must(back.add({{world.event(1, 0, 0, {{"user", "a"}}), world.event(2, 0, 1, {{"user", "b"}})}}));
  must(back.finish());
  EXPECT_EQ(back.stats().open_buckets, (std::map<std::uint32_t, std::uint64_t>{{0, 2}, {1, 2}}));
  EXPECT_EQ(back.stats().buckets.poured, (std::vector<std::uint64_t>{2, 2}));
}

}  // namespace
}  // namespace vedette::engine
