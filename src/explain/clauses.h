// What an expression came to on an event, clause by clause: each part is run as a program of its own, by the machine that runs the whole.
#pragma once

#include <memory>
#include <mutex>
#include <span>
#include <unordered_map>

#include "base/arena.h"
#include "explain/omitted.h"
#include "explain/report.h"
#include "expr/builtins/services.h"
#include "expr/parts.h"

namespace vedette::explain {

/// The parts of expressions, compiled when first asked for. Thread safe.
class PartCache {
 public:
  /// `text` and `environment` are known by their addresses and must stay. Null for what is no expression.
  [[nodiscard]] const expr::Part* parts_of(const SourceText& text, const expr::Environment& environment);

 private:
  std::mutex mutex_;
  std::unordered_map<const SourceText*, std::optional<expr::Part>> parts_;
};

/// What expressions run on.
struct Setting {
  std::span<const expr::Value> variables;  // the first is the event, or nil
  expr::Services* services = nullptr;
  Time now;
  const model::Event* event = nullptr;  // the first variable; null: there is none
  const Omitted* omitted = nullptr;     // of that event; null: nothing is
};

/// One a thread.
class Clauses {
 public:
  explicit Clauses(PartCache& cache) : cache_(cache), machine_(expr::make_machine()) {}

  /// What has an effect (SetMeta(..), a stash) is not run again: its truth is kUnasked.
  [[nodiscard]] Clause explain(const SourceText& text, const expr::Environment& environment, const Setting& setting);
  /// The parts of `text`, whose own ones are those of the clause.
  [[nodiscard]] const expr::Part* parts_of(const SourceText& text, const expr::Environment& environment) {
    return cache_.parts_of(text, environment);
  }

 private:
  Clause run(const expr::Part& part, const Setting& setting);
  void run_parts(const expr::Part& part, const Setting& setting, Clause& out);
  void read(const expr::Part& part, const Setting& setting, std::vector<Reading>& out);
  [[nodiscard]] std::string hidden(const expr::Part& part, const Setting& setting);
  [[nodiscard]] static bool may_run(const expr::Part& part);

  PartCache& cache_;
  expr::MachinePtr machine_;
  Arena arena_;
};

/// What the engine found says of the parts that were not run again here what can be concluded: all of them are true when the whole is, the only one
/// that can be false is.
void conclude(Clause& clause, bool outcome);

}  // namespace vedette::explain
