// One rendering: text/template/exec.go. Private to execution*.cpp and template.cpp.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gotemplate/error.h"
#include "gotemplate/function.h"
#include "gotemplate/methods.h"
#include "gotemplate/node.h"
#include "gotemplate/runtime.h"

namespace vedette::gotemplate {

class Execution {
 public:
  /// `origins`, when not null, is filled in the output's order, up to a million.
  Execution(const TreeSet& trees, std::string_view file, Runtime& runtime, std::vector<Origin>* origins)
      : trees_(trees), file_(file), runtime_(runtime), origins_(origins) {}

  /// False when it failed: then error() says why.
  [[nodiscard]] bool run(const Value& dot);
  [[nodiscard]] std::string& output() { return output_; }
  [[nodiscard]] TemplateError& error() { return error_; }

 private:
  enum class Flow : std::uint8_t { kOn, kBreak, kContinue, kFailed };
  struct Variable {
    std::string_view name;
    Operand value;
  };
  using Words = std::vector<const Node*>;

  // Walking: what writes output.
  [[nodiscard]] Flow walk(const Operand& dot, const Node& node);
  [[nodiscard]] Flow walk_node(const Operand& dot, const Node& node);
  [[nodiscard]] Flow walk_condition(const Operand& dot, const Node& node);
  [[nodiscard]] Flow walk_range(const Operand& dot, const Node& node);
  [[nodiscard]] Flow walk_range_elements(const Operand& range, const Node& node, bool& any);
  [[nodiscard]] Flow walk_iteration(const Operand& index, const Operand& element, const Node& node, std::size_t mark);
  [[nodiscard]] Flow walk_template(const Operand& dot, const Node& node);
  [[nodiscard]] bool print(const Node& node, const Operand& operand);
  [[nodiscard]] bool write(std::string_view text);
  void note_origin(const Node& node);

  // Evaluating. After a failure the results mean nothing; `failed()` is asked.
  Operand pipeline(const Operand& dot, const Node* pipe);
  Operand command(const Operand& dot, const Node& node, const Operand& final);
  Operand variable(const Operand& dot, const Node& node, const Words* words, const Operand& final);
  Operand chain(const Operand& dot, const Node& node, const Words* words, const Operand& final);
  Operand field_chain(const Operand& dot, Operand receiver, const Node& node, std::size_t first, const Words* words, const Operand& final);
  Operand field(const Operand& dot, std::string_view name, const Node& node, const Words* words, const Operand& final, const Operand& receiver);
  Operand function(const Operand& dot, const Node& node, const Node& place, const Words* words, const Operand& final);
  Operand call(const Operand& dot, const Callable& callable, const MethodCall* method, const Node& place, const Words* words, const Operand& final);
  Operand short_circuit(const Operand& dot, bool stops_at, const Words* words, const Operand& final);
  Operand constant(const Node& node);
  void not_a_function(const Words& words, const Operand& final);

  // Arguments, checked against a parameter's type; null: none is asked for.
  Operand argument(const Operand& dot, const Type* type, const Node& node);
  Operand literal_argument(const Operand& dot, const Type* type, const Node& node);
  Operand validate(const Operand& operand, const Type* type);

  void assign(std::string_view name, const Operand& value);
  void at(const Node& node) { node_ = &node; }
  /// Ends the run; the first error stays.
  Operand fail(std::string reason, const Miss* miss = nullptr);
  [[nodiscard]] bool failed() const { return failed_; }

  const TreeSet& trees_;
  std::string_view file_;
  Runtime& runtime_;
  std::vector<Origin>* origins_;
  std::string output_;
  const Tree* tree_ = nullptr;
  std::vector<Variable> variables_;
  const Node* node_ = nullptr;  // for errors
  int depth_ = 0;               // of templates in templates
  int walk_depth_ = 0;          // of nodes in nodes
  int nesting_ = 0;             // of evaluations
  bool failed_ = false;
  TemplateError error_;
};

}  // namespace vedette::gotemplate
