// Explanations as JSON.
#include "cli/explain_text.h"
#include "cli/json_writer.h"

namespace vedette::cli {
namespace {

using explain::Clause;
using explain::Truth;

std::string utc(Time time) {
  time.zone = nullptr;
  return format_rfc3339(time);
}

const char* name_of(Truth truth) {
  static constexpr const char* kNames[] = {"true", "false", "failed", "unknown", "not run"};
  return kNames[static_cast<std::size_t>(truth)];
}

class Writer {
 public:
  explicit Writer(std::string& out) : json_(out) {}

  void events(const std::vector<explain::EventReport>& reports, std::uint64_t left_out) {
    json_.open('{');
    json_.key("events");
    json_.open('[');
    for (const explain::EventReport& report : reports) {
      event(report);
    }
    json_.close(']');
    json_.number("left_out", static_cast<std::int64_t>(left_out));
    json_.close('}');
  }

  void failures(const std::vector<explain::FailureGroup>& groups, std::uint64_t events) {
    json_.open('{');
    json_.number("events", static_cast<std::int64_t>(events));
    json_.key("failures");
    json_.open('[');
    for (const explain::FailureGroup& group : groups) {
      json_.open('{');
      json_.member("stage", group.stage);
      json_.member("reason", group.reason);
      json_.number("count", static_cast<std::int64_t>(group.count));
      json_.member("example", group.example);
      json_.member("source", group.source);
      json_.number("record", static_cast<std::int64_t>(group.record) + 1);
      json_.close('}');
    }
    json_.close(']');
    json_.close('}');
  }

 private:
  void event(const explain::EventReport& report) {
    static constexpr const char* kFates[] = {"parsed", "allow-listed", "not parsed", "dropped"};
    json_.open('{');
    json_.member("line", report.line);
    json_.member("source", report.source);
    json_.number("record", static_cast<std::int64_t>(report.record) + 1);
    json_.member_unless_empty("event_id", report.event_id);
    json_.member_unless_empty("title", report.title);
    if (report.time) {
      json_.member("time", utc(*report.time));
      json_.member("dated", report.dated);
    }
    const explain::Verdict verdict = explain::verdict_of(report);
    json_.member("raised", verdict.raised);
    json_.member("verdict", verdict.text);
    json_.key("omitted");
    json_.open('[');
    for (const std::string& name : report.omitted) {
      json_.text(name);
    }
    json_.close(']');
    json_.member("fate", kFates[static_cast<std::size_t>(report.fate)]);
    if (report.fate == explain::Fate::kNotParsed) {
      json_.member("fate_stage", report.fate_stage);
    }
    json_.member_unless_empty("fate_node", report.fate_node);
    json_.member_unless_empty("allow_reason", report.allow_reason);
    json_.key("stages");
    stages(report.stages);
    json_.number("scenarios_asked", static_cast<std::int64_t>(report.scenarios_asked));
    json_.key("scenarios");
    json_.open('[');
    for (const explain::ScenarioReport& one : report.scenarios) {
      scenario(one);
    }
    json_.close(']');
    json_.member("repeated", report.repeated);
    json_.key("pours");
    json_.open('[');
    for (const auto& one : report.pours) {
      pour(*one);
    }
    json_.close(']');
    json_.close('}');
  }

  void stages(const std::vector<explain::StageSteps>& steps) {
    json_.open('[');
    for (const explain::StageSteps& stage : steps) {
      json_.open('{');
      json_.member("stage", stage.name);
      json_.key("nodes");
      nodes(stage.nodes);
      json_.close('}');
    }
    json_.close(']');
  }

  void nodes(const std::vector<explain::NodeStep>& steps) {
    static constexpr const char* kOutcomes[] = {"stayed out", "failed", "succeeded", "dropped"};
    static constexpr const char* kKinds[] = {"added", "changed", "removed"};
    json_.open('[');
    for (const explain::NodeStep& node : steps) {
      json_.open('{');
      json_.member("name", node.name);
      json_.member("outcome", kOutcomes[static_cast<std::size_t>(node.outcome)]);
      if (node.filter) {
        json_.key("filter");
        clause(*node.filter);
      }
      if (!node.whitelist.empty()) {
        json_.key("whitelist");
        clauses(node.whitelist);
      }
      if (node.grok_matched) {
        json_.member("grok_matched", *node.grok_matched);
        json_.member("grok_text", node.grok_text);
      }
      json_.key("failures");
      json_.open('[');
      for (const std::string& failure : node.failures) {
        json_.text(failure);
      }
      json_.close(']');
      json_.key("changes");
      json_.open('[');
      for (const explain::Change& change : node.changes) {
        json_.open('{');
        json_.member("kind", kKinds[static_cast<std::size_t>(change.kind)]);
        json_.member("path", change.path);
        if (change.kind != explain::Change::Kind::kAdded) {
          json_.member("before", change.before);
        }
        if (change.kind != explain::Change::Kind::kRemoved) {
          json_.member("after", change.after);
        }
        json_.close('}');
      }
      json_.close(']');
      json_.key("nodes");
      nodes(node.nested);
      json_.close('}');
    }
    json_.close(']');
  }

