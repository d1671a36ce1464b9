// One thread's working memory for running stages, and what it counts.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/arena.h"
#include "base/source.h"
#include "base/time.h"
#include "expr/builtins/services.h"
#include "expr/path_memo.h"
#include "expr/program.h"

namespace vedette::parse {

class ParseObserver;
class Stages;

/// The reference's node metrics.
struct NodeCounts {
  std::uint64_t hits = 0;    // entered: the filter let the event in
  std::uint64_t ok = 0;      // succeeded
  std::uint64_t failed = 0;  // entered, but its nested nodes did not succeed
};

/// An event's place in the input, to name the first of several failures whatever the threads did.
struct EventOrder {
  std::uint64_t chunk = 0;
  std::uint64_t record = 0;
  friend auto operator<=>(const EventOrder&, const EventOrder&) = default;
};

/// Failures of one rule: its expression failed, or its result cannot be used.
struct RuleFailure {
  std::uint64_t count = 0;
  EventOrder first;
  std::string message;  // of the first
  Span span;            // in the rule's text
};

/// Is told what nodes with `debug: true` do (all nodes, when asked).
class ParseTrace {
 public:
  virtual void say(std::string_view stage, std::string_view node, std::string_view what) = 0;

 protected:
  ~ParseTrace() = default;
};

/// Made for one Stages; one a thread.
class Runner {
 public:
  /// `services` may be null (then functions that need one fail) and must outlive this. `reference` is the present for what has no time of its own:
  /// undated and year-less lines.
  Runner(const Stages& stages, expr::Services* services, Time reference);

  /// Before each event, for RuleFailure::first. Without it all events have the same place.
  void set_order(EventOrder order) { order_ = order; }
  /// `all`: nodes without `debug` too. Null stops it.
  void set_trace(ParseTrace* trace, bool all = false) {
    trace_ = trace;
    trace_all_ = all;
  }

  /// Is called for every node of every event, until set to null. Not for the hot path.
  void set_observer(ParseObserver* observer) { observer_ = observer; }

  [[nodiscard]] const std::vector<NodeCounts>& counts() const { return counts_; }       // by Stages::nodes()
  [[nodiscard]] const std::vector<RuleFailure>& failures() const { return failures_; }  // by Stages::rules()
  [[nodiscard]] Time reference() const { return reference_; }

  /// Adds the counts of another runner of the same Stages.
  void merge(const Runner& other);

 private:
  friend class EventWalk;

  expr::Services* services_;
  Time reference_;
  expr::MachinePtr machine_;
  expr::PathMemo memo_;
  Arena scratch_;
  std::vector<NodeCounts> counts_;
  std::vector<RuleFailure> failures_;
  EventOrder order_;
  /// The time of the last event whose line had one: the present of a stash, for lines not dated yet.
  Time last_dated_;
  ParseTrace* trace_ = nullptr;
  bool trace_all_ = false;
  ParseObserver* observer_ = nullptr;
  std::vector<std::uint64_t> candidates_;     // of the present stage, one bit a node
  std::vector<std::string_view> captures_;    // of the present grok
  std::vector<std::string_view> dispatched_;  // the values that they were found by
};

}  // namespace vedette::parse
