#include "explain/scenario_watch.h"

#include <algorithm>

#include "buckets/bucket_types.h"

namespace vedette::explain {
namespace {

/// The fields that say what kind of log it is: a scenario for another kind is not near, whatever else it asks for.
bool asks_for_kind(const expr::Program& program) {
  const auto& reads = program.reads();
  return !reads.empty() && std::all_of(reads.begin(), reads.end(), [](const expr::Path& path) {
    const std::vector<std::string>& names = path.names;
    return names == std::vector<std::string>{"Meta", "log_type"} || names == std::vector<std::string>{"Meta", "service"} ||
           names == std::vector<std::string>{"Parsed", "program"} || names == std::vector<std::string>{"Line", "Labels", "type"} ||
           names == std::vector<std::string>{"GetType()"};
  });
}

}  // namespace

ScenarioReport explain_scenario(const buckets::Scenario& scenario, const expr::Environment& environment, const Setting& setting, Clauses& clauses) {
  const content::ScenarioSpec& spec = scenario.spec;
  ScenarioReport out;
  out.index = scenario.index;
  out.name = spec.name;
  out.type = buckets::bucket_type_row(spec.type).name;
  out.description = spec.description;
  out.filter = clauses.explain(spec.filter, environment, setting);
  const expr::Part* part = clauses.parts_of(spec.filter, environment);
  const bool joined = part != nullptr && part->kind == expr::PartKind::kAllOf;
  const std::size_t count = joined ? part->parts.size() : 1;
  for (std::size_t i = 0; i < count; ++i) {
    const Clause& clause = joined ? out.filter.parts[i] : out.filter;
    const bool holds = clause.truth == Truth::kTrue;
    ++out.clauses;
    out.missed += holds ? 0 : 1;
    const expr::Part* asked = joined ? &part->parts[i] : part;
    if (!holds && asked != nullptr && asked->program != nullptr && asks_for_kind(*asked->program)) {
      out.same_kind = false;
    }
  }
  if (out.missed == 0) {
    auto add = [&](const char* name, const buckets::ProgramPtr& program) {
      if (program != nullptr) {
        out.names.emplace_back(name);
        out.expressions.push_back(clauses.explain(program->text(), environment, setting));
      }
    };
    add("groupby", scenario.groupby);
    add("distinct", scenario.distinct);
    add("cancel_on", scenario.cancel_on);
    add("scope", scenario.scope);
  }
  return out;
}

std::string trouble_of(const ScenarioReport& scenario, bool dated) {
  for (std::size_t i = 0; i < scenario.names.size(); ++i) {
    if (scenario.names[i] == "groupby") {
      const Clause& groupby = scenario.expressions[i];
      if (groupby.truth == Truth::kFailed) {
        return "groupby failed: " + groupby.failure;
      }
      if (groupby.value.empty() || groupby.value.front() != '\'') {
        return "groupby gives no text";
      }
    }
  }
  if (!dated && scenario.type != "trigger") {
    return "the event has no date, and only triggers take such an event here";
  }
  return {};
}

}  // namespace vedette::explain
