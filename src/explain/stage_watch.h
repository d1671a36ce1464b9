// One event's way through stages: which nodes saw it, what they were asked and what they changed.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "explain/clauses.h"
#include "explain/omitted.h"
#include "explain/report.h"
#include "explain/value_text.h"
#include "parse/observer.h"
#include "parse/stages.h"

namespace vedette::explain {

/// What is known of Stages beside themselves; shared by all watches of them.
class StageMap {
 public:
  StageMap(const parse::Stages& stages, const expr::Environment& environment);

  [[nodiscard]] const parse::Stages& stages() const { return stages_; }
  [[nodiscard]] const expr::Environment& environment() const { return environment_; }
  /// The rules of a node, in their order.
  [[nodiscard]] const std::vector<const parse::RuleInfo*>& rules_of(std::uint32_t node) const { return rules_[node]; }

 private:
  const parse::Stages& stages_;
  const expr::Environment& environment_;
  std::vector<std::vector<const parse::RuleInfo*>> rules_;
};

/// For one event. ParseObserver's calls are handed on to it.
class StageWatch {
 public:
  /// All must outlive the watch.
  StageWatch(const StageMap& map, Clauses& clauses, expr::Services* services) : map_(map), clauses_(clauses), services_(services) {}

  void enter(std::uint32_t node, const model::Event& event);
  void filtered(std::uint32_t node, bool let_in, const model::Event& event);
  void read(std::optional<std::string_view> text, bool matched);
  void leave(std::uint32_t node, parse::NodeOutcome outcome, const model::Event& event);
  void failed(std::string_view message, std::uint32_t rule);

  [[nodiscard]] std::vector<StageSteps> take() { return std::exchange(stages_, {}); }
  [[nodiscard]] const std::vector<StageSteps>& stages() const { return stages_; }
  [[nodiscard]] const Omitted& omitted() const { return omitted_; }

 private:
  [[nodiscard]] Fields fields_of(const model::Event& event);
  /// What changed since the last look belongs to the node that is entered now.
  void settle(const model::Event& event);
  [[nodiscard]] Setting setting(const model::Event& event, const expr::Value& variable) const;
  void ask_whitelist(std::uint32_t node, const model::Event& event);
  void note_omitted(std::uint32_t node, const model::Event& event);

  const StageMap& map_;
  Clauses& clauses_;
  expr::Services* services_;
  Arena arena_;
  Fields last_;
  Omitted omitted_;
  std::vector<NodeStep> open_;  // entered and not left
  std::vector<StageSteps> stages_;
};

}  // namespace vedette::explain
