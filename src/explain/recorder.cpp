#include "explain/recorder.h"

#include <algorithm>
#include <utility>

#include "buckets/bucket_types.h"
#include "buckets/environments.h"
#include "engine/record_identity.h"
#include "explain/scenario_watch.h"
#include "model/event_types.h"

namespace vedette::explain {
namespace {

constexpr std::size_t kLineBytes = std::size_t{4} << 10;

const expr::Environment& event_rules() {
  static const expr::Environment kRules = buckets::event_rules(model::content_functions());
  return kRules;
}
const expr::Environment& condition_rules() {
  static const expr::Environment kRules = buckets::condition_rules(model::content_functions());
  return kRules;
}
const expr::Environment& overflow_rules() {
  static const expr::Environment kRules = buckets::overflow_rules(model::content_functions());
  return kRules;
}

/// "ConsoleLogin by arn:aws:iam::111122223333:user/ann from 203.0.113.66"
std::string title_of(const JsonView& record) {
  auto text = [](const JsonView& of, std::string_view key) {
    JsonView found;
    return of.find(key, found) && found.kind() == JsonKind::kString ? std::string(found.as_string()) : std::string();
  };
  std::string out = text(record, "eventName");
  JsonView identity;
  if (record.find("userIdentity", identity) && identity.kind() == JsonKind::kObject) {
    std::string who = text(identity, "arn");
    if (who.empty()) {
      who = text(identity, "userName");
    }
    if (!who.empty()) {
      out += " by " + who;
    }
  }
  if (std::string from = text(record, "sourceIPAddress"); !from.empty()) {
    out += " from " + from;
  }
  return shortened(out);
}

}  // namespace

/// One event in the front.
class Recorder::Watched final : public engine::EventWatch {
 public:
  Watched(Recorder& recorder, buckets::Place place) : recorder_(recorder), clauses_(recorder.parts_) {
    report.path = place.path;
    report.record = place.record;
  }

  void begin(const model::Event& event, expr::Services& services) override {
    services_ = &services;
    stages_ = std::make_unique<StageWatch>(recorder_.parsers_, clauses_, services_);
    report.line = shortened(event.line.raw, kLineBytes);
    report.source = event.line.src;
    if (event.line.raw.starts_with('{')) {
      JsonReader reader;
      Result<JsonView> record = reader.parse(event.line.raw);
      if (record && record->kind() == JsonKind::kObject && !engine::identify(*record).event_id.empty()) {
        report.event_id = engine::identify(*record).event_id;
        report.title = title_of(*record);
      }
    }
  }

  void enter(std::uint32_t node, const model::Event& event) override { stages_->enter(node, event); }
  void filtered(std::uint32_t node, bool let_in, const model::Event& event) override { stages_->filtered(node, let_in, event); }
  void read(std::uint32_t /*node*/, std::optional<std::string_view> text, bool matched) override { stages_->read(text, matched); }
  void leave(std::uint32_t node, parse::NodeOutcome outcome, const model::Event& event) override { stages_->leave(node, outcome, event); }
  void failed(std::uint32_t rule, std::string_view message, Span /*span*/) override { stages_->failed(message, rule); }

  void parsed(const model::Event& event, const parse::ParseResult& result) override {
    const parse::Stages& stages = *recorder_.rules_.parsers;
    report.dated = !event.marshaled_time.empty();
    switch (result.fate) {
      case parse::Fate::kParsed:
        report.fate = Fate::kParsed;
        break;
      case parse::Fate::kAllowListed:
        report.fate = Fate::kAllowListed;
        report.allow_reason = event.whitelist_reason;
        break;
      case parse::Fate::kNotParsed:
        report.fate = Fate::kNotParsed;
        break;
      case parse::Fate::kFailed:
        report.fate = Fate::kDropped;
        break;
    }
    if (result.stage < stages.stage_names().size()) {
      report.fate_stage = stages.stage_names()[result.stage];
    }
    if (result.node < stages.nodes().size()) {
      report.fate_node = stages.nodes()[result.node].name;
    }
    if (report.dated) {
      if (Result<Time> time = parse_rfc3339(event.marshaled_time)) {
        report.time = *time;
      }
    }
  }

