#include "cli/explain_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "explain/value_text.h"

namespace vedette::cli {
namespace {

using explain::Clause;
using explain::EventReport;
using explain::NodeStep;
using explain::PourReport;
using explain::ScenarioReport;
using explain::StageSteps;
using explain::Truth;
using parse::NodeOutcome;

constexpr std::size_t kMostStayedOut = 10;  // of a stage, listed one by one
constexpr std::size_t kLineBytes = 400;
constexpr std::size_t kClauseBytes = 140;  // unless all is shown

/// What is drawn with branches.
struct Twig {
  std::string text;
  std::vector<Twig> twigs;

  Twig& add(std::string line) { return twigs.emplace_back(Twig{std::move(line), {}}); }
};

void draw(const std::vector<Twig>& twigs, const std::string& indent, const Style& style, std::string& out) {
  for (std::size_t i = 0; i < twigs.size(); ++i) {
    const bool last = i + 1 == twigs.size();
    out += style.dim(indent + (last ? "└ " : "├ ")) + twigs[i].text + "\n";
    draw(twigs[i].twigs, indent + (last ? "  " : "│ "), style, out);
  }
}

std::string clean(std::string_view text, std::size_t bytes = kLineBytes) {
  return printable(explain::shortened(text, bytes));
}

class Writer {
 public:
  Writer(const ExplainShown& shown, const Style& style) : shown_(shown), style_(style) {}

  std::string write(const EventReport& report) {
    std::string out;
    out += style_.bold(clean(report.title.empty() ? report.line : report.title)) + "\n";
    std::string place;
    if (report.time) {
      place += time_text(*report.time) + (report.dated ? "" : " (the reference date: it has none)");
    }
    auto add = [&](const std::string& text) { place += (place.empty() ? "" : "  ") + text; };
    if (!report.event_id.empty()) {
      add(printable(report.event_id));
    }
    if (!report.source.empty()) {
      add(fmt::format("{}, {} {}", printable(report.source), report.title.empty() ? "line" : "record", report.record + 1));
    }
    if (!place.empty()) {
      out += style_.dim(place) + "\n";
    }
    const explain::Verdict verdict = explain::verdict_of(report);
    out += (verdict.raised ? style_.red(printable(verdict.text, "\n")) : printable(verdict.text, "\n")) + "\n";
    if (!report.omitted.empty()) {
      std::string names;
      for (const std::string& name : report.omitted) {
        names += (names.empty() ? "" : ", ") + printable(name);
      }
      out += style_.yellow("CloudTrail left out, for its size: " + names) + "\n";
    }
    std::vector<Twig> twigs;
    for (const StageSteps& stage : report.stages) {
      twigs.push_back(stage_twig(stage));
    }
    if (report.asked_scenarios) {
      twigs.push_back(scenarios_twig(report));
    }
    draw(twigs, "", style_, out);
    return out;
  }

 private:
  [[nodiscard]] std::string mark(Truth truth) const {
    switch (truth) {
      case Truth::kTrue:
        return style_.green("✓");
      case Truth::kFalse:
        return style_.red("✗");
      case Truth::kFailed:
        return style_.red("!");
      case Truth::kUnknown:
        return style_.yellow("?");
      case Truth::kUnasked:
        break;
    }
    return "·";
  }

  // Stages.

  Twig stage_twig(const StageSteps& stage) {
    Twig out{style_.bold(printable(stage.name)), {}};
    std::size_t stayed_out = 0;
    for (const NodeStep& node : stage.nodes) {
      stayed_out += node.outcome == NodeOutcome::kStayedOut ? 1 : 0;
    }
    const bool listed = shown_.details || stayed_out <= kMostStayedOut;
    for (const NodeStep& node : stage.nodes) {
      const bool out_there = node.outcome == NodeOutcome::kStayedOut;
      if (node.outcome == NodeOutcome::kSucceeded || (!shown_.only_successful && (!out_there || listed))) {
        out.twigs.push_back(node_twig(node, node.outcome == NodeOutcome::kFailed));
      }
    }
    if (!listed && !shown_.only_successful) {
      out.add(style_.dim(fmt::format("{} parsers stay out (--verbose lists them)", stayed_out)));
    }
    return out;
  }

  /// `in_vain`: the document that the node is in did not succeed, so what its groks read is of interest.
  Twig node_twig(const NodeStep& node, bool in_vain) {
    Twig out;
    const std::string name = printable(node.name);
    switch (node.outcome) {
      case NodeOutcome::kStayedOut: {
        out.text = style_.dim("✗ " + name);
        if (node.filter) {
          out.text += style_.dim(" stays out: " + clean(explain::why_not(*node.filter)));
        }
        break;
      }
      case NodeOutcome::kFailed:
        out.text = style_.red("✗ ") + name + (node.grok_matched == false ? " its grok does not match" : " no node of it succeeded");
        break;
      case NodeOutcome::kDropped:
        out.text = style_.red("! ") + name + " drops the event";
        break;
      case NodeOutcome::kSucceeded:
        out.text = style_.green("✓ ") + name + " (" + summary_of(node) + ")";
        break;
    }
    add_node_details(node, in_vain, out);
    for (const NodeStep& nested : node.nested) {
      if (nested.outcome == NodeOutcome::kSucceeded || !shown_.only_successful) {
        out.twigs.push_back(node_twig(nested, in_vain));
      }
    }
    return out;
  }

