// Code as text, one line an instruction.
#include <iterator>

#include "expr/bytecode.h"
#include "expr/fault.h"
#include "expr/runtime.h"

namespace vedette::expr {

namespace {

constexpr std::string_view kNames[] = {
    "return",
    "constant",
    "pop",
    "store",
    "load",
    "variable",
    "environment",
    "path",
    "path_top",
    "path_item",
    "path_equal",
    "path_in",
    "fetch",
    "dereference",
    "null_to_nil",
    "jump",
    "jump_if_null",
    "and",
    "or",
    "coalesce",
    "branch_false",
    "branch_true",
    "not",
    "negate",
    "equal",
    "not_equal",
    "equal_int",
    "not_equal_int",
    "equal_string",
    "not_equal_string",
    "is_null",
    "is_not_null",
    "compare",
    "add",
    "subtract",
    "multiply",
    "divide",
    "modulo",
    "exponent",
    "range",
    "in",
    "in_strings",
    "in_integers",
    "matches",
    "matches_constant",
    "contains",
    "starts_with",
    "ends_with",
    "length_of",
    "slice",
    "array",
    "map",
    "cast",
    "call",
    "call_method",
    "call_member",
    "call_value",
    "bind_method",
    "throw",
    "begin",
    "end",
    "loop",
    "next",
    "loop_back",
    "previous",
    "item",
    "index",
    "accumulator",
    "set_accumulator",
    "increment",
    "count",
    "count_is_one",
    "threshold",
    "collect",
    "sort_order",
    "sort_key",
    "sorted",
    "group_key",
    "grouped",
};
static_assert(std::size(kNames) == static_cast<std::size_t>(Op::kGrouped) + 1);

std::string constant_text(const Value& value) {
  return value.is_string() ? '"' + std::string(value.as_string()) + '"' : format_plain(value);
}

std::string path_text(const Code& code, const Instruction& instruction) {
  const PathPlan& plan = code.paths[instruction.b];
  std::string out;
  if (instruction.op == Op::kPath || instruction.op == Op::kPathEqual || instruction.op == Op::kPathIn) {
    out = code.variables[plan.variable];
  }
  for (std::uint32_t i = plan.first; i < plan.first + plan.count; ++i) {
    const PathStep& step = code.steps[i];
    out += step.optional ? "?." : ".";
    out += step.name.text;
    if (step.interned) {
      out += "#" + std::to_string(step.key_id);
    } else if (step.kind == StepKind::kName) {
      out += "?";  // looked up when it runs
    }
  }
  return out;
}

std::string then_text(const Instruction& instruction) {
  if ((instruction.a & (kThenAnd | kThenOr)) == 0) {
    return {};
  }
  return ((instruction.a & kThenAnd) != 0 ? " and -> " : " or -> ") + std::to_string(instruction.d);
}

std::string set_text(const StringSet& set) {
  std::string out = "[";
  const auto append = [&out](const auto& texts) {
    for (std::string_view text : texts) {
      out += (out.size() > 1 ? ", " : "") + constant_text(Value::string(text));
    }
  };
  append(set.few);
  append(set.many);
  return out + "]";
}

std::string operand_text(const Code& code, const Instruction& instruction) {
  constexpr std::string_view kOrders[] = {"<", ">", "<=", ">="};
  switch (instruction.op) {
    case Op::kConstant:
    case Op::kThrow:
      return constant_text(code.constants[instruction.b]);
    case Op::kVariable:
      return code.variables[instruction.b];
    case Op::kPath:
    case Op::kPathTop:
    case Op::kPathItem:
      return path_text(code, instruction) + (instruction.c != 0 ? " -> " + std::to_string(instruction.c) : "");
    case Op::kPathEqual:
      return path_text(code, instruction) + ((instruction.a & kNegated) != 0 ? " != " : " == ") + constant_text(code.constants[instruction.c]) +
             then_text(instruction);
    case Op::kPathIn:
      return path_text(code, instruction) + " in " + set_text(code.string_sets[instruction.c]) + then_text(instruction);
    case Op::kInStrings:
      return set_text(code.string_sets[instruction.b]);
    case Op::kCompare:
      return std::string(kOrders[instruction.a]);
    case Op::kCall:
    case Op::kCallMethod:
      return std::string(code.functions[instruction.b]->name) + "/" + std::to_string(instruction.a);
    case Op::kCallMember:
      return std::string(code.constants[instruction.b].as_string()) + "/" + std::to_string(instruction.a);
    case Op::kJump:
    case Op::kJumpIfNull:
    case Op::kAnd:
    case Op::kOr:
    case Op::kCoalesce:
    case Op::kBranchFalse:
    case Op::kBranchTrue:
    case Op::kLoop:
    case Op::kLoopBack:
    case Op::kNext:
    case Op::kPrevious:
    case Op::kThreshold:
      return "-> " + std::to_string(instruction.b);
    case Op::kStore:
    case Op::kLoad:
    case Op::kArray:
    case Op::kMap:
      return std::to_string(instruction.b);
    default:
      return {};
  }
}

}  // namespace

std::string disassemble(const Code& code) {
  std::string out;
  for (std::size_t i = 0; i < code.instructions.size(); ++i) {
    const Instruction& instruction = code.instructions[i];
    out += std::to_string(i) + "  ";
    out += kNames[static_cast<std::size_t>(instruction.op)];
    const std::string operand = operand_text(code, instruction);
    out += operand.empty() ? "\n" : " " + operand + "\n";
  }
  return out;
}

}  // namespace vedette::expr
