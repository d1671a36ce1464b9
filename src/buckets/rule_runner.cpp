#include "buckets/rule_runner.h"

namespace vedette::buckets {

void RuleRunner::count(const RuleAt& at, std::string_view message, Span span) {
  last_failure_ = message;
  errors_.add(at.scenario, at.part, at.order, message, span);
}

std::optional<expr::Value> RuleRunner::run(const expr::Program& program, std::span<const expr::Value> variables, const RuleAt& at) {
  expr::CallContext& call = context(at.order);
  expr::Value value;
  if (!program.evaluate(*machine_, call, variables, value)) {
    expr::Outcome failure = expr::Program::failure_of(*machine_, call);
    count(at, failure.message, failure.span);
    return std::nullopt;
  }
  return value;
}

std::optional<bool> RuleRunner::run_bool(const expr::Program& program, std::span<const expr::Value> variables, const RuleAt& at) {
  std::optional<bool> result = program.run_filter(*machine_, context(at.order), variables);
  if (!result) {
    // The fast way keeps no message: failures are rare, so run it again for the words.
    std::optional<expr::Value> value = run(program, variables, at);
    if (value) {
      count(at, "the result is " + value->type()->name + ", not bool", Span{});
    }
  }
  return result;
}

}  // namespace vedette::buckets
