// The words of a report.
#include <fmt/format.h>

#include <cmath>

#include "explain/report.h"
#include "explain/value_text.h"

namespace vedette::explain {
namespace {

using buckets::BucketEnd;
using buckets::PourOutcome;
using expr::PartKind;

constexpr std::size_t kClauseBytes = 160;
constexpr std::size_t kMostAlternatives = 3;

std::string utc(Time time) {
  time.zone = nullptr;
  return format_rfc3339(time);
}

/// "1m", "1h30m": Go's "1m0s" without what says nothing.
std::string short_duration(Duration duration) {
  std::string out = format_duration(duration);
  if (out.ends_with("m0s")) {
    out.resize(out.size() - 2);
  }
  if (out.ends_with("h0m")) {
    out.resize(out.size() - 2);
  }
  return out;
}

std::string events_text(std::int64_t count) {
  return fmt::format("{} event{}", count, count == 1 ? "" : "s");
}

std::string readings_text(const Clause& clause) {
  std::string out;
  for (const Reading& reading : clause.readings) {
    out += out.empty() ? "" : ", ";
    if (!reading.failure.empty()) {
      out += fmt::format("{} fails: {}", reading.text, reading.failure);
    } else {
      out += fmt::format("{} is {}", shortened(reading.text, kClauseBytes), reading.value);
    }
  }
  return out;
}

std::string leaf_text(const Clause& clause, bool wanted) {
  const std::string text = shortened(clause.text, kClauseBytes);
  if (clause.truth == Truth::kUnknown) {
    return fmt::format("{} is unknown: CloudTrail left out {}", text, clause.unknown);
  }
  if (clause.truth == Truth::kFailed) {
    return fmt::format("{} fails: {}", text, clause.failure);
  }
  if (clause.truth == Truth::kUnasked) {
    return clause.value.empty() ? text + " is not run again here" : fmt::format("{} is {}, neither true nor false", text, clause.value);
  }
  const std::string readings = readings_text(clause);
  const char* truth = wanted ? "false" : "true";
  return readings.empty() ? fmt::format("{} is {}", text, truth) : fmt::format("{} is {}: {}", text, truth, readings);
}

/// What keeps `clause` from being `wanted`.
std::string against(const Clause& clause, bool wanted) {
  const Truth good = wanted ? Truth::kTrue : Truth::kFalse;
  if (clause.truth == good) {
    return {};
  }
  switch (clause.kind) {
    case PartKind::kNot:
      return clause.parts.empty() ? leaf_text(clause, wanted) : against(clause.parts[0], !wanted);
    case PartKind::kLet:
      return clause.parts.empty() ? leaf_text(clause, wanted) : against(clause.parts[0], wanted);
    case PartKind::kChoice:
      for (std::size_t i = 1; i < clause.parts.size(); ++i) {
        if (clause.parts[i].reached) {
          return against(clause.parts[i], wanted);
        }
      }
      return leaf_text(clause, wanted);
    case PartKind::kAllOf:
    case PartKind::kAnyOf:
      break;
    case PartKind::kTest:
    case PartKind::kOperand:
      return leaf_text(clause, wanted);
  }
  // A single part decides, or all of them together.
  const bool one_decides = (clause.kind == PartKind::kAllOf) == wanted;
  std::string out;
  std::size_t shown = 0;
  for (const Clause& part : clause.parts) {
    std::string why = part.reached || !one_decides ? against(part, wanted) : std::string();
    if (why.empty()) {
      continue;
    }
    if (one_decides) {
      return why;
    }
    if (++shown > kMostAlternatives) {
      return out + "; and so on";
    }
    out += (out.empty() ? "" : "; ") + why;
  }
  return out.empty() ? leaf_text(clause, wanted) : out;
}

std::string held_text(double held) {
  return std::fabs(held - std::round(held)) < 0.05 ? fmt::format("{}", static_cast<std::int64_t>(std::round(held))) : fmt::format("{:.1f}", held);
}

std::string not_parsed(const EventReport& report) {
  std::string out =
      report.fate_stage.empty() ? std::string("there is no parser for it") : fmt::format("no parser of the stage {} takes it", report.fate_stage);
  for (const StageSteps& stage : report.stages) {
    for (const NodeStep& node : stage.nodes) {
      if (stage.name == report.fate_stage && node.outcome == parse::NodeOutcome::kFailed) {
        out += fmt::format("; {} let it in, but {}", node.name, node.grok_matched == false ? "its grok does not match" : "no node of it succeeded");
      }
    }
  }
  return out;
}

std::string nothing_took(const EventReport& report) {
  std::string out = fmt::format("none of {} scenarios takes it", report.scenarios_asked);
  if (report.scenarios_asked == 1) {
    out = "the only scenario does not take it";
  } else if (report.scenarios_asked == 0) {
    out = "there is no scenario";
  }
  std::size_t near = 0;
  const ScenarioReport* nearest = nullptr;
  const ScenarioReport* unknown = nullptr;
  for (const ScenarioReport& scenario : report.scenarios) {
    near += scenario.near() ? 1 : 0;
    // Of those that miss by one clause, the one with the most that hold.
    if (scenario.near() && (nearest == nullptr || scenario.clauses > nearest->clauses)) {
      nearest = &scenario;
    }
    if (scenario.near() && scenario.filter.truth == Truth::kUnknown && unknown == nullptr) {
      unknown = &scenario;
    }
    if (!scenario.trouble.empty()) {
      return out + "; " + scenario.name + " matches, but " + scenario.trouble;
    }
  }
  if (unknown != nullptr) {
    out += fmt::format("; whether {} would cannot be known: {}", unknown->name, why_not(unknown->filter));
  } else if (nearest != nullptr) {
    out +=
        fmt::format("; {}{}: {}", near == 1 ? "" : fmt::format("{} miss it by one clause, such as ", near), nearest->name, why_not(nearest->filter));
  }
  return out;
}

std::string why_poured_in_vain(const PourReport& pour) {
  std::string out = fmt::format("{}: {}", pour.scenario, progress_of(pour));
  const std::string ending = ending_of(pour);
  return ending.empty() ? out : out + "; " + ending;
}

}  // namespace

std::string why_not(const Clause& filter) {
  return against(filter, true);
}

std::string progress_of(const PourReport& pour) {
  switch (pour.outcome) {
    case PourOutcome::kSeen:
      return fmt::format("not counted, for its `distinct` value '{}' is in the bucket already ({})", shortened(pour.distinct, kClauseBytes),
                         events_text(pour.events));
    case PourOutcome::kCancelled:
      return fmt::format("cancel_on holds: the bucket is gone, with the {} in it", events_text(pour.events));
    case PourOutcome::kOverflowed:
      if (pour.type == "trigger") {
        return "every event is an overflow";
      }
      if (pour.counts) {
        return fmt::format("{} of {} events: it overflows", held_text(pour.held), pour.limit);
      }
      return fmt::format("it overflows, with {}", events_text(pour.events));
    case PourOutcome::kKept:
      break;
  }
  if (pour.timed) {
    return fmt::format("{} so far; it reports at {}", events_text(pour.events), utc(pour.expires));
  }
  std::string out;
  if (pour.counts) {
    out = fmt::format("{} of {} events, one leaks every {}; {} more at once would overflow it", held_text(pour.held), pour.limit,
                      short_duration(pour.leakspeed), pour.missing);
  } else {
    out = events_text(pour.events);
  }
  if (pour.condition) {
    const std::string why = why_not(*pour.condition);
    out += why.empty() ? std::string("; its condition holds") : "; its condition does not hold yet: " + why;
  }
  if (pour.probability) {
    out += fmt::format("; its probability is {:.3f}, and it overflows above {:.3f}", *pour.probability, pour.threshold);
  }
  return out;
}

std::string ending_of(const PourReport& pour) {
  if (!pour.end) {
    return pour.outcome == PourOutcome::kOverflowed ? std::string() : std::string("the bucket was open when the log ended");
  }
  const EndReport& end = *pour.end;
  const bool now = pour.outcome == PourOutcome::kOverflowed;
  const std::string when = now ? std::string() : fmt::format(" at {} with {}", utc(end.time), events_text(end.events));
  switch (end.end) {
    case BucketEnd::kExpired:
      return fmt::format("the bucket expired{}", when);
    case BucketEnd::kCancelled:
      return pour.outcome == PourOutcome::kCancelled ? std::string() : fmt::format("the bucket was cancelled by cancel_on{}", when);
    case BucketEnd::kFiltered: {
      const std::string why = end.filter ? why_not(*end.filter) : std::string();
      return fmt::format("the bucket overflowed{}, but overflow_filter refused it{}", when, why.empty() ? "" : ": " + why);
    }
    case BucketEnd::kBlackholed:
      return fmt::format("the bucket overflowed{}, but this key is silent (blackhole) until {}", when, utc(end.until));
    case BucketEnd::kNoAlert:
      return fmt::format("the bucket overflowed{}, but no alert could be made: {}", when, end.reason);
    case BucketEnd::kRaised:
      break;
  }
  if (end.allowed) {
    return fmt::format("the bucket overflowed{}, but a postoverflow allow-lists it: {}", when, end.allow_reason);
  }
  return fmt::format("an alert was raised{}", when);
}

Verdict verdict_of(const EventReport& report) {
  Verdict out;
  if (report.fate == Fate::kNotParsed) {
    out.text = "No alert: " + not_parsed(report) + ".";
    return out;
  }
  if (report.fate == Fate::kDropped) {
    out.text = fmt::format("No alert: {} drops it, for one of its statics gave neither a text nor a number.", report.fate_node);
    return out;
  }
  if (report.fate == Fate::kAllowListed) {
    out.text = fmt::format("No alert: {} allow-lists it: {}.", report.fate_node, report.allow_reason);
    return out;
  }
  if (report.repeated) {
    out.text = "No alert from this copy: the same record came before, and counts once.";
    return out;
  }
  if (report.pours.empty()) {
    out.text = report.asked_scenarios ? "No alert: " + nothing_took(report) + "." : "No alert: it was not handed to the scenarios.";
    return out;
  }
  std::string reasons;
  std::string alerts;
  std::size_t raised = 0;
  for (const auto& pour : report.pours) {
    if (pour->end && pour->end->end == BucketEnd::kRaised && !pour->end->allowed) {
      ++raised;
      for (const std::string& message : pour->end->alerts) {
        alerts += "\n  " + message;
      }
    } else {
      reasons += "\n  " + why_poured_in_vain(*pour);
    }
  }
  out.raised = raised != 0;
  if (out.raised) {
    out.text = "It is behind " + std::string(raised == 1 ? "an alert" : fmt::format("{} alerts", raised)) + ":" + alerts;
  } else {
    out.text = "No alert yet from what it went into:" + reasons;
  }
  return out;
}

}  // namespace vedette::explain
