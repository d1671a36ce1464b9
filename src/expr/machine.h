// The virtual machine.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "expr/bytecode.h"
#include "expr/fault.h"
#include "expr/program.h"

namespace vedette::expr {

/// Working memory of runs: a stack, scopes of loops, and regexes made at run time. It grows with the deepest run and is kept, so that in steady state
/// nothing is allocated here.
class Machine {
 public:
  Machine();
  ~Machine();
  Machine(const Machine&) = delete;
  Machine& operator=(const Machine&) = delete;

  /// False when the run failed: then `fault()` and `fault_span()` say why and where (kCallFailed: the words are in `context`).
  [[nodiscard]] bool run(const Code& code, const Limits& limits, CallContext& context, std::span<const Value> variables, Value& out);

  /// The same for code that is one path (Code::is_path): most of what parsers fill fields with.
  [[nodiscard]] bool read_path(const Code& code, CallContext& context, std::span<const Value> variables, Value& out);

  [[nodiscard]] const Fault& fault() const { return fault_; }
  [[nodiscard]] Span fault_span() const { return fault_span_; }
  /// How many calls with an effect were made in all runs so far.
  [[nodiscard]] std::uint64_t effects() const { return effects_; }

 private:
  struct Scope {
    Value list;
    const Value* data = nullptr;  // null: not a slice; then every element is asked for
    std::int64_t index = 0;
    std::int64_t length = 0;
    std::int64_t count = 0;
    Value accumulator;
    std::size_t pairs = 0;  // where its keys and elements begin in pairs_
    bool descending = false;
  };
  class Run;

  void grow_stack(std::size_t used, std::size_t more);
  /// Null when the pattern does not compile: `fault_` says why. Keeps the last patterns.
  [[nodiscard]] const re2::RE2* regex(std::string_view pattern);

  std::unique_ptr<Value[]> stack_;
  std::size_t stack_size_ = 0;
  std::vector<Value> locals_;
  std::vector<Scope> scopes_;
  std::vector<std::pair<Value, Value>> pairs_;  // sortBy and groupBy: key, element
  std::vector<std::pair<std::string, std::shared_ptr<const re2::RE2>>> regexes_;
  std::size_t next_regex_ = 0;
  Fault fault_;
  Span fault_span_;
  std::uint64_t effects_ = 0;
};

}  // namespace vedette::expr
