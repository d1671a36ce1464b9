#include "report/rule_facts.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>

#include "base/time.h"
#include "buckets/environments.h"
#include "expr/parts.h"
#include "model/event_functions.h"
#include "report/attack.h"
#include "report/markup.h"

namespace vedette::report {
namespace {

constexpr std::size_t kMostReads = 8;
constexpr std::size_t kMostClauses = 40;

/// Writes the members of an object.
class Members {
 public:
  explicit Members(Bytes& out) : out_(out) { out_.append('{'); }
  void close() { out_.append('}'); }

  /// Empty texts are left out.
  void text(std::string_view name, std::string_view value) {
    if (!value.empty()) {
      this->name(name);
      append_script_string(out_, value);
    }
  }
  void number(std::string_view name, std::uint64_t value) {
    this->name(name);
    append_number(out_, static_cast<std::int64_t>(value));
  }
  void texts(std::string_view name, const std::vector<std::string>& values) {
    if (values.empty()) {
      return;
    }
    this->name(name);
    char before = '[';
    for (const std::string& value : values) {
      out_.append(before);
      before = ',';
      append_script_string(out_, value);
    }
    out_.append(']');
  }
  /// What follows is the member's value.
  void name(std::string_view name) {
    out_.append(first_ ? "\"" : ",\n\"");
    first_ = false;
    out_.append(name);
    out_.append("\":");
  }

 private:
  Bytes& out_;
  bool first_ = true;
};

void collect_reads(const expr::Part& part, std::vector<std::string>& reads) {
  if (part.path) {
    if (reads.size() < kMostReads && std::find(reads.begin(), reads.end(), part.text) == reads.end()) {
      reads.push_back(part.text);
    }
    return;
  }
  for (const expr::Part& inner : part.parts) {
    collect_reads(inner, reads);
  }
}

void append_clause(Bytes& out, const expr::Part& part) {
  std::vector<std::string> reads;
  collect_reads(part, reads);
  Members members(out);
  members.text("text", part.text);
  members.texts("reads", reads);
  members.close();
}

/// The parts of the filter that all hold of an event that matched.
void append_clauses(Bytes& out, const SourceText& filter) {
  static const expr::Environment kRules = buckets::event_rules(model::content_functions());
  const std::optional<expr::Part> whole = expr::parts_of(filter, kRules);
  out.append('[');
  if (whole && whole->kind == expr::PartKind::kAllOf) {
    for (std::size_t i = 0; i < whole->parts.size() && i < kMostClauses; ++i) {
      out.append(i == 0 ? "" : ",");
      append_clause(out, whole->parts[i]);
    }
  } else if (whole) {
    append_clause(out, *whole);
  }
  out.append(']');
}

void append_techniques(Bytes& out, const content::ScenarioSpec& spec) {
  char before = '[';
  for (const std::string& id : techniques_of(spec)) {
    out.append(before);
    before = ',';
    Members members(out);
    members.text("id", id);
    if (const Technique* technique = find_technique(id); technique != nullptr) {
      members.text("name", technique->name);
      members.text("tactic", tactic_name(technique->tactic));
    }
    members.close();
  }
  out.append(before == '[' ? "[]" : "]");
}

/// Go's "1m30s", "24h" without the units that are nothing.
std::string duration_text(Duration duration) {
  std::string text = format_duration(duration);
  for (std::string_view nothing : {"0s", "0m"}) {
    if (text.size() > nothing.size() && text.ends_with(nothing) && (text[text.size() - 3] < '0' || text[text.size() - 3] > '9')) {
      text.resize(text.size() - 2);
    }
  }
  return text;
}

}  // namespace

std::string how_it_raises(const buckets::Scenario& scenario) {
  const content::ScenarioSpec& spec = scenario.spec;
  const std::string group = scenario.groupby != nullptr ? " of one group" : "";
  switch (spec.type) {
    case content::BucketType::kTrigger:
      return "Every event that matches is an alert.";
    case content::BucketType::kCounter:
      return fmt::format("The events{} that match are counted for {}, then reported together.", group, duration_text(scenario.lifetime));
    case content::BucketType::kConditional:
      return fmt::format("The events{} that match are gathered until a condition holds over them.", group);
    case content::BucketType::kBayesian:
      return fmt::format("The events{} that match are weighed: an alert when the probability that they mean harm passes {}.", group,
                         spec.bayesian_threshold);
    case content::BucketType::kLeaky:
      break;
  }
  return fmt::format("More than {} events{} that match, of which one is forgotten every {}.", spec.capacity, group,
                     duration_text(scenario.leakspeed));
}

void append_rule(Bytes& out, const buckets::Scenario& scenario, Severity severity, const RuleTally& tally) {
  const content::ScenarioSpec& spec = scenario.spec;
  const auto label = [&](const char* name) {
    const auto found = spec.labels.find(name);
    return found == spec.labels.end() ? std::string_view() : std::string_view(found->second);
  };
  Members members(out);
  members.text("name", spec.name);
  members.text("label", label("label"));
  members.text("description", spec.description);
  members.number("severity", static_cast<std::uint64_t>(severity));
  members.text("todo", label("what_to_do"));
  members.texts("references", spec.references);
  members.name("techniques");
  append_techniques(out, spec);
  members.texts("vulnerabilities", vulnerabilities_of(spec));
  members.texts("controls", controls_of(spec));
  members.name("clauses");
  append_clauses(out, spec.filter);
  members.text("bucket", how_it_raises(scenario));
  members.text("groupby", spec.groupby.text());
  members.text("distinct", spec.distinct.text());
  members.text("condition", spec.condition.text());
  members.text("overflow_filter", spec.overflow_filter.text());
  members.text("cancel_on", spec.cancel_on.text());
  if (scenario.has_blackhole && scenario.blackhole > 0) {
    members.text("blackhole", duration_text(scenario.blackhole));
  }
  members.number("index", scenario.index);
  members.number("alerts", tally.alerts);
  members.number("allowed", tally.allowed);
  members.number("left_out", tally.left_out);
  members.close();
}

}  // namespace vedette::report
