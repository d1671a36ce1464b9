// From a checked and folded tree to code.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "base/source.h"
#include "expr/ast.h"
#include "expr/bytecode.h"
#include "expr/program.h"

namespace vedette::expr {

/// Follows expr-lang's compiler/compiler.go, order of evaluation included; what it emits as many small instructions is often one here.
class Compiler {
 public:
  /// All must outlive the compiler; `code` is filled.
  Compiler(const Environment& environment, const SourceText& text, Diagnostics& diagnostics, Code& code)
      : environment_(environment), text_(text), diagnostics_(diagnostics), code_(code) {}

  /// False when `diagnostics` got an error (a regex that does not compile, a constant that does not fit). `expected`: as Program::Options.
  [[nodiscard]] bool compile_program(const Node& root, const Type* expected);

 private:
  using Label = std::size_t;  // an instruction whose jump is not known yet

  struct Local {
    std::string_view name;
    std::uint32_t index;
  };

  // compiler.cpp
  void compile(const Node& node);
  void compile_identifier(const Node& node);
  void compile_literal(const Node& node);
  void compile_unary(const Node& node);
  void compile_conditional(const Node& node);
  void compile_let(const Node& node);
  void compile_array(const Node& node);
  void compile_map(const Node& node);
  void compile_slice(const Node& node);

  // compiler_operators.cpp
  void compile_binary(const Node& node);
  void compile_operands(const Node& node, Op op, std::uint16_t a = 0);
  void compile_short_circuit(const Node& node, Op op);
  void compile_equality(const Node& node, bool negated);
  [[nodiscard]] bool fuse_equality(const Node& node, std::size_t start, const Value& constant, std::uint16_t flags);
  void compile_in(const Node& node);
  void compile_in_set(const Node& node);
  void compile_matches(const Node& node);

  // compiler_paths.cpp
  enum class ChainEnd { kPlainNil, kAsItIs };
  void compile_chain(const Node& node, ChainEnd end);
  void compile_member(const Node& node);
  void compile_path(const std::vector<const Node*>& members, const Node& base);
  [[nodiscard]] PathStep step_of(const Node& member);
  void compile_fetch(const Node& node);
  void compile_call(const Node& node);
  void compile_table_call(const Node& node);
  void compile_builtin_call(const Node& node);
  void read_json_source(const Builtin& function, std::size_t start);

  // compiler_loops.cpp
  [[nodiscard]] bool compile_predicate(const Node& node);
  void begin_loop(const Node& node);
  template <class Body>
  void loop(const Node& node, Body body);
  template <class Body>
  void loop_backwards(const Node& node, Body body);
  void compile_quantifier(const Node& node);
  void compile_any(const Node& node);
  [[nodiscard]] std::optional<Label> ask_lines(const Node& node);
  void compile_one(const Node& node);
  void compile_filter(const Node& node);
  void compile_map_loop(const Node& node);
  void compile_count(const Node& node);
  void compile_sum(const Node& node);
  void compile_find(const Node& node, bool backwards, bool index);
  void compile_group_by(const Node& node);
  void compile_sort_by(const Node& node);
  void compile_reduce(const Node& node);

  // Emitting.
  std::size_t emit(const Node& at, Op op, std::uint32_t b = 0, std::uint16_t a = 0, std::uint32_t c = 0);
  void emit_constant(const Node& at, const Value& value);
  void emit_text(const Node& at, Op op, std::string_view text);
  void bind(Label label);
  [[nodiscard]] std::size_t here() const { return code_.instructions.size(); }
  [[nodiscard]] std::uint32_t add_constant(const Value& value);
  [[nodiscard]] std::uint32_t add_function(const Builtin* function);
  [[nodiscard]] std::string_view keep(std::string_view text) { return code_.memory.copy(text); }
  /// The value of a literal; nothing for other nodes.
  [[nodiscard]] std::optional<Value> literal(const Node& node);
  [[nodiscard]] std::optional<Value> integer_literal(const Node& node);
  /// expr: derefInNeeded.
  void dereference_if_needed(const Node& node, std::size_t start);
  /// Whether the code from `start` on is one path that nothing jumps out of.
  [[nodiscard]] PathPlan* single_path(std::size_t start);
  [[nodiscard]] std::optional<std::uint32_t> find_variable(std::string_view name) const;
  [[nodiscard]] std::optional<std::uint32_t> find_local(std::string_view name) const;
  void error(const Node& at, std::string message);
  void thread_jumps();

  const Environment& environment_;
  const SourceText& text_;
  Diagnostics& diagnostics_;
  Code& code_;
  std::vector<Local> locals_;
  std::vector<std::vector<Label>> chains_;
  bool failed_ = false;
};

[[nodiscard]] inline bool is_path(Op op) {
  return op == Op::kPath || op == Op::kPathTop || op == Op::kPathItem;
}
[[nodiscard]] inline bool is_path_test(Op op) {
  return op == Op::kPathEqual || op == Op::kPathIn;
}

/// What is not known about a static type: nothing, or an interface.
[[nodiscard]] inline bool is_unknown(const Type* type) {
  return type == nullptr || type->kind == Kind::kAny;
}

}  // namespace vedette::expr
