#include "hubtest/test_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <map>
#include <mutex>
#include <thread>
#include <utility>

#include "engine/back.h"
#include "engine/front.h"
#include "engine/rules.h"
#include "explain/recorder.h"
#include "hubtest/generate.h"
#include "hubtest/results.h"
#include "parse/stash.h"
#include "sources/archive/reader.h"

namespace vedette::hubtest {
namespace {

using content::ItemFile;
using content::ItemKind;

constexpr std::size_t kLargestAssertFile = std::size_t{64} << 20;
constexpr std::size_t kMostExplained = 10'000;  // lines of a test's log

/// The files that the reference would have in its runtime folder: one a name, the later stands in for the earlier.
class InstalledFiles {
 public:
  void add(ItemFile item) {
    std::pair<ItemKind, std::string> place(item.kind, item.order);
    files_.insert_or_assign(std::move(place), std::move(item));
  }
  std::vector<ItemFile> take() {
    std::vector<ItemFile> out;
    for (auto& [place, item] : files_) {
      out.push_back(std::move(item));
    }
    return out;
  }

 private:
  std::map<std::pair<ItemKind, std::string>, ItemFile> files_;
};

Result<content::Content> load_content(const Hub& hub, const TestConfig& test, const RunOptions& options, Diagnostics& diagnostics) {
  InstalledFiles files;
  const std::pair<ItemKind, const std::vector<std::string>*> lists[] = {
      {ItemKind::kParser, &test.parsers}, {ItemKind::kScenario, &test.scenarios}, {ItemKind::kPostoverflow, &test.postoverflows}};
  for (const auto& [kind, names] : lists) {
    for (const std::string& name : *names) {
      Result<ItemFile> item = hub.item(kind, name, test.folder);
      if (!item) {
        return tl::unexpected(item.error());
      }
      files.add(std::move(*item));
    }
  }
  if (!test.override_document.empty()) {
    ItemFile overrides;
    overrides.kind = ItemKind::kParser;
    overrides.stage = "s00-raw";
    overrides.order = "s00-raw/00_overrides.yaml";
    overrides.file = std::make_shared<const SourceFile>(test.config_path() + " (override_statics)", test.override_document);
    files.add(std::move(overrides));
  }
  content::Content content;
  content.origin = "test " + test.name;
  content.data_folders = options.data_folders;
  content.data_folders.push_back(hub.folder() + "/data");
  content.data_folders.push_back(hub.folder() + "/.cache/data");
  content::read_items(files.take(), content, diagnostics);
  return content;
}

class OverflowSink final : public engine::AlertSink {
 public:
  explicit OverflowSink(Dump& dump) : dump_(dump) {}
  void alert(engine::EmittedAlert&& emitted) override {
    dump_.overflows.push_back(dumped_event(*emitted.event, *dump_.arena));
    dump_.alerts.push_back(std::move(emitted.alert));
  }

 private:
  Dump& dump_;
};

/// A stash in which no time passes: the reference's runs on the wall clock, of which a test takes next to nothing.
class TestStash final : public expr::StashAccess {
 public:
  TestStash(std::span<const parse::StashConfig> caches, Time present) : caches_(caches), present_(present) {}
  bool get(std::string_view cache, std::string_view key, Time /*now*/, std::string_view& out) override {
    return caches_.get(cache, key, present_, out);
  }
  void set(std::string_view cache, std::string_view key, std::string_view value, const Duration* expiration, Time /*now*/) override {
    caches_.set(cache, key, value, expiration, present_);
  }

