#include "buckets/scenario.h"

#include <fmt/format.h>

#include <algorithm>

#include "buckets/bucket_types.h"
#include "buckets/environments.h"
#include "buckets/known_fields.h"
#include "buckets/limiter.h"

namespace vedette::buckets {

namespace {

/// Compiles one scenario; everything wrong with it is reported at once.
class ScenarioCompiler {
 public:
  ScenarioCompiler(const expr::FunctionTable& functions, Diagnostics& diagnostics)
      : event_rules_(event_rules(functions)),
        condition_rules_(condition_rules(functions)),
        overflow_rules_(overflow_rules(functions)),
        diagnostics_(diagnostics) {}

  std::unique_ptr<Scenario> compile(const content::ScenarioSpec& spec) {
    auto scenario = std::make_unique<Scenario>();
    scenario->spec = spec;
    const BucketTypeRow& type = bucket_type_row(spec.type);
    check_names(spec);
    if (std::string wrong = type.validate(spec); !wrong.empty()) {
      complain(spec.at, wrong);
    }
    compile_rules(*scenario);
    compile_scope(*scenario);
    if (diagnostics_.has_errors()) {
      return nullptr;
    }
    size(*scenario, type);
    note_reads(*scenario);
    warn(*scenario);
    return scenario;
  }

 private:
  void complain(const SourceText& at, std::string message, std::string hint = {}) {
    diagnostics_.error(at, Span{0, static_cast<std::uint32_t>(at.text().find('\n') == std::string::npos ? at.text().size() : at.text().find('\n'))},
                       std::move(message), std::move(hint));
  }

  // leakybucket: BucketFactory.Validate
  void check_names(const content::ScenarioSpec& spec) {
    if (spec.name.empty()) {
      complain(spec.at, "a scenario needs a name");
    }
    if (spec.description.empty()) {
      complain(spec.at, "a scenario needs a description");
    }
    if (spec.filter.empty()) {
      complain(spec.at, "a scenario needs a filter");
    }
    if (spec.capacity < -1) {
      complain(spec.at, fmt::format("capacity is {}: it is -1 (no limit), 0 or more", spec.capacity));
    }
  }

  ProgramPtr compile_rule(const SourceText& text, const expr::Environment& environment, const expr::Type* expected = nullptr) {
    if (text.empty()) {
      return nullptr;
    }
    expr::Program::Options options;
    options.expected = expected;
    return expr::Program::compile(text, environment, diagnostics_, options);
  }

  void compile_rules(Scenario& scenario) {
    const content::ScenarioSpec& spec = scenario.spec;
    // Another static type makes the reference stop at the first event.
    scenario.filter = compile_rule(spec.filter, event_rules_, expr::type_of(expr::type_id::kBool));
    if (scenario.filter != nullptr) {
      scenario.filter_texts = expr::text_conditions_of(spec.filter, event_rules_).value_or(std::vector<expr::TextCondition>());
    }
    scenario.groupby = compile_rule(spec.groupby, event_rules_, expr::type_of(expr::type_id::kString));
    scenario.distinct = compile_rule(spec.distinct, event_rules_);
    scenario.cancel_on = compile_rule(spec.cancel_on, event_rules_);
    scenario.condition = compile_rule(spec.condition, condition_rules_);
    scenario.overflow_filter = compile_rule(spec.overflow_filter, overflow_rules_);
    scenario.bayesian_active = spec.bayesian_threshold != 0;
    for (const content::BayesianConditionSpec& condition : spec.bayesian_conditions) {
      if (condition.condition.empty()) {
        complain(spec.at, "a bayesian condition needs `condition`");
        continue;
      }
      scenario.bayesian.push_back(
          {compile_rule(condition.condition, condition_rules_), condition.prob_given_evil, condition.prob_given_benign, condition.guillotine});
    }
  }

  // leakybucket: ScopeType.CompileFilter
  void compile_scope(Scenario& scenario) {
    const content::ScenarioSpec& spec = scenario.spec;
    scenario.scope_type = spec.scope_type.empty() ? "Ip" : spec.scope_type;
    if (scenario.scope_type == "Ip") {
      if (!spec.scope_expression.empty()) {
        complain(spec.scope_expression, "the scope Ip takes no expression", "it is always evt.Meta.source_ip");
      }
      return;
    }
    if (spec.scope_expression.empty()) {
      if (scenario.scope_type != "Range") {
        complain(spec.at, fmt::format("the scope {} needs an expression", scenario.scope_type));
      }
      return;
    }
    scenario.scope = compile_rule(spec.scope_expression, event_rules_);
  }

  static void size(Scenario& scenario, const BucketTypeRow& type) {
    const content::ScenarioSpec& spec = scenario.spec;
    scenario.leakspeed = spec.leakspeed.value_or(0);
    scenario.has_blackhole = spec.blackhole.has_value();
    scenario.blackhole = spec.blackhole.value_or(0);
    scenario.always_full = spec.capacity == -1;
    scenario.rate = rate_of_interval(scenario.leakspeed);
    // leakybucket: NewLeakyFromFactory, Qsize
    scenario.queue_capacity = spec.capacity;
    if (spec.cache_size > 0 && (spec.cache_size <= spec.capacity || spec.capacity == -1)) {
      scenario.queue_capacity = spec.cache_size;
    }
    if (scenario.queue_capacity == -1) {
      scenario.queue_capacity = Scenario::kUnboundedQueue;
    }
    type.apply(scenario);
  }

