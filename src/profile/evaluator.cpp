#include <array>

#include "base/arena.h"
#include "expr/builtins/services.h"
#include "expr/fault.h"
#include "expr/go_format.h"
#include "model/event_types.h"
#include "profile/profile.h"

namespace vedette::profile {

using model::Alert;
using model::AlertField;
using model::Decision;
using model::DecisionField;

struct Evaluator::Implementation {
  explicit Implementation(const Profiles& profiles_in) : profiles(profiles_in) {}

  /// The value lives in the arena, until it is reset.
  expr::Outcome run(const expr::Program& program, const Alert& alert, const Setting& setting, expr::CallContext& context) {
    context.services = setting.services;
    context.now = setting.now;
    const std::array variables{model::alert_value(alert)};
    return program.run(*machine, context, variables);
  }

  FilterResult ask(const expr::Program& filter, const Alert& alert, const Setting& setting) {
    expr::CallContext context(arena);
    const expr::Outcome outcome = run(filter, alert, setting, context);
    FilterResult out;
    if (outcome.failed) {
      out = {FilterTruth::kFailed, outcome.message, outcome.span};
    } else if (!outcome.value.is_bool()) {
      out.truth = FilterTruth::kFailed;
      out.failure = "unexpected type " + std::string(expr::type_name(outcome.value)) + ", not bool";
      out.span = {0, static_cast<std::uint32_t>(filter.text().text().size())};
    } else {
      out.truth = outcome.value.as_bool() ? FilterTruth::kTrue : FilterTruth::kFalse;
    }
    arena.reset();
    return out;
  }

  /// csprofiles.go, GenerateDecisionFromProfile: what duration_expr gives, unless it fails or gives no duration.
  std::optional<std::string> duration_of(const Profile& profile, const Alert& alert, const Setting& setting, std::string& failure) {
    if (profile.duration == nullptr) {
      return std::nullopt;
    }
    expr::CallContext context(arena);
    const expr::Outcome outcome = run(*profile.duration, alert, setting, context);
    std::string text;
    if (outcome.failed) {
      failure = outcome.message;
    } else if (!expr::append_go_value(context, text, outcome.value)) {
      failure = context.message();
    } else if (!content::parse_duration_with_days(text)) {
      failure = "it gives '" + text.substr(0, 80) + "', which is no duration";
    }
    arena.reset();
    return failure.empty() ? std::optional(std::move(text)) : std::nullopt;
  }

  void decide(const Profile& profile, const Alert& alert, const std::optional<std::string>& duration, std::vector<Decision>& out) {
    for (const content::DecisionSpec& spec : profile.spec.decisions) {
      Decision decision;
      const bool simulated = spec.simulated.value_or(false) || (alert.simulated && !alert.is_nil(AlertField::kSimulated));
      decision.simulated = simulated;
      decision.set_nil(DecisionField::kSimulated, !simulated);
      const bool sourceless = alert.is_nil(AlertField::kSource);
      decision.scope = !spec.scope.empty() || sourceless ? spec.scope : alert.source.scope;
      decision.value = sourceless ? std::string() : alert.source.value;
      decision.duration = duration ? *duration : spec.duration_text;
      decision.type = spec.type;
      decision.origin = spec.origin ? "crowdsec/" + *spec.origin : "crowdsec";
      decision.scenario = alert.scenario;
      out.push_back(std::move(decision));
    }
  }

  const Profiles& profiles;
  expr::MachinePtr machine = expr::make_machine();
  Arena arena;
};

Evaluator::Evaluator(const Profiles& profiles) : implementation_(std::make_unique<Implementation>(profiles)) {}
Evaluator::~Evaluator() = default;
Evaluator::Evaluator(Evaluator&&) noexcept = default;

// csprofiles.go, EvaluateProfile. Each filter that is true makes the decisions once more; `on_failure` changes nothing there, nor does it here.
Evaluation Evaluator::evaluate(std::uint32_t index, const Alert& alert, const Setting& setting) {
  const Profile& profile = implementation_->profiles.all()[index];
  Evaluation out;
  out.profile = index;
  std::optional<std::string> duration;
  for (const auto& filter : profile.filters) {
    out.filters.push_back(implementation_->ask(*filter, alert, setting));
    const FilterTruth truth = out.filters.back().truth;
    if (truth == FilterTruth::kFailed) {
      out.failed = true;
      out.decisions.clear();
      break;
    }
    if (truth == FilterTruth::kTrue) {
      if (!out.matched && !profile.spec.decisions.empty()) {
        duration = implementation_->duration_of(profile, alert, setting, out.duration_failure);
      }
      out.matched = true;
      implementation_->decide(profile, alert, duration, out.decisions);
    }
  }
  return out;
}

// apiserver/controllers/v1/alerts.go, CreateAlert. There, a filter that fails without `on_error` refuses the alert and all that were sent with it,
// which the agent then sends again for ever.
std::vector<Evaluation> Evaluator::apply(Alert& alert, const Setting& setting) {
  alert.source.scope = normalize_scope(alert.source.scope);
  for (Decision& decision : alert.decisions) {
    decision.scope = normalize_scope(decision.scope);
  }
  const bool decided_before = !alert.decisions.empty();  // by a person: the profiles only notify
  std::vector<Evaluation> out;
  for (std::uint32_t i = 0; i < implementation_->profiles.all().size(); ++i) {
    const Profile& profile = implementation_->profiles.all()[i];
    Evaluation next = evaluate(i, alert, setting);
    if (next.failed) {
      next.matched = decided_before ? false : next.matched || profile.on_error == OnError::kApply;
    }
    if (next.matched) {
      if (alert.decisions.empty() && !next.decisions.empty()) {
        alert.decisions = next.decisions;
        alert.set_nil(AlertField::kDecisions, false);
        next.decided = true;
      }
      next.last = profile.on_success == OnSuccess::kBreak || (next.failed && profile.on_error == OnError::kBreak);
    }
    out.push_back(std::move(next));
    if (out.back().last) {
      break;
    }
  }
  return out;
}

std::string normalize_scope(std::string_view scope) {
  std::string lower(scope);
  for (char& c : lower) {
    c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
  }
  if (lower == "ip") {
    return "Ip";
  }
  if (lower == "range") {
    return "Range";
  }
  if (lower == "as") {
    return "AS";
  }
  return lower == "country" ? "Country" : std::string(scope);
}

Duration decision_duration(const Decision& decision) {
  return content::parse_duration_with_days(decision.duration).value_or(4 * kHour);
}

}  // namespace vedette::profile
