// The second filter index of scenarios: many ask whether one of a few words stands in a path, a query or a user agent. Each such text is looked at
// once for the words of all scenarios.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/arena.h"
#include "buckets/scenario.h"
#include "expr/builtins/data_files.h"
#include "expr/builtins/literal_set.h"
#include "expr/function.h"

namespace vedette::buckets {

/// One a thread.
class TextDispatch {
 public:
  /// `scenarios` and `files` (may be null) must outlive this.
  TextDispatch(const Scenarios& scenarios, const expr::DataFiles* files);

  /// Another event, or the same one written to: what was found is forgotten.
  void forget() { ++event_; }

  /// Whether the scenario's filter is known to be false, or to fail, for the event that `variables` hold. What the texts are made of is run with
  /// `machine` and `context`.
  [[nodiscard]] bool rules_out(std::uint32_t scenario, expr::Machine& machine, expr::CallContext& context, std::span<const expr::Value> variables) {
    const Needs& needs = needs_[scenario];
    return !needs.groups.empty() && look(scenario, needs, machine, context, variables);
  }

 private:
  /// All that scenarios look for in one text.
  struct Group {
    std::shared_ptr<const expr::Program> subject;
    expr::LiteralSet literals;
    std::vector<std::vector<std::uint32_t>> scenarios;  // by literal
    std::uint64_t looked = 0;                           // at this event
    bool text = false;                                  // the subject gave one
  };
  struct Needs {
    std::vector<std::uint32_t> groups;
    std::uint64_t found = 0;  // the last event that has one of its words
  };
  [[nodiscard]] bool look(std::uint32_t scenario, const Needs& needs, expr::Machine& machine, expr::CallContext& context,
                          std::span<const expr::Value> variables);
  void look_at(Group& group, expr::Machine& machine, expr::CallContext& context, std::span<const expr::Value> variables);

  std::vector<Group> groups_;
  std::vector<Needs> needs_;  // by scenario
  std::uint64_t event_ = 1;
};

}  // namespace vedette::buckets
