#include "engine/back.h"

#include <deque>
#include <optional>
#include <utility>

#include "base/ip.h"
#include "base/json.h"
#include "buckets/observer.h"
#include "buckets/pour_builder.h"
#include "buckets/scenario_identity.h"
#include "engine/deduplicate.h"
#include "engine/pour_queue.h"
#include "expr/builtins/network.h"
#include "parse/runner.h"
#include "parse/stages.h"

namespace vedette::engine {

namespace {

/// Overflows in a row that are poured again. Scenarios that match their own overflows would go on for ever.
constexpr std::uint32_t kMostReprocessedInARow = 8;
/// Overflows poured again because of one event.
constexpr std::uint64_t kMostReprocessedAtOnce = 10'000;

}  // namespace

class Back::Implementation {
 public:
  Implementation(const buckets::Scenarios& scenarios, const parse::Stages* postoverflows, BackOptions options, AlertSink& sink)
      : options_(std::move(options)),
        postoverflows_(postoverflows),
        sink_(sink),
        queue_(options_.memory_budget, options_.spill_folder),
        services_{options_.files, options_.stash, &json_},
        buckets_(scenarios, &services_) {
    services_.geo = options_.geo;
    services_.network = options_.network;
    make_builders(scenarios);
    stats_.allowed.resize(scenarios.size());
    buckets_.set_observer(options_.bucket_observer);
  }

  Result<void> add(Batch&& batch) {
    stats_.events += batch.events.size();
    for (const buckets::PouredEventRef& event : batch.events) {
      stats_.late += event->time() < watermark_ ? 1 : 0;
      if (latest_ < event->time()) {
        latest_ = event->time();
      }
    }
    return queue_.push(std::move(batch.events));
  }

  Result<void> advance(Time watermark) {
    if (watermark_ < watermark) {
      watermark_ = watermark;
    }
    const std::pair<std::int64_t, std::int32_t> limit(watermark_.seconds, watermark_.nanoseconds);
    while (const buckets::OrderKey* next = queue_.next()) {
      if (!(std::pair(next->seconds, next->nanoseconds) < limit)) {
        break;
      }
      if (Result<void> released = release_next(); !released) {
        return released;
      }
    }
    // Deadlines up to there have passed. A watermark beyond the last event says nothing about the log's time.
    const Time passed = watermark_ < latest_ ? watermark_ : latest_;
    while (buckets_.advance(passed, overflows_)) {
      settle(overflows_, {}, 0);
    }
    return {};
  }

  Result<std::size_t> replace_rules(const NewRules& rules) {
    if (Result<void> released = release_all(); !released) {
      return tl::unexpected(released.error());
    }
    see_off_waiting(0);
    stats_.errors.merge(builder_->errors());
    stats_.errors.renumber(rules.place);
    std::vector<std::uint64_t> allowed(rules.scenarios.size());
    for (std::size_t i = 0; i < rules.place.size(); ++i) {
      if (rules.place[i] != buckets::ScenarioChanges::kGone) {
        allowed[rules.place[i]] = stats_.allowed[i];
      }
    }
    stats_.allowed = std::move(allowed);
    const std::size_t dropped = buckets_.replace_scenarios(rules.scenarios, rules.place);
    services_.files = rules.files;
    services_.geo = rules.geo;
    postoverflows_ = rules.postoverflows;
    make_builders(rules.scenarios);
    return dropped;
  }

  Result<void> finish(Time end) {
    if (Result<void> released = release_all(); !released) {
      return released;
    }
    std::vector<buckets::Overflow> overflows;
    while (buckets_.finish(end, overflows)) {
      settle(overflows, {}, 0);
    }
    see_off_waiting(0);
    arena_.reset();
    json_.reset();
    stats_.buckets = buckets_.stats();
    stats_.open_buckets = buckets_.open_buckets();
    stats_.spilled_bytes = queue_.spilled_bytes();
    stats_.absent = services_.absent;
    stats_.errors.merge(buckets_.errors());
    stats_.errors.merge(builder_->errors());
    return {};
  }

  const BackStats& stats() const { return stats_; }
  const parse::Runner* runner() const { return runner_.get(); }

 private:
  /// An overflow whose postoverflows have not run yet.
  struct Waiting {
    buckets::Overflow overflow;
    std::uint64_t number;
  };

  /// An overflow that is poured again, after everything that its cause poured.
  struct Again {
    buckets::Overflow overflow;
    model::Event* event;
    std::uint32_t depth;
  };

  /// All that is made for one set of rules.
  void make_builders(const buckets::Scenarios& scenarios) {
    builder_.emplace(scenarios, buckets::PourOptions{&services_, options_.reference_date});
    runner_.reset();
    wants_names_ = false;
    if (postoverflows_ == nullptr) {
      return;
    }
    runner_ = std::make_unique<parse::Runner>(*postoverflows_, &services_, options_.reference_date);
    for (const parse::RuleInfo& rule : postoverflows_->rules()) {
      wants_names_ = wants_names_ || (options_.network != nullptr && rule.part == parse::RulePart::kMethod && rule.target == "reverse_dns");
    }
    runner_->set_observer(options_.observer);
  }

  Result<void> release_all() {
    while (queue_.next() != nullptr) {
      if (Result<void> released = release_next(); !released) {
        return released;
      }
    }
    return {};
  }

