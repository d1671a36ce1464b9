// What an expression can call: one row a function, from which checker, machine, command line and manual read.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/arena.h"
#include "expr/value.h"

namespace vedette::expr {

class PathMemo;

/// What a call does beside giving its value; decides where an expression may run (front, ordered back, beside) and what may be shared or deferred.
enum class Effect : std::uint8_t {
  kPure,
  kWritesEvent,  // SetMeta, SetParsed, UnmarshalJSON, ParseKV..
  kFrontState,   // stash
  kBackState,    // GetDecisions*
  kBlocking,     // LookupHost, HTTP*, CTI
};

/// What a running expression hands to a builtin. `fail()` makes the whole expression a run error.
class CallContext {
 public:
  explicit CallContext(Arena& arena_in) : arena(arena_in) {}

  Arena& arena;
  /// Opaque to expr: data files, stash and so on, handed over by whoever runs the expression; builtins that need one know its type.
  void* services = nullptr;
  /// See PathMemo; null: nothing is remembered.
  PathMemo* memo = nullptr;
  /// Print what a pointer to a plain value (a string, a number, a bool) points to, where Go prints the address.
  bool follow_pointers = false;
  /// "Now" for now() and everything that asks for the present. Log time where the caller has one.
  Time now;

  /// Records the failure; the return value of the builtin is then ignored.
  Value fail(std::string message) {
    failed_ = true;
    message_ = std::move(message);
    return Value();
  }
  [[nodiscard]] bool failed() const { return failed_; }
  [[nodiscard]] const std::string& message() const { return message_; }
  void clear_failure() {
    failed_ = false;
    message_.clear();
  }

  /// Charges work against the expression's budget (steps: one an element visited, one a 64 bytes copied, say); false when it is spent: then return
  /// `ctx.fail(..)`-like at once (the failure is already recorded).
  [[nodiscard]] bool charge(std::uint64_t steps);
  std::uint64_t steps_left = 10'000'000;
  /// Charges what a call has made (elements of a list, bytes of a repeated string), as expr-lang's memory budget counts it; false, with the failure
  /// recorded, when a run has made too much.
  [[nodiscard]] bool grow(std::uint64_t elements);
  std::uint64_t elements_left = kElementBudget;
  static constexpr std::uint64_t kElementBudget = 999'999;  // expr: conf.DefaultMemoryBudget, which must not be reached

 private:
  bool failed_ = false;
  std::string message_;
};

using NativeFunction = Value (*)(CallContext& context, std::span<const Value> arguments);

struct Signature {
  std::vector<const Type*> parameters;  // type_of(type_id::kAny) takes anything
  bool variadic = false;                // the last parameter repeats, zero or more times
  const Type* result = nullptr;
};

/// The answer of a row's own check: the result's type, or why the call does not compile.
struct CheckedCall {
  const Type* result = nullptr;
  std::string error;
};

struct Builtin {
  std::string_view name;
  /// Overloads, as expr.Function(name, fn, types...) in the reference. Empty and no `check`: any arguments, result any.
  /// For a method the receiver is not among the parameters.
  std::vector<Signature> signatures = {};
  /// Instead of signatures: expr-lang's `Validate`. An unknown argument is type_of(kAny), `nil` itself type_of(kNil); none is null.
  CheckedCall (*check)(std::span<const Type* const> arguments) = nullptr;
  NativeFunction call = nullptr;
  Effect effect = Effect::kPure;
  std::string_view description = {};  // one sentence
  std::string_view example = {};      // an expression that runs as a test: `Upper("a") == "A"`; empty where it needs an event
  /// Only parses its first argument as JSON: may be given Field::get_json_source.
  bool reads_json_source = false;
  /// Known, but what it needs is not here yet: using it is a compile error with this text ("needs the alert store").
  std::string_view unavailable = {};
  /// Methods only: declared on *T, so not in the method set of a plain T that is not addressable.
  bool pointer_receiver = false;
  /// Folds at compile time when all arguments are constants (expr-lang does so for few; leave false otherwise).
  bool foldable = false;
};

/// Name to row. Later tables win, as expr.Function overrides builtins.
class FunctionTable {
 public:
  /// The rows must outlive the table.
  void add(std::span<const Builtin> rows);
  [[nodiscard]] const Builtin* find(std::string_view name) const;
  /// Sorted by name.
  [[nodiscard]] const std::vector<const Builtin*>& all() const { return rows_; }
  /// The nearest name, for "did you mean"; empty when none is near.
  [[nodiscard]] std::string_view nearest(std::string_view name) const;

 private:
  std::vector<const Builtin*> rows_;
};

/// The rows of one family each (builtins/*.cpp); an explicit list, in builtins/builtins.cpp.
[[nodiscard]] const FunctionTable& standard_functions();

}  // namespace vedette::expr