  void clauses(const std::vector<Clause>& list) {
    json_.open('[');
    for (const Clause& one : list) {
      clause(one);
    }
    json_.close(']');
  }

  void clause(const Clause& one) {
    static constexpr const char* kKinds[] = {"all", "any", "not", "choice", "let", "test", "operand"};
    json_.open('{');
    json_.member("kind", kKinds[static_cast<std::size_t>(one.kind)]);
    json_.member("text", one.text);
    if (one.value.empty()) {
      json_.member("result", name_of(one.truth));
    } else {
      json_.member("value", one.value);
    }
    json_.member("asked", one.reached);
    json_.member_unless_empty("failure", one.failure);
    json_.member_unless_empty("omitted", one.unknown);
    if (!one.readings.empty()) {
      json_.key("values");
      json_.open('[');
      for (const explain::Reading& reading : one.readings) {
        json_.open('{');
        json_.member("text", reading.text);
        if (reading.failure.empty()) {
          json_.member("value", reading.value);
        } else {
          json_.member("failure", reading.failure);
        }
        json_.member_unless_empty("omitted", reading.unknown);
        json_.close('}');
      }
      json_.close(']');
    }
    if (!one.parts.empty()) {
      json_.key("parts");
      clauses(one.parts);
    }
    json_.close('}');
  }

  void scenario(const explain::ScenarioReport& one) {
    json_.open('{');
    json_.member("name", one.name);
    json_.member("type", one.type);
    json_.member("description", one.description);
    json_.member("took", one.took);
    json_.number("clauses", static_cast<std::int64_t>(one.clauses));
    json_.number("missed", static_cast<std::int64_t>(one.missed));
    json_.member_unless_empty("trouble", one.trouble);
    json_.key("filter");
    clause(one.filter);
    for (std::size_t i = 0; i < one.names.size(); ++i) {
      json_.key(one.names[i]);
      clause(one.expressions[i]);
    }
    json_.close('}');
  }

  void pour(const explain::PourReport& one) {
    static constexpr const char* kOutcomes[] = {"kept", "seen", "cancelled", "overflowed"};
    static constexpr const char* kEnds[] = {"expired", "cancelled", "filtered", "blackholed", "no alert", "raised"};
    json_.open('{');
    json_.member("scenario", one.scenario);
    json_.member("type", one.type);
    json_.member("key", one.key);
    json_.member("outcome", kOutcomes[static_cast<std::size_t>(one.outcome)]);
    json_.member_unless_empty("overflow_of", one.from);
    json_.number("events", one.events);
    json_.member_unless_empty("distinct", one.distinct);
    if (one.counts) {
      json_.real("held", one.held);
      json_.number("limit", one.limit);
      json_.number("missing", one.missing);
      json_.member("leakspeed", format_duration(one.leakspeed));
    }
    if (!one.expires.is_zero()) {
      json_.member(one.timed ? "reports" : "expires", utc(one.expires));
    }
    if (one.condition) {
      json_.key("condition");
      clause(*one.condition);
    }
    if (!one.weighed.empty()) {
      json_.key("bayesian_conditions");
      clauses(one.weighed);
    }
    if (one.probability) {
      json_.real("probability", *one.probability);
      json_.real("threshold", one.threshold);
    }
    if (one.outcome == buckets::PourOutcome::kCancelled) {
      json_.key("cancel_on");
      clause(one.cancel);
    }
    json_.member("progress", explain::progress_of(one));
    json_.member_unless_empty("ending", explain::ending_of(one));
    if (one.end) {
      const explain::EndReport& end = *one.end;
      json_.key("end");
      json_.open('{');
      json_.member("end", kEnds[static_cast<std::size_t>(end.end)]);
      json_.member("time", utc(end.time));
      json_.number("events", end.events);
      if (end.end == buckets::BucketEnd::kBlackholed) {
        json_.member("until", utc(end.until));
      }
      json_.member_unless_empty("reason", end.reason);
      if (end.filter) {
        json_.key("overflow_filter");
        clause(*end.filter);
      }
      if (end.end == buckets::BucketEnd::kRaised) {
        json_.key("alerts");
        json_.open('[');
        for (const std::string& alert : end.alerts) {
          json_.text(alert);
        }
        json_.close(']');
        json_.member("allowed", end.allowed);
        json_.member_unless_empty("allow_reason", end.allow_reason);
        json_.key("postoverflows");
        stages(end.postoverflows);
      }
      json_.close('}');
    }
    json_.close('}');
  }

  JsonWriter json_;
};

}  // namespace

std::string explain_json(const std::vector<explain::EventReport>& reports, std::uint64_t left_out) {
  std::string out;
  Writer(out).events(reports, left_out);
  return out + "\n";
}

std::string failures_json(const std::vector<explain::FailureGroup>& groups, std::uint64_t events) {
  std::string out;
  Writer(out).failures(groups, events);
  return out + "\n";
}

}  // namespace vedette::cli
