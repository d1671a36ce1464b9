#include "buckets/pour_builder.h"

#include "buckets/cancel.h"
#include "buckets/distinct.h"
#include "buckets/poured_event_writer.h"
#include "buckets/rule_runner.h"
#include "buckets/text_dispatch.h"
#include "expr/machine.h"
#include "model/event_types.h"

namespace vedette::buckets {

struct PourBuilder::Scratch {
  Scratch(const Scenarios& scenarios, expr::Services* services, RuleErrors& errors)
      : runner(services, errors), texts(scenarios, services != nullptr ? services->files : nullptr) {}
  RuleRunner runner;
  TextDispatch texts;
  PouredEventWriter writer;
  std::vector<std::uint32_t> candidates;
  std::vector<std::uint32_t> dispatched;  // anew, after a filter wrote to the event
  CaptureNeeds needs;
  std::string failure;
};

namespace {

constexpr std::size_t kFewFilters = 5;

}  // namespace

PourBuilder::PourBuilder(const Scenarios& scenarios, PourOptions options)
    : scenarios_(scenarios), options_(options), dispatch_(scenarios), scratch_(std::make_unique<Scratch>(scenarios, options.services, errors_)) {}

PourBuilder::~PourBuilder() = default;

std::span<const std::uint32_t> PourBuilder::candidates() const {
  return scratch_->candidates;
}

// leakybucket: PourItemToHolders. A filter or groupby that fails there ends the event for the scenarios after it as well.
bool PourBuilder::evaluate(const Scenario& scenario, model::Event& event, const OrderKey& order) {
  RuleRunner& runner = scratch_->runner;
  const expr::Value variables[] = {model::event_value(event)};
  auto at = [&](RulePart part) { return RuleAt{scenario.index, part, order}; };
  if (!runner.run_bool(*scenario.filter, variables, at(RulePart::kFilter)).value_or(false)) {
    return false;
  }
  Pour pour;
  pour.scenario = scenario.index;
  if (scenario.groupby != nullptr) {
    std::optional<expr::Value> value = runner.run(*scenario.groupby, variables, at(RulePart::kGroupby));
    if (!value) {
      return false;
    }
    if (!value->is_string()) {
      errors_.add(scenario.index, RulePart::kGroupby, order, "the result is " + value->type()->name + ", not string", Span{});
      return false;
    }
    pour.partition = value->as_string();
  }
  // A trigger overflows before anything else is asked (TriggerProcessor ends the chain).
  bool asks = scenario.spec.type != content::BucketType::kTrigger;
  if (asks && scenario.distinct != nullptr) {
    std::optional<expr::Value> value = runner.run(*scenario.distinct, variables, at(RulePart::kDistinct));
    pour.distinct_state = value ? Evaluated::kValue : Evaluated::kFailed;
    pour.distinct = value ? distinct_text(*value) : std::string_view();
  }
  if (asks && scenario.cancel_on != nullptr) {
    pour.cancel = cancels(scenario, variables, order, runner);
  }
  if (scenario.scope != nullptr) {
    std::optional<expr::Value> value = runner.run(*scenario.scope, variables, at(RulePart::kScope));
    pour.scope_state = value ? Evaluated::kValue : Evaluated::kFailed;
    if (value) {
      pour.scope = value->is_string() ? value->as_string() : std::string_view();
    } else {
      scratch_->failure = runner.last_failure();
      pour.scope = scratch_->failure;
    }
  }
  scratch_->writer.add(pour);
  scratch_->needs.add(scenario.needs);
  return true;
}

void PourBuilder::evaluate_all(model::Event& event, const OrderKey& order, bool triggers_only) {
  scratch_->writer.begin();
  scratch_->needs = {};
  scratch_->texts.forget();
  std::vector<std::uint32_t>& candidates = scratch_->candidates;
  expr::CallContext& context = scratch_->runner.context(order);
  expr::Machine& machine = scratch_->runner.machine();
  const expr::Value variables[] = {model::event_value(event)};
  // A few filters are run faster than their texts are looked through.
  const bool looks = candidates.size() >= kFewFilters;
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    const std::uint32_t index = candidates[i];
    if (looks && scratch_->texts.rules_out(index, machine, context, variables)) {
      continue;
    }
    const std::uint64_t effects = machine.effects();
    (void)evaluate(scenarios_.at(index), event, order);
    if (machine.effects() != effects) {
      // It may have written (SetMeta) what the scenarios after it are found by.
      scratch_->texts.forget();
      dispatch_.candidates(event, scratch_->dispatched);
      candidates.resize(i + 1);
      for (std::uint32_t later : scratch_->dispatched) {
        if (later > index && (!triggers_only || scenarios_.at(later).spec.type == content::BucketType::kTrigger)) {
          candidates.push_back(later);
        }
      }
    }
  }
}

PouredEventRef PourBuilder::build(model::Event& event, Place place, const std::optional<DuplicateId>& duplicate_id, bool triggers_only) {
  dispatch_.candidates(event, scratch_->candidates);
  if (triggers_only) {
    std::erase_if(scratch_->candidates, [this](std::uint32_t index) { return scenarios_.at(index).spec.type != content::BucketType::kTrigger; });
  }
  if (scratch_->candidates.empty()) {
    return {};
  }
  scratch_->runner.reset();
  Time time;
  bool dated = false;
  if (!event.marshaled_time.empty()) {
    if (Result<Time> parsed = parse_rfc3339(event.marshaled_time)) {
      time = *parsed;
      dated = true;
    }
  }
  if (!dated) {
    time = event.time.is_zero() ? options_.reference_date : event.time;
  }
  OrderKey order{time.seconds, time.nanoseconds, place.path, place.record};
  evaluate_all(event, order, triggers_only);
  if (scratch_->writer.empty()) {
    return {};
  }
  undated_ += dated ? 0 : 1;
  PouredEventRef poured = scratch_->writer.finish(event, scratch_->needs, order, time.zone, duplicate_id, scratch_->runner.arena());
  if (!poured) {
    for (std::uint32_t scenario : scratch_->writer.scenarios()) {
      errors_.add(scenario, RulePart::kFilter, order, "the event is too large to be kept (more than 1 GiB)", Span{});
    }
  }
  return poured;
}

PouredEventRef PourBuilder::build_overflow(model::Event& event, std::shared_ptr<model::RuntimeAlert> alert, Time time, Place place,
                                           std::uint32_t depth) {
  dispatch_.candidates(event, scratch_->candidates);
  scratch_->runner.reset();
  OrderKey order{time.seconds, time.nanoseconds, place.path, place.record};
  evaluate_all(event, order, false);
  if (scratch_->writer.empty()) {
    return {};
  }
  return scratch_->writer.finish_overflow(event, std::move(alert), order, time.zone, depth, scratch_->runner.arena());
}

}  // namespace vedette::buckets