 private:
  parse::StashCaches caches_;
  Time present_;
};

/// The engine over one log, in the order of its lines: the reference's `-order-event` with one parser routine.
class LogRun {
 public:
  /// With a recorder (which may be null) events are told to it, and the dump says of them only how many there were.
  LogRun(const engine::Rules& rules, const TestConfig& test, const RunOptions& options, Dump& dump, explain::Recorder* recorder)
      : rules_(rules),
        dump_(dump),
        parsers_(*rules.parsers, dump),
        postoverflows_(*rules.postoverflows, dump),
        sink_(dump),
        stash_(rules.parsers->stashes(), options.reference_date) {
    front_options_.labels.emplace_back("type", test.log_type);
    front_options_.labels.insert(front_options_.labels.end(), test.labels.begin(), test.labels.end());
    front_options_.cloudtrail = false;
    front_options_.reference_date = options.reference_date;
    front_options_.keep_undated = false;
    front_options_.observer = recorder;
    engine::BackOptions back;
    back.keep_duplicates = true;
    back.files = rules.files.get();
    back.geo = rules.geo.get();
    back.stash = &stash_;
    back.reference_date = options.reference_date;
    back.observer = &postoverflows_;
    engine::AlertSink* sink = &sink_;
    if (recorder != nullptr) {
      back.observer = recorder;
      back.bucket_observer = recorder;
      sink = recorder;
    }
    front_ = std::make_unique<engine::Front>(rules, front_options_, &stash_);
    front_->set_observer(&parsers_);
    back_ = std::make_unique<engine::Back>(*rules.scenarios, rules.postoverflows.get(), back, *sink);
  }

  Result<void> run(const std::string& path) {
    sources::FileReader reader;
    if (Result<void> opened = reader.open(path, sources::SplitMode::kLines); !opened) {
      return opened;
    }
    sources::InputFile file;
    file.path = path;
    file.canonical = path;
    sources::Chunk chunk;
    while (!reader.ended()) {
      (void)reader.next(chunk);
      if (Result<void> taken = take(chunk, file); !taken) {
        return taken;
      }
    }
    if (!reader.report().problems.empty()) {
      return fail(ErrorKind::kUnavailable, fmt::format("{} {}", path, reader.report().problems.front()));
    }
    if (dump_.lines.empty()) {
      return fail(ErrorKind::kInvalid, fmt::format("the log {} is empty: write into it what the test is about", path));
    }
    Result<void> finished = back_->finish(front_->counts().last.value_or(Time{}));
    if (finished) {
      sort_overflows(dump_.overflows);
    }
    return finished;
  }

 private:
  Result<void> take(const sources::Chunk& chunk, const sources::InputFile& file) {
    sources::Chunk one;
    for (std::string_view record : chunk.records) {
      one.records.assign(1, record);
      one.lines = chunk.lines;
      one.first_index = dump_.lines.size();
      if (Result<void> taken = take_line(one, file); !taken) {
        return taken;
      }
    }
    return {};
  }

  Result<void> take_line(const sources::Chunk& line, const sources::InputFile& file) {
    parsers_.set_line(dump_.lines.size());
    postoverflows_.set_line(dump_.lines.size());
    dump_.lines.emplace_back(line.records.front());
    const std::uint64_t parsed = front_->counts().parsed;
    engine::Batch batch = front_->process(line, file);
    dump_.parsed.push_back(front_->counts().parsed != parsed);
    for (buckets::PouredEventRef& event : batch.events) {
      PouredLine poured;
      poured.line = event->order().record;
      for (std::uint32_t i = 0; i < event->pour_count(); ++i) {
        poured.scenarios.push_back(rules_.scenarios->at(event->pour(i).scenario).name());
      }
      dump_.poured.push_back(std::move(poured));
      // One by one, each released at once: the order of lines counts, not that of times.
      engine::Batch one;
      one.events.push_back(std::move(event));
      if (Result<void> added = back_->add(std::move(one)); !added) {
        return added;
      }
      if (Result<void> released = back_->advance(kEndOfTime); !released) {
        return released;
      }
    }
    return {};
  }

  static constexpr Time kEndOfTime{.seconds = INT64_MAX};

