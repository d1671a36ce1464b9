#include "cli/profile_trial.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/diagnostic.h"
#include "cli/json_writer.h"
#include "explain/clauses.h"
#include "explain/value_text.h"
#include "model/event_types.h"

namespace vedette::cli {
namespace {

using Answer = FilterTrial::Answer;

constexpr std::size_t kFilterBytes = 160;

std::string clean(std::string_view text) {
  return printable(explain::shortened(text, kFilterBytes));
}

std::string diagnostic_of(const SourceText& filter, const profile::FilterResult& result, const std::string& profile) {
  Diagnostic out;
  out.message = result.failure;
  out.file = filter.file();
  out.span = filter.file_span(result.span);
  out.item = profile;
  return render(out);
}

class Trier {
 public:
  Trier(const profile::Profiles& profiles, const profile::Setting& setting)
      : profiles_(profiles), setting_(setting), evaluator_(profiles), clauses_(parts_) {}

  AlertTrial apply(model::Alert alert) {
    AlertTrial out;
    model::Alert seen = alert;  // as the next profile sees it
    const std::vector<profile::Evaluation> evaluations = evaluator_.apply(alert, setting_);
    for (std::uint32_t i = 0; i < profiles_.all().size(); ++i) {
      const profile::Profile& profile = profiles_.all()[i];
      ProfileTrial trial;
      trial.name = profile.spec.name;
      trial.asked = i < evaluations.size();
      if (trial.asked) {
        trial.evaluation = evaluations[i];
      }
      for (std::size_t filter = 0; filter < profile.filters.size(); ++filter) {
        trial.filters.push_back(filter_trial(profile, filter, trial, seen));
      }
      if (trial.evaluation.matched) {
        for (const SourceText& name : profile.spec.notifications) {
          trial.notifications.push_back(name.text());
          if (std::find(out.notifications.begin(), out.notifications.end(), name.text()) == out.notifications.end()) {
            out.notifications.push_back(name.text());
          }
        }
      }
      if (trial.evaluation.decided) {
        seen.decisions = alert.decisions;
        seen.set_nil(model::AlertField::kDecisions, false);
      }
      seen.source.scope = alert.source.scope;
      out.profiles.push_back(std::move(trial));
    }
    out.alert = std::move(alert);
    return out;
  }

 private:
  FilterTrial filter_trial(const profile::Profile& profile, std::size_t index, const ProfileTrial& trial, const model::Alert& alert) {
    const SourceText& text = profile.spec.filters[index];
    FilterTrial out;
    out.text = text.text();
    if (!trial.asked || index >= trial.evaluation.filters.size()) {
      return out;
    }
    const profile::FilterResult& result = trial.evaluation.filters[index];
    switch (result.truth) {
      case profile::FilterTruth::kTrue:
        out.answer = Answer::kTrue;
        break;
      case profile::FilterTruth::kFalse:
        out.answer = Answer::kFalse;
        out.why = why_false(text, alert);
        break;
      case profile::FilterTruth::kFailed:
        out.answer = Answer::kFailed;
        out.why = result.failure;
        out.diagnostic = diagnostic_of(text, result, profile.spec.name);
        break;
    }
    return out;
  }

  std::string why_false(const SourceText& text, const model::Alert& alert) {
    const std::array variables{model::alert_value(alert)};
    explain::Setting setting;
    setting.variables = variables;
    setting.services = setting_.services;
    setting.now = setting_.now;
    explain::Clause clause = clauses_.explain(text, profile::profile_environment(), setting);
    explain::conclude(clause, false);
    return explain::why_not(clause);
  }