  Result<void> release_next() {
    Result<buckets::PouredEventRef> event = queue_.pop();
    if (!event) {
      return tl::unexpected(event.error());
    }
    if (!options_.keep_duplicates && deduplicate_.seen_before(**event)) {
      ++stats_.duplicates;
      if (options_.bucket_observer != nullptr) {
        options_.bucket_observer->repeated(**event);
      }
      return {};
    }
    const buckets::OrderKey& order = (*event)->order();
    std::vector<buckets::Overflow>& overflows = overflows_;
    while (buckets_.advance((*event)->time(), overflows)) {
      settle(overflows, {order.path, order.record}, 0);
    }
    buckets_.pour(*event, overflows);
    if (!overflows.empty()) {
      settle(overflows, {order.path, order.record}, 0);
    }
    json_.reset();
    return {};
  }

  /// Sees the overflows through: postoverflows, alerts, and what is poured again. Empties `overflows`.
  void settle(std::vector<buckets::Overflow>& overflows, buckets::Place place, std::uint32_t depth) {
    std::deque<Again> again;
    std::uint64_t poured_again = 0;
    raise(overflows, depth, again);
    while (!again.empty()) {
      Again next = std::move(again.front());
      again.pop_front();
      if (next.depth > kMostReprocessedInARow || poured_again == kMostReprocessedAtOnce) {
        ++stats_.reprocess_cut;
        continue;
      }
      ++poured_again;
      ++stats_.reprocessed;
      buckets::PouredEventRef event = builder_->build_overflow(*next.event, next.overflow.alert, next.overflow.time, place, next.depth);
      if (event) {
        buckets_.pour(event, overflows);
        raise(overflows, next.depth, again);
      }
    }
    arena_.reset();
    json_.reset();
  }

  void raise(std::vector<buckets::Overflow>& overflows, std::uint32_t depth, std::deque<Again>& again) {
    for (buckets::Overflow& overflow : overflows) {
      ++stats_.raised;
      if (wants_names_ && !overflow.alert->reprocess) {
        expect_names(*overflow.alert);
        waiting_.push_back({std::move(overflow), stats_.raised});
        see_off_waiting(BackOptions::kMostWaiting);
        continue;
      }
      see_off_waiting(0);  // in order; what is poured again cannot wait
      if (model::Event* event = see_off(overflow, stats_.raised)) {
        again.push_back({overflow, event, depth + 1});
      }
    }
    overflows.clear();
  }

  void expect_names(const model::RuntimeAlert& alert) {
    for (const model::Alert& one : alert.alerts) {
      if (std::optional<Ip> ip = Ip::parse(one.source.ip)) {
        options_.network->expect_names_of(*ip);
      }
    }
  }

  /// Until at most `left` wait.
  void see_off_waiting(std::size_t left) {
    while (waiting_.size() > left) {
      Waiting first = std::move(waiting_.front());
      waiting_.pop_front();
      (void)see_off(first.overflow, first.number);
    }
  }

  // crowdsec: runOutput
  /// The postoverflows, and the alert; the event when the overflow is to be poured again, else null.
  model::Event* see_off(buckets::Overflow& overflow, std::uint64_t number) {
    auto* event = arena_.make<model::Event>(arena_);
    event->type = model::EventType::kOverflow;
    // The reference falls back to the wall clock here; an overflow of log time stays in log time.
    event->expect_mode = model::ExpectMode::kTimeMachine;
    event->overflow = overflow.alert.get();
    event->time = overflow.time;
    event->marshaled_time = arena_.copy(format_rfc3339(overflow.time));
    if (postoverflows_ != nullptr) {
      runner_->set_order({0, number});
      (void)postoverflows_->run(*event, *runner_);
    }
    EmittedAlert emitted;
    emitted.scenario = overflow.scenario;
    emitted.alert = overflow.alert;
    emitted.event = event;
    emitted.allowed = overflow.alert->whitelisted;
    if (emitted.allowed) {
      emitted.allow_reason = event->whitelist_reason;
      ++stats_.allowed[overflow.scenario];
    }
    const bool again = !emitted.allowed && overflow.alert->reprocess;
    sink_.alert(std::move(emitted));
    return again ? event : nullptr;
  }

  BackOptions options_;
  const parse::Stages* postoverflows_;
  AlertSink& sink_;
  PourQueue queue_;
  Deduplicate deduplicate_;
  JsonReader json_;
  expr::Services services_;
  buckets::Buckets buckets_;
  std::optional<buckets::PourBuilder> builder_;
  std::unique_ptr<parse::Runner> runner_;
  Arena arena_;
  std::vector<buckets::Overflow> overflows_;
  bool wants_names_ = false;  // a postoverflow asks for names of addresses
  std::deque<Waiting> waiting_;
  Time watermark_;
  Time latest_;  // of all events taken
  BackStats stats_;
};

Back::Back(const buckets::Scenarios& scenarios, const parse::Stages* postoverflows, BackOptions options, AlertSink& sink)
    : implementation_(std::make_unique<Implementation>(scenarios, postoverflows, std::move(options), sink)) {}

Back::~Back() = default;

Result<void> Back::add(Batch&& batch) {
  return implementation_->add(std::move(batch));
}
Result<void> Back::advance(Time watermark) {
  return implementation_->advance(watermark);
}
Result<std::size_t> Back::replace_rules(const NewRules& rules) {
  return implementation_->replace_rules(rules);
}
Result<void> Back::finish(Time end) {
  return implementation_->finish(end);
}
const BackStats& Back::stats() const {
  return implementation_->stats();
}
const parse::Runner* Back::postoverflow_runner() const {
  return implementation_->runner();
}

}  // namespace vedette::engine
