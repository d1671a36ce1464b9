#include "engine/replay.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <thread>

#include "engine/chunk_schedule.h"
#include "engine/front.h"
#include "engine/ordered_delivery.h"
#include "parse/stash.h"
#include "sources/archive/walk.h"

namespace vedette::engine {
namespace {

sources::SplitMode split_mode(const ReplayOptions& options) {
  if (options.transform != nullptr) {
    return sources::SplitMode::kLines;
  }
  if (options.cloudtrail_walk || options.type == kCloudTrailType) {
    return sources::SplitMode::kCloudTrail;
  }
  return options.type.empty() ? sources::SplitMode::kRecognise : sources::SplitMode::kLines;
}

/// What came of the files, gathered from all workers.
class FileLedger {
 public:
  void file_ended(const sources::InputFile& file, const sources::SplitReport& report) {
    std::lock_guard lock(mutex_);
    ++by_kind_[static_cast<std::size_t>(report.kind)];
    other_objects_ += report.other_objects;
    problem_count_ += report.problem_count;
    std::vector<sources::Problem> problems;
    for (const std::string& message : report.problems) {
      problems.push_back({file.path, message});
    }
    // A folder may hold anything; a file that was named is expected to be a log.
    const bool not_a_log = report.kind == sources::FileKind::kUnrecognised || report.kind == sources::FileKind::kOtherJson;
    if (file.named && not_a_log && report.problem_count == 0) {
      ++problem_count_;
      problems.push_back({file.path, "is not recognised as CloudTrail; with --type NAME each line is an event"});
    }
    if (problems.empty()) {
      return;
    }
    problems_.emplace(file.rank, std::move(problems));
    if (problems_.size() > ReplaySummary::kMaxProblems) {
      problems_.erase(std::prev(problems_.end()));
    }
  }

  void fill(ReplaySummary& summary) const {
    summary.files_by_kind = by_kind_;
    summary.other_objects = other_objects_;
    summary.problem_count += problem_count_;
    for (const auto& [rank, problems] : problems_) {
      for (const sources::Problem& problem : problems) {
        if (summary.problems.size() < ReplaySummary::kMaxProblems) {
          summary.problems.push_back(problem);
        }
      }
    }
  }

 private:
  std::mutex mutex_;
  std::array<std::uint64_t, sources::kFileKinds> by_kind_{};
  std::uint64_t other_objects_ = 0;
  std::uint64_t problem_count_ = 0;
  std::map<std::uint32_t, std::vector<sources::Problem>> problems_;  // by rank
};

/// What one worker counts; merged when all have ended.
struct WorkerTotals {
  std::uint64_t file_bytes = 0;
  std::uint64_t text_bytes = 0;
  std::uint64_t records = 0;
};

void add_absences(expr::AbsenceCounts& into, const expr::AbsenceCounts& from) {
  for (std::size_t i = 0; i < into.size(); ++i) {
    into[i] += from[i];
  }
}

/// Whether a scenario asks the stash, or the alert store beside it, before its events are in order.
bool front_reads_stash(const buckets::Scenarios& scenarios) {
  for (std::uint32_t i = 0; i < scenarios.size(); ++i) {
    const buckets::Scenario& one = scenarios.at(i);
    for (const buckets::ProgramPtr& program : {one.filter, one.groupby, one.distinct, one.cancel_on, one.scope}) {
      if (program != nullptr && program->effect() >= expr::Effect::kFrontState) {
        return true;
      }
    }
  }
  return false;
}

struct Worker {
  Worker(const Rules& rules, const FrontOptions& options, expr::StashAccess* stash) : front(rules, options, stash) {}
  Front front;
  WorkerTotals totals;
};

/// The owner of a run. Members are destroyed in reverse: the workers go first, the back last.
class Run {
 public:
  Run(const Rules& rules, const ReplayOptions& options, AlertSink& sink, ReplayProgress& progress, const std::atomic<bool>& stop)
      : rules_(rules),
        options_(options),
        progress_(progress),
        stop_(stop),
        walk_(sources::walk(options.paths)),
        schedule_(walk_.files.size(), &stop) {
    front_options_.labels.emplace_back("type", options.type.empty() ? std::string(kCloudTrailType) : options.type);
    front_options_.labels.insert(front_options_.labels.end(), options.labels.begin(), options.labels.end());
    front_options_.cloudtrail = options.type.empty() || options.type == kCloudTrailType;
    front_options_.transform = options.transform;
    front_options_.since = options.since;
    front_options_.until = options.until;
    front_options_.reference_date = options.reference_date;
    front_options_.network = options.network;
    front_options_.observer = options.front_observer;

    threads_ = std::max(1U, options.threads);
    if (!rules.parsers->stashes().empty()) {
      stash_ = std::make_unique<parse::StashCaches>(rules.parsers->stashes());
      // What one event stashes a later one reads: such a front has one worker, which gets all in canonical order.
      if (rules.parsers->may_touch_stash(label_type()) || front_reads_stash(*rules.scenarios)) {
        threads_ = 1;
      }
    }
    BackOptions back;
    back.keep_duplicates = options.keep_duplicates;
    back.memory_budget = options.memory_budget;
    back.files = rules.files.get();
    back.stash = stash_.get();
    back.geo = rules.geo.get();
    back.network = options.network;
    back.reference_date = options.reference_date;
    back.observer = options.postoverflow_observer;
    back.bucket_observer = options.bucket_observer;
    back_ = std::make_unique<Back>(*rules.scenarios, rules.postoverflows.get(), back, sink);
    delivery_ = std::make_unique<OrderedDelivery>(walk_.files, schedule_, *back_);
    for (unsigned i = 0; i < threads_; ++i) {
      workers_.push_back(std::make_unique<Worker>(rules, front_options_, stash_.get()));
    }
    progress.total_files = walk_.files.size();
    progress.total_bytes = walk_.files.total_bytes();
  }

