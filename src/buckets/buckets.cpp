#include "buckets/buckets.h"

#include <algorithm>
#include <span>
#include <utility>

#include "buckets/bayesian.h"
#include "buckets/blackhole.h"
#include "buckets/bucket_store.h"
#include "buckets/conditional.h"
#include "buckets/distinct.h"
#include "buckets/environments.h"
#include "buckets/observer.h"
#include "buckets/overflow_filter.h"
#include "buckets/rule_runner.h"
#include "buckets/scenario_identity.h"

namespace vedette::buckets {

namespace {

Time later(Time a, Time b) {
  return a < b ? b : a;
}

OrderKey order_at(Time time, const OrderKey& place) {
  return {time.seconds, time.nanoseconds, place.path, place.record};
}

}  // namespace

class Buckets::Implementation {
 public:
  Implementation(const Scenarios& scenarios, expr::Services* services)
      : scenarios_(&scenarios), runner_(services, errors_), blackholes_(scenarios.size()) {
    for (auto* counts :
         {&stats_.poured, &stats_.overflows, &stats_.blackholed, &stats_.filtered, &stats_.cancelled, &stats_.expired, &stats_.created}) {
      counts->resize(scenarios.size());
    }
  }

  std::size_t replace_scenarios(const Scenarios& next, std::span<const std::uint32_t> place) {
    std::vector<Blackhole> blackholes(next.size());
    BucketStats stats;
    using Counts = std::vector<std::uint64_t> BucketStats::*;
    const Counts all[] = {&BucketStats::poured,    &BucketStats::overflows, &BucketStats::blackholed, &BucketStats::filtered,
                          &BucketStats::cancelled, &BucketStats::expired,   &BucketStats::created};
    for (Counts counts : all) {
      (stats.*counts).resize(next.size());
    }
    for (std::uint32_t i = 0; i < place.size(); ++i) {
      if (place[i] == ScenarioChanges::kGone) {
        continue;
      }
      blackholes[place[i]] = std::move(blackholes_[i]);
      for (Counts counts : all) {
        (stats.*counts)[place[i]] = (stats_.*counts)[i];
      }
    }
    for (auto& [key, count] : stats_.dropped) {
      if (place[key.first] != ScenarioChanges::kGone) {
        stats.dropped.emplace(std::pair(place[key.first], key.second), count);
      }
    }
    const std::size_t dropped = store_.replace_scenarios(next, place);
    blackholes_ = std::move(blackholes);
    stats_ = std::move(stats);
    errors_.renumber(place);
    scenarios_ = &next;
    return dropped;
  }

  void pour(const PouredEventRef& event, std::vector<Overflow>& out) {
    while (advance(event->time(), out)) {
    }
    for (std::uint32_t i = 0; i < event->pour_count(); ++i) {
      Pour pour = event->pour(i);
      const Scenario& scenario = scenarios_->at(pour.scenario);
      ++stats_.poured[scenario.index];
      if (scenario.spec.type == content::BucketType::kTrigger) {
        trigger(scenario, event, pour, out);
      } else {
        pour_into_bucket(scenario, event, pour, out);
      }
    }
    runner_.reset();
  }

  bool advance(Time now, std::vector<Overflow>& out) {
    if (!(clock_ < now)) {
      return false;
    }
    if (run_deadlines(now, false, out)) {
      return true;
    }
    clock_ = now;
    return false;
  }

  bool finish(Time end, std::vector<Overflow>& out) { return run_deadlines(later(clock_, end), true, out); }

  void set_observer(BucketObserver* observer) { observer_ = observer; }

  const BucketStore& store() const { return store_; }
  const BucketStats& stats() const { return stats_; }
  const RuleErrors& errors() const { return errors_; }

 private:
  /// A bucket at its end, or the one event of a trigger.
  struct Ending {
    const Scenario& scenario;
    BucketFacts facts;
    std::span<const PouredEventRef> queue;
    std::span<const model::Event* const> views;  // may be empty: then made when needed
    OrderKey order;
    const Bucket* bucket = nullptr;  // null for a trigger
  };

