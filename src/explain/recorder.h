// Watches chosen events through a whole run of the engine and writes down what became of them.
#pragma once

#include <atomic>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/json.h"
#include "buckets/observer.h"
#include "engine/back.h"
#include "engine/front_observer.h"
#include "engine/rules.h"
#include "explain/clauses.h"
#include "explain/report.h"
#include "explain/stage_watch.h"

namespace vedette::explain {

struct Options {
  /// Only CloudTrail records with this eventID; empty: all events.
  std::string event_id;
  /// Only scenarios with this name; empty: those that are near.
  std::string scenario;
  /// All scenarios.
  bool all_scenarios = false;
  /// Events beyond that many run, but are not written down.
  std::size_t limit = 100;
};

/// Handed to a run (engine::ReplayOptions, FrontOptions, BackOptions) as the observer of everything and as the sink of its alerts. Without an
/// event_id the front must have one thread, so that the first events are the log's first.
class Recorder final : public engine::FrontObserver, public buckets::BucketObserver, public parse::ParseObserver, public engine::AlertSink {
 public:
  /// `rules` must outlive the recorder.
  Recorder(const engine::Rules& rules, Options options);
  ~Recorder();

  engine::EventWatch* watch(const model::Event& event, buckets::Place place) override;

  void poured(const buckets::Scenario& scenario, const buckets::PouredEvent& event, const buckets::Pour& pour, const buckets::Bucket* bucket,
              buckets::PourOutcome outcome) override;
  void weighing(const buckets::Bucket& bucket, const buckets::PouredEvent& event, std::span<const expr::Value> variables) override;
  void weighed(const buckets::Bucket& bucket, float probability) override;
  void filtered(const buckets::Scenario& scenario, const buckets::Bucket* bucket, std::span<const expr::Value> variables, bool passes) override;
  void ended(const buckets::BucketEnding& ending) override;
  void repeated(const buckets::PouredEvent& event) override;

  // The postoverflow stages.
  void enter(std::uint32_t node, const model::Event& event) override;
  void filtered(std::uint32_t node, bool let_in, const model::Event& event) override;
  void read(std::uint32_t node, std::optional<std::string_view> text, bool matched) override;
  void leave(std::uint32_t node, parse::NodeOutcome outcome, const model::Event& event) override;
  void failed(std::uint32_t rule, std::string_view message, Span span) override;

  void alert(engine::EmittedAlert&& alert) override;

  /// After the run: what was written down, in the order of the log.
  [[nodiscard]] std::vector<EventReport> take();
  /// Events that were not written down because of the limit.
  [[nodiscard]] std::uint64_t left_out() const { return left_out_; }

 private:
  class Watched;
  friend class Watched;
  using BucketKey = std::pair<const buckets::Bucket*, std::uint64_t>;

  struct Raised {
    std::vector<PourReport*> pours;
    std::unique_ptr<StageWatch> postoverflows;
    std::shared_ptr<const model::RuntimeAlert> kept;  // so that no other alert gets its address
  };

  [[nodiscard]] EventReport* watched(const buckets::PouredEvent& event);
  [[nodiscard]] PourReport& add_pour(EventReport& report, const buckets::Scenario& scenario, const buckets::PouredEvent& event,
                                     const buckets::Pour& pour, const buckets::Bucket* bucket, buckets::PourOutcome outcome);
  [[nodiscard]] StageWatch* postoverflows_of(const model::Event& event);
  void explain_conditions(const buckets::Scenario& scenario, const buckets::PouredEvent& event, std::span<const expr::Value> variables);

  const engine::Rules& rules_;
  Options options_;
  PartCache parts_;
  StageMap parsers_;
  StageMap postoverflows_;

  std::mutex mutex_;  // of what the front's threads share
  std::deque<std::unique_ptr<Watched>> events_;
  std::map<std::pair<std::uint64_t, std::uint64_t>, Watched*> by_place_;
  std::atomic<std::uint64_t> left_out_{0};

  // The back's alone.
  Clauses clauses_;
  JsonReader json_;
  expr::Services services_;
  std::map<BucketKey, std::vector<PourReport*>> open_;  // buckets that watched events are in
  std::vector<PourReport*> triggers_;                   // whose end is told next
  std::map<const model::RuntimeAlert*, Raised> raised_;
  // Between `weighing` and `poured`.
  std::optional<Clause> condition_;
  std::vector<Clause> weighed_;
  std::optional<double> probability_;
  std::optional<Clause> overflow_filter_;
  StageWatch* present_ = nullptr;  // of the overflow in the postoverflow stages
};

}  // namespace vedette::explain