  void add_node_details(const NodeStep& node, bool in_vain, Twig& out) {
    for (const std::string& failure : node.failures) {
      out.add(style_.red("! ") + clean(failure));
    }
    if (node.grok_matched == false && (in_vain || shown_.details)) {
      out.add(node.grok_text.empty() ? std::string("the grok had nothing to read") : "the grok read: " + clean(node.grok_text));
    }
    for (const Clause& clause : node.whitelist) {
      if (shown_.details || clause.truth == Truth::kTrue) {
        Twig& twig = out.add("allow-list " + clause_line(clause));
        add_clause_parts(clause, twig, true);
      }
    }
    if (!shown_.details) {
      return;
    }
    if (node.filter) {
      Twig& twig = out.add("filter " + clause_line(*node.filter));
      add_clause_parts(*node.filter, twig, true);
    }
    for (const explain::Change& change : node.changes) {
      const std::string path = printable(change.path);
      switch (change.kind) {
        case explain::Change::Kind::kAdded:
          out.add(style_.green("+ ") + path + " = " + clean(change.after));
          break;
        case explain::Change::Kind::kChanged:
          out.add(style_.yellow("~ ") + path + " = " + clean(change.after) + style_.dim("  was " + clean(change.before)));
          break;
        case explain::Change::Kind::kRemoved:
          out.add(style_.red("- ") + path + style_.dim("  was " + clean(change.before)));
          break;
      }
    }
  }

  static void count(const NodeStep& node, std::size_t (&counts)[3], bool& allowed) {
    for (const explain::Change& change : node.changes) {
      ++counts[static_cast<std::size_t>(change.kind)];
      allowed |= change.path == "evt.Whitelisted";
    }
    for (const NodeStep& nested : node.nested) {
      count(nested, counts, allowed);
    }
  }

  /// Nested nodes are counted with the node they are in.
  [[nodiscard]] std::string summary_of(const NodeStep& node) const {
    std::size_t counts[3] = {};
    bool allowed = false;
    count(node, counts, allowed);
    std::string out;
    auto add = [&](std::size_t number, const char* sign, auto colour) {
      if (number != 0) {
        out += (out.empty() ? "" : " ") + colour(sign + std::to_string(number));
      }
    };
    add(counts[0], "+", [&](const std::string& text) { return style_.green(text); });
    add(counts[1], "~", [&](const std::string& text) { return style_.yellow(text); });
    add(counts[2], "-", [&](const std::string& text) { return style_.red(text); });
    if (out.empty()) {
      out = style_.dim("unchanged");
    }
    return allowed ? out + " " + style_.red("[allow-listed]") : out;
  }

  // Clauses.

  [[nodiscard]] std::string clause_line(const Clause& clause) const {
    const bool all = shown_.details || shown_.all_clauses;
    std::string text = mark(clause.truth) + " " + clean(clause.text, all ? kLineBytes : kClauseBytes);
    if (!clause.failure.empty()) {
      text += " fails: " + clean(clause.failure);
    } else if (!clause.value.empty()) {
      text += " is " + clean(clause.value);
    } else if (clause.truth == Truth::kUnasked) {
      text += " is not run again here";
    }
    if (!clause.unknown.empty()) {
      text += style_.yellow(" unknown: CloudTrail left out " + printable(clause.unknown));
    }
    return clause.reached ? text : text + style_.dim("  (not asked)");
  }

  [[nodiscard]] std::string reading_line(const explain::Reading& reading) const {
    if (!reading.unknown.empty()) {
      return clean(reading.text) + style_.yellow(" is unknown: CloudTrail left out " + printable(reading.unknown));
    }
    return reading.failure.empty() ? clean(reading.text, kClauseBytes) + " is " + clean(reading.value)
                                   : clean(reading.text) + " fails: " + clean(reading.failure);
  }

  void add_clause_parts(const Clause& clause, Twig& out, bool all) {
    for (const explain::Reading& reading : clause.readings) {
      if (all || clause.truth != Truth::kTrue) {
        out.add(reading_line(reading));
      }
    }
    for (const Clause& part : clause.parts) {
      if (all || part.truth != Truth::kTrue || clause.kind != expr::PartKind::kAllOf) {
        Twig& twig = out.add(clause_line(part));
        add_clause_parts(part, twig, all);
      }
    }
  }

  // Scenarios.

