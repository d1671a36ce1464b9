// One event's way through the stages.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "expr/program.h"
#include "model/event.h"
#include "parse/plan.h"
#include "parse/runner.h"
#include "parse/stages.h"

namespace vedette::parse {

/// Made for one event, on the stack.
class EventWalk {
 public:
  EventWalk(const Plan& plan, model::Event& event, Runner& runner);

  ParseResult run();

 private:
  class Writing;
  /// What became of the event in a node.
  enum class State : std::uint8_t { kNo, kYes, kFailed };
  /// A static's text; nothing where there is none to set. `failed`: the event is to be dropped.
  struct StaticText {
    std::string_view text;
    bool skip = false;
    bool failed = false;
  };

  ParseResult run_logs();
  ParseResult run_postoverflows();
  /// All nodes of the stage, up to one that moves the event on. kYes: one of them succeeded.
  State run_stage(std::size_t stage);
  State run_node(const Node& node);
  State watch_node(const Node& node);
  void find_candidates(const Stage& stage);
  /// `state`: of the node before its nested ones.
  State run_children(const Node& node, State state);
  /// kYes: it matched, its fields and statics are set.
  State run_grok(const Node& node);
  /// What it reads; nothing when there is no such field or its expression failed.
  [[nodiscard]] std::optional<std::string_view> grok_text(const GrokAction& grok);
  /// Moves on from the stage that the event is in now, which a nested node may have changed already.
  void move_on();
  [[nodiscard]] std::ptrdiff_t present_stage() const;
  ParseResult result(Fate fate, std::size_t stage, std::uint32_t node = ParseResult::kNone) const;

  [[nodiscard]] bool filter_lets_in(const Node& node);
  [[nodiscard]] bool is_whitelisted(const Node& node);
  [[nodiscard]] bool source_is_listed(const Whitelist& whitelist) const;
  void apply_stash(const StashAction& stash);
  /// The usual static, in short: a text of the event goes into a map. False: it is not so, and nothing has happened.
  [[nodiscard]] bool copy_text(const StaticAction& action);
  /// False: the event is to be dropped.
  [[nodiscard]] bool apply_static(const Node& node, const StaticAction& action);
  [[nodiscard]] model::FieldMap& map_of(StaticAction::Target target);
  void apply_method(const Node& node, const StaticAction& action, std::string_view value);
  [[nodiscard]] StaticText static_text(const StaticAction& action);

  /// Runs an expression whose value is to stay. Nothing when it failed (counted).
  [[nodiscard]] std::optional<expr::Value> run_rule(const Rule& rule);
  /// Nothing when it failed or is no bool (counted).
  [[nodiscard]] std::optional<bool> run_test(const Rule& rule);
  /// "Now" for expressions; to be brought up to date when the event gets another time.
  void set_present();
  void count_failure(std::uint32_t rule, std::string_view message, Span span);

  [[nodiscard]] bool traces(const Node& node) const { return runner_.trace_ != nullptr && (node.debug || runner_.trace_all_); }
  void trace(const Node& node, std::string_view what);

  const Plan& plan_;
  model::Event& event_;
  Runner& runner_;
  expr::Value variables_[1];
  expr::CallContext context_;          // of what is to stay: the event's arena
  expr::CallContext scratch_context_;  // of pure tests: what they make on their way is needed by nobody afterwards
  Time started_with_;
  /// Something may have been written since the stage's candidates were found.
  bool written_ = false;
  std::uint32_t failed_node_ = ParseResult::kNone;
  std::uint32_t whitelist_node_ = ParseResult::kNone;
};

}  // namespace vedette::parse