  void run() {
    std::vector<std::thread> threads;
    for (std::size_t i = 1; i < workers_.size(); ++i) {
      threads.emplace_back([this, i] { work(*workers_[i]); });
    }
    work(*workers_.front());
    for (std::thread& thread : threads) {
      thread.join();
    }
    // The log's clock goes on to its last event, whether that poured or not.
    Time end;
    for (const auto& worker : workers_) {
      end = std::max(end, worker->front.counts().last.value_or(Time{}));
    }
    if (Result<void> finished = back_->finish(end); !finished) {
      finish_trouble_ = std::move(finished.error().message);
    }
  }

  [[nodiscard]] ReplaySummary summary() const {
    ReplaySummary out;
    out.problems = walk_.problems;
    out.problem_count = walk_.problem_count;
    if (out.problems.size() > ReplaySummary::kMaxProblems) {
      out.problems.resize(ReplaySummary::kMaxProblems);
    }
    ledger_.fill(out);
    out.files = walk_.files.size();
    out.threads = threads_;
    out.interrupted = schedule_.stopped();
    out.spill_trouble = finish_trouble_.empty() ? delivery_->trouble() : finish_trouble_;
    parse::Runner parsers(*rules_.parsers, nullptr, options_.reference_date);
    buckets::RuleErrors scenarios = back_->stats().errors;
    for (const auto& worker : workers_) {
      out.file_bytes += worker->totals.file_bytes;
      out.text_bytes += worker->totals.text_bytes;
      out.records += worker->totals.records;
      out.front.merge(worker->front.counts());
      parsers.merge(worker->front.runner());
      scenarios.merge(worker->front.scenario_errors());
      add_absences(out.absent, worker->front.absences());
    }
    out.back = back_->stats();
    add_absences(out.absent, out.back.absent);
    out.rule_troubles = rule_troubles(rules_, parsers, scenarios, back_->postoverflow_runner());
    return out;
  }

 private:
  /// Labels are set one after the other.
  [[nodiscard]] std::string_view label_type() const {
    std::string_view type;
    for (const auto& [key, value] : front_options_.labels) {
      type = key == "type" ? value : type;
    }
    return type;
  }

  void work(Worker& worker) {
    const sources::SplitMode mode = split_mode(options_);
    sources::Chunk chunk;
    Turn turn;
    while (schedule_.take(turn)) {
      const sources::InputFile file = walk_.files[turn.file];
      if (!turn.opened) {
        // A failure to open is in the reader's report.
        (void)turn.reader->open(file.path, mode);
      }
      (void)turn.reader->next(chunk);
      FinishedChunk finished;
      finished.file = turn.file;
      finished.chunk = turn.chunk;
      finished.last = turn.reader->ended();
      if (finished.last) {
        ledger_.file_ended(file, turn.reader->report());
        ++progress_.files;
      }
      schedule_.give_back(turn);

      finished.batch = worker.front.process(chunk, file);
      worker.totals.file_bytes += chunk.file_bytes;
      worker.totals.text_bytes += chunk.text_bytes;
      worker.totals.records += chunk.records.size();
      progress_.read_bytes += chunk.file_bytes;
      progress_.records += chunk.records.size();
      delivery_->deliver(std::move(finished));
      if (stop_) {
        schedule_.stop();
      }
    }
  }

  const Rules& rules_;
  const ReplayOptions& options_;
  ReplayProgress& progress_;
  const std::atomic<bool>& stop_;
  unsigned threads_ = 1;
  FrontOptions front_options_;
  std::unique_ptr<parse::StashCaches> stash_;
  sources::WalkResult walk_;
  ChunkSchedule schedule_;
  FileLedger ledger_;
  std::unique_ptr<Back> back_;
  std::unique_ptr<OrderedDelivery> delivery_;
  std::vector<std::unique_ptr<Worker>> workers_;
  std::string finish_trouble_;
};

}  // namespace

ReplaySummary replay(const Rules& rules, const ReplayOptions& options, AlertSink& sink, ReplayProgress& progress, const std::atomic<bool>& stop) {
  const auto begin = std::chrono::steady_clock::now();
  Run run(rules, options, sink, progress, stop);
  run.run();
  ReplaySummary summary = run.summary();
  summary.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  return summary;
}

}  // namespace vedette::engine
