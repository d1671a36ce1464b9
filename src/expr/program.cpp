#include "expr/program.h"

#include "expr/analysis.h"
#include "expr/bytecode.h"
#include "expr/checker.h"
#include "expr/compiler.h"
#include "expr/fold.h"
#include "expr/machine.h"
#include "expr/parser.h"

namespace vedette::expr {

struct Program::Implementation {
  SourceText text;
  Limits limits;
  Code code;
  const Type* result_type = nullptr;
  Effect effect = Effect::kPure;
  bool constant = false;
  std::vector<KeyTest> key_tests;
  std::vector<Path> reads;
};

void MachineDeleter::operator()(Machine* machine) const {
  delete machine;
}

MachinePtr make_machine() {
  return MachinePtr(new Machine());
}

Program::Program() : implementation_(std::make_unique<Implementation>()) {}
Program::~Program() = default;

std::shared_ptr<const Program> Program::compile(const SourceText& text, const Environment& environment, Diagnostics& diagnostics) {
  return compile(text, environment, diagnostics, Options{});
}

std::shared_ptr<const Program> Program::compile(const SourceText& text, const Environment& environment, Diagnostics& diagnostics,
                                                const Options& options) {
  RuleScope rule(diagnostics, "invalid-expression");
  NodePtr root = parse(text, options.limits, diagnostics, &environment);
  return root != nullptr ? compile_tree(std::move(root), text, environment, diagnostics, options) : nullptr;
}

std::shared_ptr<const Program> Program::compile_tree(NodePtr root, const SourceText& text, const Environment& environment, Diagnostics& diagnostics,
                                                     const Options& options) {
  if (!check(*root, environment, text, diagnostics, options.expected) || !fold(root, text, diagnostics)) {
    return nullptr;
  }
  std::shared_ptr<Program> program(new Program());
  Implementation& self = *program->implementation_;
  self.text = text;
  self.limits = options.limits;
  for (const Variable& variable : environment.variables) {
    self.code.variables.push_back(variable.name);
  }
  Compiler compiler(environment, text, diagnostics, self.code);
  if (!compiler.compile_program(*root, options.expected)) {
    return nullptr;
  }
  const Instruction& first = self.code.instructions.front();
  self.code.is_path = self.code.instructions.size() == 2 && first.op == Op::kPath && first.b == 0 && first.c == 0;
  self.result_type = root->type;
  self.effect = effect_of(*root);
  self.key_tests = key_tests_of(*root, environment);
  self.reads = reads_of(*root, environment);
  self.constant = self.code.instructions.size() == 2 && self.code.instructions.front().op == Op::kConstant;
  return program;
}

Outcome Program::failure_of(const Machine& machine, const CallContext& context) {
  const Fault& fault = machine.fault();
  return {Value(), true, fault.kind == FaultKind::kCallFailed ? context.message() : describe(fault), machine.fault_span()};
}

Outcome Program::run(Machine& machine, CallContext& context, std::span<const Value> variables) const {
  const Implementation& self = *implementation_;
  Outcome outcome;
  if (!machine.run(self.code, self.limits, context, variables, outcome.value)) {
    outcome = failure_of(machine, context);
  }
  return outcome;
}

bool Program::evaluate(Machine& machine, CallContext& context, std::span<const Value> variables, Value& out) const {
  const Implementation& self = *implementation_;
  return self.code.is_path ? machine.read_path(self.code, context, variables, out) : machine.run(self.code, self.limits, context, variables, out);
}

std::optional<bool> Program::run_filter(Machine& machine, CallContext& context, std::span<const Value> variables, Outcome* outcome) const {
  const Implementation& self = *implementation_;
  Value value;
  const bool ran = machine.run(self.code, self.limits, context, variables, value);
  if (ran && value.is_bool()) [[likely]] {
    if (outcome != nullptr) {
      *outcome = Outcome{value, false, {}, {}};
    }
    return value.as_bool();
  }
  if (outcome != nullptr && !ran) {
    *outcome = failure_of(machine, context);
  } else if (outcome != nullptr) {
    *outcome = Outcome{
        Value(), true, "the result is " + std::string(type_name(value)) + ", not bool", {0, static_cast<std::uint32_t>(self.text.text().size())}};
  }
  return std::nullopt;
}

bool Program::is_path() const {
  return implementation_->code.is_path;
}
const SourceText& Program::text() const {
  return implementation_->text;
}
const Type* Program::result_type() const {
  return implementation_->result_type;
}
Effect Program::effect() const {
  return implementation_->effect;
}
const std::vector<KeyTest>& Program::key_tests() const {
  return implementation_->key_tests;
}
const std::vector<Path>& Program::reads() const {
  return implementation_->reads;
}
std::string Program::disassemble() const {
  return expr::disassemble(implementation_->code);
}

const Value* Program::constant() const {
  const Implementation& self = *implementation_;
  return self.constant ? &self.code.constants[self.code.instructions.front().b] : nullptr;
}

}  // namespace vedette::expr