  const engine::Rules& rules_;
  Dump& dump_;
  DumpRecorder parsers_;
  DumpRecorder postoverflows_;
  OverflowSink sink_;
  TestStash stash_;
  engine::FrontOptions front_options_;
  std::unique_ptr<engine::Front> front_;
  std::unique_ptr<engine::Back> back_;
};

std::string read_asserts(const std::string& path, std::vector<std::string>& errors) {
  Result<std::shared_ptr<const SourceFile>> file = content::read_source_file(path, kLargestAssertFile);
  if (file) {
    return (*file)->text();
  }
  if (file.error().kind != ErrorKind::kNotFound) {
    errors.push_back(file.error().message);
  }
  return {};
}

void judge(AssertFile& file, Assertions::Nameless nameless, const expr::Environment& environment, const expr::Value& results,
           std::string (*generate)(const Dump&), const Dump& dump, std::vector<std::string>& errors) {
  file.used = true;
  file.report = Assertions(environment, results).run(read_asserts(file.path, errors), nameless);
  if (file.report.count == 0) {
    file.generated = generate(dump);
  }
}

void run(const Hub& hub, const RunOptions& options, TestOutcome& out) {
  Result<TestConfig> test = read_test_config(hub, out.name, out.diagnostics);
  if (!test) {
    out.errors.push_back(test.error().message);
    return;
  }
  out.parsers.path = test->parser_asserts();
  out.scenarios.path = test->scenario_asserts();
  Result<Dump> dump = dump_test(hub, *test, options, out.diagnostics);
  if (!dump) {
    out.errors.push_back(dump.error().message);
    return;
  }
  if (!test->ignore_parsers) {
    judge(out.parsers, Assertions::Nameless::kFails, parser_environment(), parser_results(*dump), generate_parser_asserts, *dump, out.errors);
  }
  if (!test->scenarios.empty()) {
    judge(out.scenarios, Assertions::Nameless::kOverlooked, scenario_environment(), scenario_results(*dump), generate_scenario_asserts, *dump,
          out.errors);
  }
  out.success = out.errors.empty() && !out.generated() && !out.parsers.failed() && !out.scenarios.failed();
}

}  // namespace

namespace {

Result<engine::Rules> load_rules(const Hub& hub, const TestConfig& test, const RunOptions& options, Diagnostics& diagnostics) {
  if (test.log_file.empty()) {
    return fail(ErrorKind::kInvalid, fmt::format("{} names no `log_file`", test.config_path()));
  }
  Result<content::Content> content = load_content(hub, test, options, diagnostics);
  if (!content) {
    return tl::unexpected(content.error());
  }
  engine::Rules rules = engine::compile_rules(std::move(*content), diagnostics);
  if (!rules.skipped.empty()) {
    const content::SkippedItem& item = rules.skipped.front();
    return fail(ErrorKind::kInvalid, fmt::format("{} {} does not load: {}", item.kind, item.name, item.reason));
  }
  return rules;
}

}  // namespace

Result<Dump> dump_test(const Hub& hub, const TestConfig& test, const RunOptions& options, Diagnostics& diagnostics) {
  Result<engine::Rules> rules = load_rules(hub, test, options, diagnostics);
  if (!rules) {
    return tl::unexpected(rules.error());
  }
  Dump dump;
  LogRun log(*rules, test, options, dump, nullptr);
  if (Result<void> ran = log.run(test.log_path()); !ran) {
    return tl::unexpected(ran.error());
  }
  return dump;
}

Result<std::vector<explain::EventReport>> explain_test(const Hub& hub, const TestConfig& test, const RunOptions& options, Diagnostics& diagnostics) {
  Result<engine::Rules> rules = load_rules(hub, test, options, diagnostics);
  if (!rules) {
    return tl::unexpected(rules.error());
  }
  explain::Options all;
  all.limit = kMostExplained;
  explain::Recorder recorder(*rules, all);
  Dump dump;
  LogRun log(*rules, test, options, dump, &recorder);
  if (Result<void> ran = log.run(test.log_path()); !ran) {
    return tl::unexpected(ran.error());
  }
  return recorder.take();
}

TestOutcome run_test(const Hub& hub, const std::string& name, const RunOptions& options) {
  const auto begin = std::chrono::steady_clock::now();
  TestOutcome out;
  out.name = name;
  run(hub, options, out);
  out.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  return out;
}

std::vector<TestOutcome> run_tests(const Hub& hub, const std::vector<std::string>& names, const RunOptions& options, unsigned threads,
                                   const std::function<void(const TestOutcome&)>& done) {
  std::vector<TestOutcome> outcomes(names.size());
  std::atomic<std::size_t> next{0};
  std::mutex telling;
  auto work = [&] {
    for (std::size_t i = next++; i < names.size(); i = next++) {
      outcomes[i] = run_test(hub, names[i], options);
      if (done) {
        std::lock_guard lock(telling);
        done(outcomes[i]);
      }
    }
  };
  std::vector<std::thread> workers;
  for (unsigned i = 1; i < std::min<std::size_t>(std::max(1U, threads), names.size()); ++i) {
    workers.emplace_back(work);
  }
  work();
  for (std::thread& worker : workers) {
    worker.join();
  }
  return outcomes;
}

}  // namespace vedette::hubtest