  void matching(const model::Event& event, Time time) override {
    // An event without a date may go on where the reference would lose it.
    report.fate = Fate::kParsed;
    report.asked_scenarios = true;
    report.time = time;
    const expr::Value variable = model::event_value(event);
    Setting setting;
    setting.variables = {&variable, 1};
    setting.services = services_;
    setting.now = time;
    setting.event = &event;
    setting.omitted = &stages_->omitted();
    const buckets::Scenarios& scenarios = *recorder_.rules_.scenarios;
    report.scenarios_asked = scenarios.size();
    for (std::uint32_t i = 0; i < scenarios.size(); ++i) {
      const buckets::Scenario& scenario = scenarios.at(i);
      if (recorder_.options_.scenario.empty() || scenario.name() == recorder_.options_.scenario) {
        report.scenarios.push_back(explain_scenario(scenario, event_rules(), setting, clauses_));
      }
    }
  }

  void poured(const buckets::PouredEvent* event) override {
    for (std::uint32_t i = 0; event != nullptr && i < event->pour_count(); ++i) {
      for (ScenarioReport& scenario : report.scenarios) {
        scenario.took |= scenario.index == event->pour(i).scenario;
      }
    }
    for (ScenarioReport& scenario : report.scenarios) {
      if (!scenario.took && scenario.filter.truth == Truth::kTrue) {
        scenario.trouble = trouble_of(scenario, report.dated);
      }
      conclude(scenario.filter, scenario.took);
    }
    if (!recorder_.options_.all_scenarios && recorder_.options_.scenario.empty()) {
      std::erase_if(report.scenarios, [](const ScenarioReport& scenario) { return !scenario.near(); });
    }
  }

  void done() override {
    report.stages = stages_->take();
    report.omitted = stages_->omitted().fields();
    stages_.reset();
    services_ = nullptr;
  }

  EventReport report;

