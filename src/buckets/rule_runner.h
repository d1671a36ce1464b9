// Runs the expressions of scenarios, counting those that fail.
#pragma once

#include <optional>
#include <span>

#include "base/arena.h"
#include "buckets/rule_errors.h"
#include "expr/builtins/services.h"
#include "expr/program.h"

namespace vedette::buckets {

/// Whose expression runs, on which event.
struct RuleAt {
  std::uint32_t scenario;
  RulePart part;
  OrderKey order;
};

/// One a thread.
class RuleRunner {
 public:
  RuleRunner(expr::Services* services, RuleErrors& errors) : errors_(errors), machine_(expr::make_machine()), call_(arena_) {
    call_.services = services;
  }

  /// The value lives until `reset`. Nothing when it failed.
  [[nodiscard]] std::optional<expr::Value> run(const expr::Program& program, std::span<const expr::Value> variables, const RuleAt& at);
  /// Nothing when it failed; a result that is not a bool is a failure.
  [[nodiscard]] std::optional<bool> run_bool(const expr::Program& program, std::span<const expr::Value> variables, const RuleAt& at);

  /// Frees what the values of past runs take.
  void reset() { arena_.reset(); }
  [[nodiscard]] Arena& arena() { return arena_; }
  [[nodiscard]] expr::Machine& machine() { return *machine_; }
  /// What expressions run with at `order`; the same object each time.
  [[nodiscard]] expr::CallContext& context(const OrderKey& order) {
    call_.now = Time{order.seconds, order.nanoseconds, nullptr};
    return call_;
  }
  [[nodiscard]] RuleErrors& errors() { return errors_; }
  /// The message of the last failure.
  [[nodiscard]] const std::string& last_failure() const { return last_failure_; }

 private:
  void count(const RuleAt& at, std::string_view message, Span span);

  RuleErrors& errors_;
  expr::MachinePtr machine_;
  Arena arena_;
  expr::CallContext call_;
  std::string last_failure_;
};

}  // namespace vedette::buckets