  Twig scenarios_twig(const EventReport& report) {
    std::size_t took = 0;
    for (const ScenarioReport& scenario : report.scenarios) {
      took += scenario.took ? 1 : 0;
    }
    const std::size_t others = report.scenarios.size() - took;
    std::string text = style_.bold("scenarios");
    text += fmt::format(": {} of {} take{} it", took, report.scenarios_asked, took == 1 ? "s" : "");
    if (others != 0 && !shown_.all_clauses) {
      text += fmt::format(", {} miss{} it by one clause", others, others == 1 ? "es" : "");
    }
    Twig out{std::move(text), {}};
    for (const ScenarioReport& scenario : report.scenarios) {
      if (scenario.took) {
        out.twigs.push_back(scenario_twig(scenario, report));
      }
    }
    for (const ScenarioReport& scenario : report.scenarios) {
      if (!scenario.took) {
        out.twigs.push_back(scenario_twig(scenario, report));
      }
    }
    for (const auto& pour : report.pours) {
      if (!pour->from.empty()) {
        Twig& twig = out.add(printable(pour->scenario) + style_.dim(" from the overflow of " + printable(pour->from)));
        add_pour(*pour, twig);
      }
    }
    return out;
  }

  Twig scenario_twig(const ScenarioReport& scenario, const EventReport& report) {
    const bool all = shown_.all_clauses || shown_.details;
    Twig out;
    out.text = mark(scenario.took ? Truth::kTrue : scenario.filter.truth) + " " + printable(scenario.name);
    if (!scenario.took) {
      const std::size_t held = scenario.clauses - scenario.missed;
      out.text += style_.dim(fmt::format("  {} of {} clauses hold{}", held, scenario.clauses, held == 1 ? "s" : ""));
    }
    if (!scenario.trouble.empty()) {
      out.add(style_.red("! ") + clean(scenario.trouble));
    }
    if (!scenario.took || all) {
      const Clause& filter = scenario.filter;
      if (filter.kind == expr::PartKind::kAllOf) {
        add_clause_parts(filter, out, all);
      } else {
        Twig& twig = out.add(clause_line(filter));
        add_clause_parts(filter, twig, all);
      }
    }
    for (std::size_t i = 0; all && i < scenario.names.size(); ++i) {
      Twig& twig = out.add(scenario.names[i] + ": " + clause_line(scenario.expressions[i]));
      add_clause_parts(scenario.expressions[i], twig, true);
    }
    for (const auto& pour : report.pours) {
      if (pour->index == scenario.index && pour->from.empty()) {
        add_pour(*pour, out);
      }
    }
    return out;
  }

  void add_pour(const PourReport& pour, Twig& out) {
    std::string where = pour.type + " bucket";
    if (pour.grouped) {
      where += " '" + clean(pour.key) + "'";
    }
    Twig& twig = out.add(where + ": " + clean(explain::progress_of(pour), 2 * kLineBytes));
    if (pour.condition && shown_.details) {
      Twig& condition = twig.add("condition " + clause_line(*pour.condition));
      add_clause_parts(*pour.condition, condition, true);
    }
    for (const Clause& clause : pour.weighed) {
      Twig& weighed = twig.add(clause_line(clause));
      if (shown_.details) {
        add_clause_parts(clause, weighed, true);
      }
    }
    if (pour.outcome == buckets::PourOutcome::kCancelled) {
      Twig& cancel = twig.add("cancel_on " + clause_line(pour.cancel));
      add_clause_parts(pour.cancel, cancel, shown_.details);
    }
    const std::string ending = explain::ending_of(pour);
    if (ending.empty()) {
      return;
    }
    const bool raised = pour.end && pour.end->end == buckets::BucketEnd::kRaised && !pour.end->allowed;
    Twig& end = twig.add(raised ? style_.red(clean(ending, 2 * kLineBytes)) : clean(ending, 2 * kLineBytes));
    if (!pour.end) {
      return;
    }
    for (const std::string& alert : pour.end->alerts) {
      end.add(clean(alert));
    }
    for (const StageSteps& stage : pour.end->postoverflows) {
      end.twigs.push_back(stage_twig(stage));
    }
  }

  const ExplainShown& shown_;
  const Style& style_;
};

}  // namespace

std::string explain_text(const std::vector<EventReport>& reports, const ExplainShown& shown, const Style& style) {
  std::string out;
  Writer writer(shown, style);
  for (const EventReport& report : reports) {
    const bool failed = report.fate == explain::Fate::kNotParsed || report.fate == explain::Fate::kDropped;
    if (!shown.only_failures || failed) {
      out += (out.empty() ? "" : "\n") + writer.write(report);
    }
  }
  return out;
}

std::string failures_text(const std::vector<explain::FailureGroup>& groups, std::uint64_t events, const Style& style) {
  std::uint64_t failed = 0;
  for (const explain::FailureGroup& group : groups) {
    failed += group.count;
  }
  std::string out;
  for (const explain::FailureGroup& group : groups) {
    out += fmt::format("{}  {}{}\n", style.red(with_commas(group.count)), group.stage.empty() ? "" : printable(group.stage) + ": ",
                       clean(group.reason, 2 * kLineBytes));
    out += style.dim(fmt::format("   such as {}, {}:", printable(group.source), group.record + 1)) + " " + clean(group.example) + "\n";
  }
  out += fmt::format("{}{} of {} not parsed\n", out.empty() ? "" : "\n", with_commas(failed), count_of(events, "event", "events"));
  return out;
}

}  // namespace vedette::cli