  static void note_reads(Scenario& scenario) {
    auto read_later = [&](const ProgramPtr& program, bool at_every_pour) {
      if (program == nullptr) {
        return;
      }
      const std::string& text = program->text().text();
      scenario.needs.add(needs_of_expression(text));
      scenario.writes_queue |= program->effect() == expr::Effect::kWritesEvent;
      scenario.reads_queue |= at_every_pour && (text.find("queue") != std::string::npos || text.find("leaky") != std::string::npos);
    };
    read_later(scenario.condition, true);
    for (const BayesianCondition& condition : scenario.bayesian) {
      read_later(condition.program, scenario.bayesian_active);
    }
    read_later(scenario.overflow_filter, false);
    scenario.filter_reads_signal = scenario.overflow_filter != nullptr && scenario.overflow_filter->text().text().find("signal") != std::string::npos;
    scenario.needs.enriched_places = scenario.scope_type == "Ip" || scenario.scope_type == "Range";
  }

  void warn(const Scenario& scenario) {
    const content::ScenarioSpec& spec = scenario.spec;
    auto say = [&](std::string message) { diagnostics_.warning(spec.at, Span{}, std::move(message)); };
    if (spec.type == content::BucketType::kConditional && spec.capacity != -1) {
      say(fmt::format("capacity is {}: a conditional bucket is meant to have -1; it keeps its last {} events only", spec.capacity,
                      scenario.queue_capacity + 1));
    }
    if (spec.duration && !scenario.timed_overflow && spec.type != content::BucketType::kTrigger) {
      say(fmt::format("duration has no effect on a {} bucket", bucket_type_row(spec.type).name));
    }
    if (spec.cache_size > 0 && spec.capacity != -1 && spec.cache_size > spec.capacity) {
      say(fmt::format("cache_size {} is more than the capacity {} and has no effect", spec.cache_size, spec.capacity));
    }
  }

  expr::Environment event_rules_;
  expr::Environment condition_rules_;
  expr::Environment overflow_rules_;
  Diagnostics& diagnostics_;
};

void hand_over(const Diagnostics& from, const std::string& item, Diagnostics& to) {
  for (Diagnostic diagnostic : from.all()) {
    diagnostic.item = item;
    if (diagnostic.rule.empty()) {
      diagnostic.rule = "wrong-value";
    }
    to.add(std::move(diagnostic));
  }
}

std::string first_error(const Diagnostics& diagnostics) {
  for (const Diagnostic& diagnostic : diagnostics.all()) {
    if (diagnostic.severity == Severity::kError) {
      return diagnostic.message;
    }
  }
  return {};
}

}  // namespace

std::string_view rule_part_name(RulePart part) {
  switch (part) {
    case RulePart::kFilter:
      return "filter";
    case RulePart::kGroupby:
      return "groupby";
    case RulePart::kDistinct:
      return "distinct";
    case RulePart::kCancelOn:
      return "cancel_on";
    case RulePart::kScope:
      return "scope";
    case RulePart::kCondition:
      return "condition";
    case RulePart::kBayesian:
      return "bayesian_conditions";
    case RulePart::kOverflowFilter:
      return "overflow_filter";
    case RulePart::kContext:
      return "context";
  }
  return {};
}

Scenarios Scenarios::compile(const content::Content& content, const expr::FunctionTable& functions, Diagnostics& diagnostics) {
  (void)known_fields();
  Scenarios scenarios;
  scenarios.context_.compile(content.context, functions, diagnostics);

  std::vector<const content::ScenarioSpec*> specs;
  for (const content::ScenarioSpec& spec : content.scenarios) {
    specs.push_back(&spec);
  }
  std::stable_sort(specs.begin(), specs.end(), [](const auto* a, const auto* b) { return a->name < b->name; });
  for (const content::ScenarioSpec* spec : specs) {
    Diagnostics own;
    std::unique_ptr<Scenario> scenario = ScenarioCompiler(functions, own).compile(*spec);
    hand_over(own, spec->name, diagnostics);
    if (scenario == nullptr) {
      scenarios.skipped_.push_back({spec->name, "scenario", first_error(own)});
      continue;
    }
    scenario->index = static_cast<std::uint32_t>(scenarios.all_.size());
    scenario->needs.add(scenarios.context_.needs());
    scenarios.all_.push_back(std::move(scenario));
  }
  return scenarios;
}

const Scenario* Scenarios::find(std::string_view name) const {
  for (const auto& scenario : all_) {
    if (scenario->spec.name == name) {
      return scenario.get();
    }
  }
  return nullptr;
}

}  // namespace vedette::buckets