 private:
  Recorder& recorder_;
  Clauses clauses_;
  expr::Services* services_ = nullptr;
  std::unique_ptr<StageWatch> stages_;
};

Recorder::Recorder(const engine::Rules& rules, Options options)
    : rules_(rules),
      options_(std::move(options)),
      parsers_(*rules.parsers, model::event_environment()),
      postoverflows_(*rules.postoverflows, model::event_environment()),
      clauses_(parts_) {
  services_.files = rules.files.get();
  services_.geo = rules.geo.get();
  services_.json = &json_;
}

Recorder::~Recorder() = default;

engine::EventWatch* Recorder::watch(const model::Event& event, buckets::Place place) {
  if (!options_.event_id.empty()) {
    // Most records do not hold it anywhere.
    if (event.line.raw.find(options_.event_id) == std::string_view::npos) {
      return nullptr;
    }
    JsonReader reader;
    Result<JsonView> record = reader.parse(event.line.raw);
    if (!record || record->kind() != JsonKind::kObject || engine::identify(*record).event_id != options_.event_id) {
      return nullptr;
    }
  }
  std::lock_guard lock(mutex_);
  if (events_.size() >= options_.limit) {
    ++left_out_;
    return nullptr;
  }
  events_.push_back(std::make_unique<Watched>(*this, place));
  by_place_[{place.path, place.record}] = events_.back().get();
  return events_.back().get();
}

EventReport* Recorder::watched(const buckets::PouredEvent& event) {
  if (event.reprocess_depth() != 0) {
    return nullptr;
  }
  std::lock_guard lock(mutex_);
  const auto found = by_place_.find({event.order().path, event.order().record});
  return found != by_place_.end() ? &found->second->report : nullptr;
}

PourReport& Recorder::add_pour(EventReport& report, const buckets::Scenario& scenario, const buckets::PouredEvent& event, const buckets::Pour& pour,
                               const buckets::Bucket* bucket, buckets::PourOutcome outcome) {
  PourReport& out = *report.pours.emplace_back(std::make_unique<PourReport>());
  out.index = scenario.index;
  out.scenario = scenario.name();
  out.type = buckets::bucket_type_row(scenario.spec.type).name;
  out.key = pour.partition;
  out.grouped = scenario.groupby != nullptr;
  out.outcome = outcome;
  out.distinct = pour.distinct;
  if (bucket == nullptr) {
    out.events = 1;
    return out;
  }
  out.events = bucket->total_count;
  out.timed = scenario.timed_overflow;
  if (outcome == buckets::PourOutcome::kKept) {
    out.expires = bucket->deadline;
  }
  out.counts = scenario.spec.type == content::BucketType::kLeaky && !scenario.always_full;
  if (out.counts) {
    // An overflow is the event for which there is no room any more.
    const double room = bucket->limiter.tokens_at(event.time(), scenario.rate, scenario.spec.capacity);
    out.limit = scenario.spec.capacity + 1;
    out.held = outcome == buckets::PourOutcome::kOverflowed ? static_cast<double>(out.limit) : static_cast<double>(scenario.spec.capacity) - room;
    out.missing = outcome == buckets::PourOutcome::kOverflowed ? 0 : static_cast<std::int64_t>(room) + 1;
    out.leakspeed = scenario.leakspeed;
  }
  out.threshold = scenario.spec.bayesian_threshold;
  return out;
}

void Recorder::poured(const buckets::Scenario& scenario, const buckets::PouredEvent& event, const buckets::Pour& pour, const buckets::Bucket* bucket,
                      buckets::PourOutcome outcome) {
  std::vector<std::pair<EventReport*, std::string>> reports;
  if (EventReport* report = watched(event)) {
    reports.emplace_back(report, std::string());
  } else if (event.reprocess_depth() != 0) {
    // The overflow of a bucket that watched events were in.
    const auto raised = raised_.find(event.event().overflow);
    if (raised != raised_.end()) {
      std::lock_guard lock(mutex_);
      for (const PourReport* from : raised->second.pours) {
        for (const auto& watched_event : events_) {
          const auto& pours = watched_event->report.pours;
          if (std::any_of(pours.begin(), pours.end(), [&](const auto& one) { return one.get() == from; })) {
            reports.emplace_back(&watched_event->report, from->scenario);
          }
        }
      }
    }
  }
  for (auto& [report, from] : reports) {
    PourReport& out = add_pour(*report, scenario, event, pour, bucket, outcome);
    out.from = from;
    out.condition = condition_;
    out.weighed = weighed_;
    out.probability = probability_;
    if (bucket == nullptr) {
      triggers_.push_back(&out);
      continue;
    }
    if (outcome == buckets::PourOutcome::kCancelled && scenario.cancel_on != nullptr) {
      const expr::Value variable = model::event_value(event.event());
      Setting setting;
      setting.variables = {&variable, 1};
      setting.services = &services_;
      setting.now = event.time();
      out.cancel = clauses_.explain(scenario.spec.cancel_on, event_rules(), setting);
    }
    open_[{bucket, bucket->sequence}].push_back(&out);
  }
  condition_.reset();
  weighed_.clear();
  probability_.reset();
  json_.reset();
}

void Recorder::weighing(const buckets::Bucket& bucket, const buckets::PouredEvent& event, std::span<const expr::Value> variables) {
  if (watched(event) == nullptr) {
    return;
  }
  explain_conditions(*bucket.scenario, event, variables);
}

void Recorder::explain_conditions(const buckets::Scenario& scenario, const buckets::PouredEvent& event, std::span<const expr::Value> variables) {
  Setting setting;
  setting.variables = variables;
  setting.services = &services_;
  setting.now = event.time();
  if (scenario.condition != nullptr) {
    condition_ = clauses_.explain(scenario.spec.condition, condition_rules(), setting);
  }
  for (const buckets::BayesianCondition& condition : scenario.bayesian) {
    weighed_.push_back(clauses_.explain(condition.program->text(), condition_rules(), setting));
  }
}

void Recorder::weighed(const buckets::Bucket& /*bucket*/, float probability) {
  probability_ = static_cast<double>(probability);
}

void Recorder::filtered(const buckets::Scenario& scenario, const buckets::Bucket* bucket, std::span<const expr::Value> variables, bool /*passes*/) {
  const bool concerns = bucket == nullptr ? !triggers_.empty() : open_.find({bucket, bucket->sequence}) != open_.end();
  if (!concerns) {
    return;
  }
  Setting setting;
  setting.variables = variables;
  setting.services = &services_;
  overflow_filter_ = clauses_.explain(scenario.spec.overflow_filter, overflow_rules(), setting);
  json_.reset();
}

void Recorder::ended(const buckets::BucketEnding& ending) {
  std::vector<PourReport*> pours;
  if (ending.bucket == nullptr) {
    pours = std::exchange(triggers_, {});
  } else if (auto found = open_.find({ending.bucket, ending.bucket->sequence}); found != open_.end()) {
    pours = std::move(found->second);
    open_.erase(found);
  }
  for (PourReport* pour : pours) {
    EndReport end;
    end.end = ending.end;
    end.time = ending.time;
    end.events = ending.events;
    end.until = ending.until;
    end.reason = ending.reason;
    end.filter = overflow_filter_;
    if (ending.alert != nullptr) {
      for (const model::Alert& alert : ending.alert->alerts) {
        end.alerts.push_back(alert.message);
      }
    }
    pour->end = std::move(end);
  }
  overflow_filter_.reset();
  if (ending.alert != nullptr && !pours.empty()) {
    raised_[ending.alert].pours = std::move(pours);
  }
}

void Recorder::repeated(const buckets::PouredEvent& event) {
  if (EventReport* report = watched(event)) {
    report->repeated = true;
  }
}

StageWatch* Recorder::postoverflows_of(const model::Event& event) {
  const auto found = raised_.find(event.overflow);
  if (found == raised_.end()) {
    return nullptr;
  }
  if (found->second.postoverflows == nullptr) {
    found->second.postoverflows = std::make_unique<StageWatch>(postoverflows_, clauses_, &services_);
  }
  return found->second.postoverflows.get();
}

void Recorder::enter(std::uint32_t node, const model::Event& event) {
  present_ = postoverflows_of(event);
  if (present_ != nullptr) {
    present_->enter(node, event);
  }
}
void Recorder::filtered(std::uint32_t node, bool let_in, const model::Event& event) {
  if (present_ != nullptr) {
    present_->filtered(node, let_in, event);
  }
}
void Recorder::read(std::uint32_t /*node*/, std::optional<std::string_view> text, bool matched) {
  if (present_ != nullptr) {
    present_->read(text, matched);
  }
}
void Recorder::leave(std::uint32_t node, parse::NodeOutcome outcome, const model::Event& event) {
  if (present_ != nullptr) {
    present_->leave(node, outcome, event);
  }
}
void Recorder::failed(std::uint32_t rule, std::string_view message, Span /*span*/) {
  if (present_ != nullptr) {
    present_->failed(message, rule);
  }
}

void Recorder::alert(engine::EmittedAlert&& alert) {
  const auto found = raised_.find(alert.alert.get());
  if (found == raised_.end()) {
    return;
  }
  Raised& raised = found->second;
  const std::vector<StageSteps> steps = raised.postoverflows != nullptr ? raised.postoverflows->take() : std::vector<StageSteps>();
  raised.postoverflows.reset();
  present_ = nullptr;
  raised.kept = alert.alert;
  for (PourReport* pour : raised.pours) {
    if (pour->end) {
      pour->end->allowed = alert.allowed;
      pour->end->allow_reason = alert.allow_reason;
      pour->end->postoverflows = steps;
    }
  }
}

std::vector<EventReport> Recorder::take() {
  std::vector<EventReport> out;
  out.reserve(events_.size());
  for (const auto& event : events_) {
    out.push_back(std::move(event->report));
  }
  std::stable_sort(out.begin(), out.end(),
                   [](const EventReport& a, const EventReport& b) { return std::pair(a.path, a.record) < std::pair(b.path, b.record); });
  return out;
}

}  // namespace vedette::explain