  /// Up to the first that gives an overflow; true then.
  bool run_deadlines(Time now, bool inclusive, std::vector<Overflow>& out) {
    const std::size_t before = out.size();
    while (Bucket* bucket = store_.next_due(now, inclusive)) {
      clock_ = later(clock_, bucket->deadline);
      expire(bucket, out);
      if (out.size() != before) {
        return true;
      }
    }
    return false;
  }

  /// The bucket's time is over: it overflows when it is a timed one, or dies.
  void expire(Bucket* bucket, std::vector<Overflow>& out) {
    std::unique_ptr<Bucket> owned = store_.take(bucket);
    if (owned->scenario->timed_overflow) {
      overflow(*owned, add(owned->first, owned->scenario->lifetime), out);
      runner_.reset();
    } else {
      ++stats_.expired[owned->scenario->index];
      if (observer_ != nullptr) {
        observer_->ended(
            {.end = BucketEnd::kExpired, .scenario = owned->scenario, .bucket = owned.get(), .time = owned->deadline, .events = owned->total_count});
      }
    }
  }

  // leakybucket: TriggerProcessor.OnBucketPour
  void trigger(const Scenario& scenario, const PouredEventRef& event, const Pour& pour, std::vector<Overflow>& out) {
    Time time = event->time();
    if (observer_ != nullptr) {
      observer_->poured(scenario, *event, pour, nullptr, PourOutcome::kOverflowed);
    }
    Ending ending{scenario, {pour.partition, {}, time, time, time, 1}, std::span(&event, 1), {}, event->order()};
    end(ending, out);
  }

  /// Whether the bucket's own events leave no room for one at `time`. Deadlines follow the clock; this one counts for events that come late.
  // leakybucket: PourItemToBucket, TIMEMACHINE
  static bool has_expired(const Bucket& bucket, Time time) {
    const Scenario& scenario = *bucket.scenario;
    return !bucket.first.is_zero() && time > add(scenario.timed_overflow ? bucket.first : bucket.last, scenario.lifetime);
  }

  void pour_into_bucket(const Scenario& scenario, const PouredEventRef& event, const Pour& pour, std::vector<Overflow>& out) {
    const BucketStore::Name name{scenario.index, pour.partition, pour.hash};
    const Time time = event->time();
    Bucket* bucket = store_.find(name);
    if (bucket != nullptr && has_expired(*bucket, time)) {
      expire(bucket, out);
      bucket = nullptr;
    }
    if (bucket == nullptr) {
      bucket = store_.create(scenario, name);
      ++stats_.created[scenario.index];
    }
    if (is_duplicate(*bucket, pour)) {
      tell(event, pour, *bucket, PourOutcome::kSeen);
      return;
    }
    if (pour.cancel) {
      std::unique_ptr<Bucket> owned = store_.take(bucket);
      ++stats_.cancelled[scenario.index];
      tell(event, pour, *owned, PourOutcome::kCancelled);
      return;
    }

    // leakybucket: TimeMachinePour
    ++bucket->total_count;
    if (bucket->first.is_zero()) {
      bucket->first = time;
    }
    bucket->last = time;
    bool full = !scenario.always_full && !scenario.conditional_overflow && !bucket->limiter.allow(time, scenario.rate, scenario.spec.capacity);
    bucket->queue.add(event, scenario.queue_capacity, scenario.reads_queue);
    if (full || conditions_overflow(*bucket, event)) {
      std::unique_ptr<Bucket> owned = store_.take(bucket);
      tell(event, pour, *owned, PourOutcome::kOverflowed);
      overflow(*owned, time, out);
      return;
    }
    if (!scenario.timed_overflow) {
      store_.schedule(bucket, add(later(time, clock_), scenario.lifetime));
    } else if (bucket->total_count == 1) {
      store_.schedule(bucket, add(later(bucket->first, clock_), scenario.lifetime));
    }
    tell(event, pour, *bucket, PourOutcome::kKept);
  }