  const profile::Profiles& profiles_;
  profile::Setting setting_;
  profile::Evaluator evaluator_;
  explain::PartCache parts_;
  explain::Clauses clauses_;
};

std::string mark(Answer answer, const Style& style) {
  switch (answer) {
    case Answer::kTrue:
      return style.green("true ");
    case Answer::kFalse:
      return style.red("false");
    case Answer::kFailed:
      return style.red("fails");
    case Answer::kNotAsked:
      break;
  }
  return style.dim("-    ");
}

std::string verdict(const ProfileTrial& trial) {
  if (!trial.asked) {
    return "not asked";
  }
  if (trial.evaluation.failed) {
    return trial.evaluation.matched ? "takes it, though a filter fails" : "a filter fails";
  }
  return trial.evaluation.matched ? "takes it" : "does not take it";
}

std::string decision_text(const model::Decision& decision) {
  return fmt::format("{}{} on {} {} for {}, origin {}", decision.simulated ? "(simulated) " : "", printable(decision.type), printable(decision.scope),
                     printable(decision.value), printable(decision.duration), printable(decision.origin));
}

void add_profile(const ProfileTrial& trial, const Style& style, std::string& out) {
  out += fmt::format("  profile {}: {}\n", style.bold(printable(trial.name)), verdict(trial));
  if (!trial.asked) {
    return;
  }
  for (const FilterTrial& filter : trial.filters) {
    out += fmt::format("    {}  {}\n", mark(filter.answer, style), clean(filter.text));
    if (filter.answer == Answer::kFalse && !filter.why.empty() && filter.why != filter.text) {
      out += fmt::format("           {}\n", style.dim(printable(filter.why)));
    }
    if (filter.answer == Answer::kFailed) {
      std::string_view rest = filter.diagnostic;
      while (!rest.empty()) {
        const std::size_t end = std::min(rest.find('\n'), rest.size() - 1);
        out += "           " + std::string(rest.substr(0, end + 1));
        rest.remove_prefix(end + 1);
      }
      if (!out.ends_with('\n')) {
        out += '\n';
      }
    }
  }
  const profile::Evaluation& evaluation = trial.evaluation;
  if (!evaluation.duration_failure.empty()) {
    out += fmt::format("    duration_expr fails: {}\n", printable(evaluation.duration_failure));
  }
  for (const model::Decision& decision : evaluation.decisions) {
    if (evaluation.matched) {
      out += fmt::format("    {} {}{}\n", style.cyan("decides"), decision_text(decision),
                         evaluation.decided ? "" : ", but the alert has decisions already");
    }
  }
  for (const std::string& name : trial.notifications) {
    out += fmt::format("    {} {}\n", style.cyan("notifies"), printable(name));
  }
  if (evaluation.last) {
    out += "    the profiles behind it are not asked\n";
  }
}

std::string_view answer_name(Answer answer) {
  static constexpr std::string_view kNames[] = {"true", "false", "failed", "not asked"};
  return kNames[static_cast<std::size_t>(answer)];
}

void write_decision(const model::Decision& decision, JsonWriter& json) {
  json.open('{');
  json.member("type", decision.type);
  json.member("scope", decision.scope);
  json.member("value", decision.value);
  json.member("duration", decision.duration);
  json.member("origin", decision.origin);
  json.member("scenario", decision.scenario);
  json.member("simulated", decision.simulated);
  json.close('}');
}

void write_decisions(const std::vector<model::Decision>& decisions, JsonWriter& json) {
  json.key("decisions");
  json.open('[');
  for (const model::Decision& decision : decisions) {
    write_decision(decision, json);
  }
  json.close(']');
}

void write_names(const std::vector<std::string>& names, JsonWriter& json) {
  json.key("notifications");
  json.open('[');
  for (const std::string& name : names) {
    json.text(name);
  }
  json.close(']');
}

void write_profile(const ProfileTrial& trial, JsonWriter& json) {
  json.open('{');
  json.member("name", trial.name);
  json.member("asked", trial.asked);
  json.member("matched", trial.evaluation.matched);
  json.member("failed", trial.evaluation.failed);
  json.key("filters");
  json.open('[');
  for (const FilterTrial& filter : trial.filters) {
    json.open('{');
    json.member("filter", filter.text);
    json.member("result", answer_name(filter.answer));
    json.member_unless_empty("why", filter.why);
    json.member_unless_empty("diagnostic", filter.diagnostic);
    json.close('}');
  }
  json.close(']');
  json.member_unless_empty("duration_failure", trial.evaluation.duration_failure);
  json.member("decided", trial.evaluation.decided);
  write_decisions(trial.evaluation.matched ? trial.evaluation.decisions : std::vector<model::Decision>(), json);
  write_names(trial.notifications, json);
  json.member("last", trial.evaluation.last);
  json.close('}');
}

}  // namespace

std::vector<AlertTrial> try_profiles(const profile::Profiles& profiles, std::vector<model::Alert> alerts, const profile::Setting& setting) {
  Trier trier(profiles, setting);
  std::vector<AlertTrial> out;
  out.reserve(alerts.size());
  for (model::Alert& alert : alerts) {
    out.push_back(trier.apply(std::move(alert)));
  }
  return out;
}

std::string trials_text(const std::vector<AlertTrial>& trials, const Style& style) {
  std::string out;
  for (const AlertTrial& trial : trials) {
    const model::Alert& alert = trial.alert;
    out += out.empty() ? "" : "\n";
    out += fmt::format("{} by {}{}\n", style.bold(printable(alert.scenario.empty() ? "(no scenario)" : alert.scenario)),
                       printable(model::describe(alert.is_nil(model::AlertField::kSource) ? nullptr : &alert.source)),
                       alert.simulated ? " (simulated)" : "");
    for (const ProfileTrial& profile : trial.profiles) {
      add_profile(profile, style, out);
    }
    out += "  = " + count_of(alert.decisions.size(), "decision", "decisions");
    std::string names;
    for (const std::string& name : trial.notifications) {
      names += (names.empty() ? "" : ", ") + printable(name);
    }
    out += names.empty() ? ", no notification\n" : "; notified: " + names + "\n";
  }
  return out;
}

std::string trials_json(const std::vector<AlertTrial>& trials) {
  std::string out;
  JsonWriter json(out);
  json.open('{');
  json.key("alerts");
  json.open('[');
  for (const AlertTrial& trial : trials) {
    const model::Alert& alert = trial.alert;
    json.open('{');
    json.member("scenario", alert.scenario);
    json.member("scope", alert.source.scope);
    json.member("value", alert.source.value);
    json.key("profiles");
    json.open('[');
    for (const ProfileTrial& profile : trial.profiles) {
      write_profile(profile, json);
    }
    json.close(']');
    write_decisions(alert.decisions, json);
    write_names(trial.notifications, json);
    json.close('}');
  }
  json.close(']');
  json.close('}');
  return out + "\n";
}

}  // namespace vedette::cli
