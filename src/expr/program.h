// Compiling and running an expression: the door of this folder.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/diagnostic.h"
#include "base/source.h"
#include "expr/function.h"
#include "expr/type.h"
#include "expr/value.h"

namespace vedette::expr {

struct Variable {
  std::string name;  // "evt", "queue", "leaky", "signal", "Alert"
  const Type* type;
};

/// What an expression may name. Variables are numbered by their order here; unknown names are compile errors.
struct Environment {
  std::vector<Variable> variables;
  const FunctionTable* functions = &standard_functions();
};

/// Bounds on everything a user's expression can grow.
struct Limits {
  std::size_t max_length = 64 * 1024;         // bytes of text
  std::size_t max_depth = 256;                // of nesting while parsing
  std::uint64_t max_steps = 10'000'000;       // of the machine, charged by builtins too
  std::size_t max_memory = 64 * 1024 * 1024;  // arena bytes of one run
};

/// A run's end: a value, or an error with its place. The value lives in the arena, the program or the variables.
struct Outcome {
  Value value;
  bool failed = false;
  std::string message;  // as expr-lang words it where that helps: "cannot fetch a from <nil>"
  Span span;            // of the failing part, in the expression's text
};

/// A read of `variable.Field.key...` with constant names: `evt.Meta.log_type` is {0, {"Meta", "log_type"}}.
struct Path {
  std::uint32_t variable = 0;
  std::vector<std::string> names;
  friend bool operator==(const Path&, const Path&) = default;
};

/// A conjunct that must hold for the whole expression to be true: path equals one of these strings. Only conjuncts that stand before any effect and
/// that `X && ..` semantics let decide alone: when it is false the whole is false or an error, never true.
struct KeyTest {
  Path path;
  std::vector<std::string> any_of;
};

struct Node;

/// One machine's working memory, reused from run to run; one a thread.
class Machine;
struct MachineDeleter {
  void operator()(Machine* machine) const;
};
using MachinePtr = std::unique_ptr<Machine, MachineDeleter>;
[[nodiscard]] MachinePtr make_machine();

/// An immutable compiled expression; shared between threads, each with its own Machine and CallContext.
class Program {
 public:
  struct Options {
    Limits limits;
    const Type* expected = nullptr;  // e.g. type_of(type_id::kBool): then another static type is a compile error (expr.AsBool)
  };

  /// Null when `diagnostics` got at least one error.
  [[nodiscard]] static std::shared_ptr<const Program> compile(const SourceText& text, const Environment& environment, Diagnostics& diagnostics);
  [[nodiscard]] static std::shared_ptr<const Program> compile(const SourceText& text, const Environment& environment, Diagnostics& diagnostics,
                                                              const Options& options);

  ~Program();

  /// `variables` in the environment's order. Never throws; bounded by the limits.
  [[nodiscard]] Outcome run(Machine& machine, CallContext& context, std::span<const Value> variables) const;

  /// The same with the value by itself: false when the run failed, which `failure_of` says until the next run.
  [[nodiscard]] bool evaluate(Machine& machine, CallContext& context, std::span<const Value> variables, Value& out) const;
  [[nodiscard]] static Outcome failure_of(const Machine& machine, const CallContext& context);

  /// The fast way for filters: true, false, or failed (nullopt). Non-bool results are failures. Stores no message unless `outcome` is given.
  [[nodiscard]] std::optional<bool> run_filter(Machine& machine, CallContext& context, std::span<const Value> variables,
                                               Outcome* outcome = nullptr) const;

  /// It only reads a path: `evt.Unmarshaled.cloudtrail.eventName`.
  [[nodiscard]] bool is_path() const;
  [[nodiscard]] const SourceText& text() const;
  [[nodiscard]] const Type* result_type() const;
  /// The strongest effect of any call in it.
  [[nodiscard]] Effect effect() const;
  /// Constant expression: its value without running.
  [[nodiscard]] const Value* constant() const;
  /// Tests that a dispatch index can use.
  [[nodiscard]] const std::vector<KeyTest>& key_tests() const;
  /// Every path it reads, cut where a dynamic index begins: {"Parsed"} means "some key of Parsed, unknown which". Method calls on a
  /// variable (evt.GetMeta(x)) give {"GetMeta()"}.
  [[nodiscard]] const std::vector<Path>& reads() const;
  /// One line an instruction, for `vedette expr --explain` and tests.
  [[nodiscard]] std::string disassemble() const;

 private:
  friend class Compiler;
  friend class PartFinder;
  Program();
  /// `root` as the parser made it of `text`, or a part of that.
  [[nodiscard]] static std::shared_ptr<const Program> compile_tree(std::unique_ptr<Node> root, const SourceText& text, const Environment& environment,
                                                                   Diagnostics& diagnostics, const Options& options);
  struct Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace vedette::expr