  /// The observer, when there is one.
  void tell(const PouredEventRef& event, const Pour& pour, const Bucket& bucket, PourOutcome outcome) {
    if (observer_ == nullptr) [[likely]] {
      return;
    }
    observer_->poured(*bucket.scenario, *event, pour, &bucket, outcome);
    if (outcome == PourOutcome::kCancelled) {
      observer_->ended(
          {.end = BucketEnd::kCancelled, .scenario = bucket.scenario, .bucket = &bucket, .time = event->time(), .events = bucket.total_count});
    }
  }
  void tell(const Ending& ending, BucketEnd end, Time until = {}, std::string_view reason = {}, const model::RuntimeAlert* alert = nullptr) {
    if (observer_ == nullptr) [[likely]] {
      return;
    }
    observer_->ended({end, &ending.scenario, ending.bucket, ending.facts.overflow, ending.facts.total_count, until, reason, alert});
  }

  static bool is_duplicate(Bucket& bucket, const Pour& pour) {
    // One that failed is poured, as in the reference.
    return pour.distinct_state == Evaluated::kValue && !distinct_is_new(bucket, pour.distinct);
  }

  static void expect_writes(const Scenario& scenario, std::span<const PouredEventRef> events) {
    if (scenario.writes_queue) {
      for (const PouredEventRef& event : events) {
        event->mark_written();
      }
    }
  }

  /// AfterBucketPour of the processors, in the loader's order: condition, then bayesian.
  bool conditions_overflow(Bucket& bucket, const PouredEventRef& event) {
    const Scenario& scenario = *bucket.scenario;
    if (scenario.condition == nullptr && !scenario.bayesian_active) {
      return false;
    }
    LeakyView leaky;
    leaky.mode = static_cast<std::int64_t>(model::ExpectMode::kTimeMachine);
    leaky.total_count = bucket.total_count;
    leaky.first = bucket.first;
    leaky.last = bucket.last;
    leaky.duration = scenario.lifetime;
    leaky.queue = {bucket.queue.views(), scenario.queue_capacity};
    const expr::Value variables[] = {model::event_value(event->event()), model::queue_value(leaky.queue), leaky_value(leaky)};
    expect_writes(scenario, bucket.queue.events());
    if (observer_ != nullptr) {
      observer_->weighing(bucket, *event, variables);
    }
    if (scenario.condition != nullptr && condition_holds(scenario, variables, event->order(), runner_)) {
      return true;
    }
    if (!scenario.bayesian_active) {
      return false;
    }
    const float probability = bayesian_probability(bucket, variables, event->order(), runner_);
    if (observer_ != nullptr) {
      observer_->weighed(bucket, probability);
    }
    return probability > scenario.spec.bayesian_threshold;
  }

  // leakybucket: Leaky.overflow
  void overflow(const Bucket& bucket, Time time, std::vector<Overflow>& out) {
    std::span<const PouredEventRef> queue = bucket.queue.events();
    OrderKey order = order_at(time, queue.empty() ? OrderKey{} : queue.back()->order());
    Ending ending{*bucket.scenario, {bucket.partition, {}, bucket.first, bucket.last, time, bucket.total_count}, queue, bucket.queue.views(), order,
                  &bucket};
    end(ending, out);
  }

  /// overflow_filter, blackhole, alert. The reference makes the alert first, and a blackhole begins there even when it could not be made; here the
  /// cheap refusals come first and only what is raised begins one.
  void end(Ending& ending, std::vector<Overflow>& out) {
    const Scenario& scenario = ending.scenario;
    std::optional<Result<std::shared_ptr<model::RuntimeAlert>>> alert;
    if (scenario.overflow_filter != nullptr) {
      if (scenario.filter_reads_signal) {
        alert = build_alert(ending);
      }
      if (!passes_filter(ending, alert && *alert ? (*alert)->get() : nullptr)) {
        ++stats_.filtered[scenario.index];
        tell(ending, BucketEnd::kFiltered);
        return;
      }
    }
    Blackhole& blackhole = blackholes_[scenario.index];
    if (scenario.has_blackhole && blackhole.hides(ending.facts.partition, ending.facts.overflow)) {
      ++stats_.blackholed[scenario.index];
      tell(ending, BucketEnd::kBlackholed, blackhole.until(ending.facts.partition));
      return;
    }
    if (!alert) {
      alert = build_alert(ending);
    }
    if (!*alert) {
      ++stats_.dropped[{scenario.index, alert->error().message}];
      tell(ending, BucketEnd::kNoAlert, {}, alert->error().message);
      return;
    }
    if (scenario.has_blackhole) {
      blackhole.start(ending.facts.partition, ending.facts.overflow, scenario.blackhole);
    }
    ++stats_.overflows[scenario.index];
    tell(ending, BucketEnd::kRaised, {}, {}, (**alert).get());
    out.push_back({scenario.index, ending.facts.overflow, std::move(**alert)});
  }

