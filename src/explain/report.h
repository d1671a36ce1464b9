// What is told of an event: where it went, what it was asked, what came of it. Owns all it names, so that it outlives the run.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "buckets/observer.h"
#include "expr/parts.h"
#include "parse/observer.h"
#include "parse/stages.h"

namespace vedette::explain {

enum class Truth : std::uint8_t {
  kTrue,
  kFalse,
  kFailed,   // the expression failed, which rules take as false
  kUnknown,  // it reads what CloudTrail left out of the record: rules take it as absent
  kUnasked,  // not run here: it has an effect, or cannot stand alone
};

/// A value that a clause is about.
struct Reading {
  std::string text;     // "evt.Meta.event_name"
  std::string value;    // "'AssumeRole'"; bounded
  std::string failure;  // why there is none
  std::string unknown;  // the field that was left out, of which it is a part
};

/// An expression, or a part of one, with what it came to on the event.
struct Clause {
  expr::PartKind kind = expr::PartKind::kTest;
  std::string text;
  Truth truth = Truth::kUnasked;
  bool reached = true;  // false: an earlier clause had decided already
  std::string value;    // of what is no bool
  std::string failure;
  std::string unknown;
  std::vector<Reading> readings;
  std::vector<Clause> parts;
};

struct Change {
  enum class Kind : std::uint8_t { kAdded, kChanged, kRemoved };
  Kind kind = Kind::kAdded;
  std::string path;    // "evt.Meta.event_name"
  std::string before;  // bounded
  std::string after;
};

/// A node that saw the event.
struct NodeStep {
  std::string name;
  bool named = true;  // false: a nested node without a name, called by its place ("node 2")
  parse::NodeOutcome outcome = parse::NodeOutcome::kStayedOut;
  std::optional<Clause> filter;
  std::vector<Clause> whitelist;     // its expressions, up to the first that holds
  std::optional<bool> grok_matched;  // nothing: it has none, or did not get there
  std::string grok_text;             // what the grok read
  std::vector<std::string> failures;
  std::vector<Change> changes;  // its own: those of nested nodes are with them
  std::vector<NodeStep> nested;
};

struct StageSteps {
  std::string name;
  std::vector<NodeStep> nodes;
};

/// How a bucket ended.
struct EndReport {
  buckets::BucketEnd end = buckets::BucketEnd::kExpired;
  Time time;
  std::int64_t events = 0;
  Time until;                             // of the blackhole
  std::string reason;                     // kNoAlert
  std::optional<Clause> filter;           // overflow_filter, when it was asked
  std::vector<std::string> alerts;        // kRaised: their messages
  bool allowed = false;                   // kRaised: a postoverflow allow-listed it
  std::string allow_reason;               // kRaised
  std::vector<StageSteps> postoverflows;  // kRaised
};

/// An event's way into a bucket.
struct PourReport {
  std::uint32_t index = 0;  // of the scenario: several may have one name
  std::string scenario;
  std::string type;  // "leaky"
  std::string key;   // of the bucket: what groupby gave
  bool grouped = false;
  buckets::PourOutcome outcome = buckets::PourOutcome::kKept;
  std::int64_t events = 0;  // poured so far, this one included when it is kept
  std::string distinct;     // the value, where the scenario asks for one
  Time expires;             // when the bucket dies or, a timed one, reports; zero where it has no such time
  bool timed = false;

  // Where the number of events decides (leaky): `held` of `limit` are in it at the event's time.
  bool counts = false;
  double held = 0;
  std::int64_t limit = 0;
  std::int64_t missing = 0;  // more events at once that would overflow it
  Duration leakspeed = 0;

  std::optional<Clause> condition;
  std::vector<Clause> weighed;  // bayesian conditions
  std::optional<double> probability;
  double threshold = 0;
  Clause cancel;  // when the outcome is kCancelled

  std::string from;  // the scenario whose overflow was poured here; empty: the event itself
  /// Nothing: it was open when the log ended.
  std::optional<EndReport> end;
};

/// What a scenario made of an event.
struct ScenarioReport {
  std::uint32_t index = 0;  // in buckets::Scenarios: several may have one name
  std::string name;
  std::string type;
  std::string description;
  Clause filter;
  std::size_t clauses = 0;          // of the filter, joined by &&
  std::size_t missed = 0;           // that are not true
  bool same_kind = true;            // those that ask for the kind of log are true
  bool took = false;                // the engine poured the event
  std::string trouble;              // the filter holds, but it was not poured: why
  std::vector<Clause> expressions;  // groupby, distinct, cancel_on, scope of what matches; `value` is what they give
  std::vector<std::string> names;   // of `expressions`

  /// Worth showing to who asks why there was no alert. A filter of one clause that is false has nothing to do with the event.
  [[nodiscard]] bool near() const { return took || (same_kind && missed <= 1 && (missed < clauses || filter.truth == Truth::kUnknown)); }
};

enum class Fate : std::uint8_t { kParsed, kAllowListed, kNotParsed, kDropped };

struct EventReport {
  std::string line;  // bounded
  std::string source;
  std::uint64_t path = 0;            // its place, for order
  std::uint64_t record = 0;          // within the source, from 0
  std::string event_id;              // CloudTrail
  std::string title;                 // "ConsoleLogin  arn:aws:iam::..", CloudTrail
  std::optional<Time> time;          // nothing: it has none that could be read
  bool dated = true;                 // false: `time` is the reference date
  std::vector<std::string> omitted;  // fields that CloudTrail left out: "requestParameters"

  Fate fate = Fate::kNotParsed;
  std::string fate_stage;  // kNotParsed: where it ended
  std::string fate_node;   // kDropped, kAllowListed
  std::string allow_reason;
  std::vector<StageSteps> stages;

  bool asked_scenarios = false;
  std::size_t scenarios_asked = 0;  // all of them, also those that are not in the list
  std::vector<ScenarioReport> scenarios;
  bool repeated = false;  // the same record came before
  std::vector<std::unique_ptr<PourReport>> pours;
};

/// The answer in a sentence: an alert, or why there is none.
struct Verdict {
  bool raised = false;
  std::string text;
};
[[nodiscard]] Verdict verdict_of(const EventReport& report);

/// "2 of 6 events", "its condition does not hold yet": how far a bucket is from an overflow.
[[nodiscard]] std::string progress_of(const PourReport& pour);
/// "it expired at .. with 4 events": what became of the bucket.
[[nodiscard]] std::string ending_of(const PourReport& pour);
/// The first clause that keeps a filter from being true, in words: "evt.Meta.event_name == 'x': evt.Meta.event_name is 'y'". Empty when it holds.
[[nodiscard]] std::string why_not(const Clause& filter);

}  // namespace vedette::explain