  void need_views(Ending& ending) {
    if (ending.views.size() == ending.queue.size()) {
      return;
    }
    views_.clear();
    for (const PouredEventRef& event : ending.queue) {
      views_.push_back(&event->event());
    }
    ending.views = views_;
  }

  Result<std::shared_ptr<model::RuntimeAlert>> build_alert(Ending& ending) {
    std::vector<model::MetaItem> context;
    if (!scenarios_->context().empty()) {
      context = scenarios_->context().evaluate(ending.queue, ending.order, ending.scenario.index, runner_);
    }
    return make_alert(ending.scenario, ending.facts, ending.queue, context);
  }

  bool passes_filter(Ending& ending, const model::RuntimeAlert* alert) {
    need_views(ending);
    expect_writes(ending.scenario, ending.queue);
    LeakyView leaky;
    leaky.mode = static_cast<std::int64_t>(model::ExpectMode::kTimeMachine);
    leaky.total_count = ending.facts.total_count;
    leaky.first = ending.facts.first;
    leaky.last = ending.facts.last;
    leaky.overflow = ending.facts.overflow;
    leaky.duration = ending.scenario.lifetime;
    leaky.queue = {ending.views, ending.scenario.queue_capacity};
    static const model::RuntimeAlert kNoAlert;
    // The reference runs it without `evt`.
    const expr::Value variables[] = {expr::Value(), model::queue_value(leaky.queue), model::runtime_alert_value(alert != nullptr ? *alert : kNoAlert),
                                     leaky_value(leaky)};
    const bool passes = passes_overflow_filter(ending.scenario, variables, ending.order, runner_);
    if (observer_ != nullptr) {
      observer_->filtered(ending.scenario, ending.bucket, variables, passes);
    }
    return passes;
  }

  const Scenarios* scenarios_;
  RuleErrors errors_;
  RuleRunner runner_;
  BucketStore store_;
  std::vector<Blackhole> blackholes_;
  BucketStats stats_;
  Time clock_;
  std::vector<const model::Event*> views_;
  BucketObserver* observer_ = nullptr;
};

Buckets::Buckets(const Scenarios& scenarios, expr::Services* services) : implementation_(std::make_unique<Implementation>(scenarios, services)) {}
Buckets::~Buckets() = default;

void Buckets::pour(const PouredEventRef& event, std::vector<Overflow>& out) {
  implementation_->pour(event, out);
}
bool Buckets::advance(Time now, std::vector<Overflow>& out) {
  return implementation_->advance(now, out);
}
bool Buckets::finish(Time end, std::vector<Overflow>& out) {
  return implementation_->finish(end, out);
}
std::size_t Buckets::replace_scenarios(const Scenarios& next, std::span<const std::uint32_t> place) {
  return implementation_->replace_scenarios(next, place);
}
std::map<std::uint32_t, std::uint64_t> Buckets::open_buckets() const {
  return implementation_->store().count_by_scenario();
}
std::size_t Buckets::live_buckets() const {
  return implementation_->store().size();
}
const BucketStats& Buckets::stats() const {
  return implementation_->stats();
}
const RuleErrors& Buckets::errors() const {
  return implementation_->errors();
}
void Buckets::set_observer(BucketObserver* observer) {
  implementation_->set_observer(observer);
}

}  // namespace vedette::buckets
