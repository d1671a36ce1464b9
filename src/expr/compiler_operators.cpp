// Compiling binary operators.
#include "base/regex.h"
#include "expr/analysis.h"
#include "expr/compiler.h"
#include "expr/runtime.h"

namespace vedette::expr {

namespace {

struct PlainOperator {
  std::string_view text;
  Op op;
  Order order = Order::kLess;
};

// Both operands, then one instruction.
constexpr PlainOperator kPlain[] = {
    {"<", Op::kCompare, Order::kLess},
    {">", Op::kCompare, Order::kMore},
    {"<=", Op::kCompare, Order::kLessOrEqual},
    {">=", Op::kCompare, Order::kMoreOrEqual},
    {"+", Op::kAdd},
    {"-", Op::kSubtract},
    {"*", Op::kMultiply},
    {"/", Op::kDivide},
    {"%", Op::kModulo},
    {"**", Op::kExponent},
    {"^", Op::kExponent},
    {"..", Op::kRange},
    {"contains", Op::kContains},
    {"startsWith", Op::kStartsWith},
    {"endsWith", Op::kEndsWith},
};

bool has_type(const Node& node, TypeId type) {
  return node.type != nullptr && node.type->id == type && !node.nil_type;
}

}  // namespace

void Compiler::compile_binary(const Node& node) {
  const std::string_view op = node.text;
  if (op == "==" || op == "!=") {
    return compile_equality(node, op == "!=");
  }
  if (op == "&&" || op == "and") {
    return compile_short_circuit(node, Op::kAnd);
  }
  if (op == "||" || op == "or") {
    return compile_short_circuit(node, Op::kOr);
  }
  if (op == "??") {
    return compile_short_circuit(node, Op::kCoalesce);
  }
  if (op == "in") {
    return compile_in(node);
  }
  if (op == "matches") {
    return compile_matches(node);
  }
  for (const PlainOperator& plain : kPlain) {
    if (plain.text == op) {
      return compile_operands(node, plain.op, static_cast<std::uint16_t>(plain.order));
    }
  }
  error(node, "unknown operator " + node.text);
}

void Compiler::compile_operands(const Node& node, Op op, std::uint16_t a) {
  compile(*node.children[0]);
  compile(*node.children[1]);
  emit(node, op, 0, a);
}

void Compiler::compile_short_circuit(const Node& node, Op op) {
  // expr: compiler.go, ChainNode: beside `??` a chain may give a typed nil.
  const auto compile_operand = [&](const Node& operand) {
    if (op == Op::kCoalesce && operand.kind == NodeKind::kChain) {
      compile_chain(operand, ChainEnd::kAsItIs);
    } else {
      compile(operand);
    }
  };
  const std::size_t left = here();
  compile_operand(*node.children[0]);
  Label end = left;
  if (op != Op::kCoalesce && here() == left + 1 && is_path_test(code_.instructions[left].op)) {
    code_.instructions[left].a |= op == Op::kAnd ? kThenAnd : kThenOr;
  } else {
    end = emit(node, op);
  }
  const std::size_t right = here();
  compile_operand(*node.children[1]);
  dereference_if_needed(*node.children[1], right);
  bind(end);
}

void Compiler::compile_equality(const Node& node, bool negated) {
  const Node& left = *node.children[0];
  const Node& right = *node.children[1];
  if (right.kind == NodeKind::kNil) {
    compile(left);
    emit(node, negated ? Op::kIsNotNull : Op::kIsNull);
    return;
  }
  // expr: compiler.go, equalBinaryNode: two static strings (or ints) are compared as such, and anything else in their place is an error.
  const bool strings = has_type(left, type_id::kString) && has_type(right, type_id::kString);
  const bool ints = has_type(left, type_id::kInt) && has_type(right, type_id::kInt);
  const auto flags = static_cast<std::uint16_t>((negated ? kNegated : 0) | (strings ? kBothStrings : 0) | (ints ? kBothInts : 0));

  const std::size_t start = here();
  if (auto constant = literal(right)) {
    compile(left);
    if (fuse_equality(node, start, *constant, flags)) {
      return;
    }
    compile(right);
  } else if (auto other = literal(left); other && path_of(right, environment_)) {
    // A path leaves nothing else on the stack, so the order of the two cannot be seen.
    compile(right);
    if (fuse_equality(node, start, *other, flags)) {
      return;
    }
    compile(left);
  } else {
    compile(left);
    compile(right);
  }
  if (strings) {
    emit(node, negated ? Op::kNotEqualString : Op::kEqualString);
  } else if (ints) {
    emit(node, negated ? Op::kNotEqualInt : Op::kEqualInt);
  } else {
    emit(node, negated ? Op::kNotEqual : Op::kEqual);
  }
}

bool Compiler::fuse_equality(const Node& node, std::size_t start, const Value& constant, std::uint16_t flags) {
  if (single_path(start) == nullptr) {
    return false;
  }
  Instruction& instruction = code_.instructions[start];
  instruction.op = Op::kPathEqual;
  instruction.a = flags;
  instruction.c = add_constant(constant);
  code_.spans[start] = node.span;
  return true;
}

void Compiler::compile_in(const Node& node) {
  if (node.flag) {
    return compile_in_set(node);
  }
  compile_operands(node, Op::kIn);
}

void Compiler::compile_in_set(const Node& node) {
  const std::size_t start = here();
  compile(*node.children[0]);
  const Node& array = *node.children[1];
  if (array.children[0]->kind == NodeKind::kInteger) {
    absl::flat_hash_set<std::int64_t>& set = code_.integer_sets.emplace_back();
    for (const NodePtr& element : array.children) {
      set.insert(element->integer);
    }
    emit(node, Op::kInIntegers, static_cast<std::uint32_t>(code_.integer_sets.size() - 1));
    return;
  }
  constexpr std::size_t kFew = 8;
  StringSet& set = code_.string_sets.emplace_back();
  for (const NodePtr& element : array.children) {
    if (array.children.size() <= kFew) {
      set.few.push_back(keep(element->text));
    } else {
      set.many.insert(keep(element->text));
    }
  }
  const auto index = static_cast<std::uint32_t>(code_.string_sets.size() - 1);
  if (single_path(start) != nullptr) {
    code_.instructions[start].op = Op::kPathIn;
    code_.instructions[start].c = index;
    code_.spans[start] = node.span;
  } else {
    emit(node, Op::kInStrings, index);
  }
}

void Compiler::compile_matches(const Node& node) {
  const Node& right = *node.children[1];
  if (right.kind != NodeKind::kString) {
    return compile_operands(node, Op::kMatches);
  }
  auto regex = compile_regex(right.text);
  if (!regex) {
    error(right, regex.error().message);
    return;
  }
  compile(*node.children[0]);
  code_.regexes.push_back(std::move(*regex));
  emit(node, Op::kMatchesConstant, static_cast<std::uint32_t>(code_.regexes.size() - 1));
}

bool StringSet::contains(std::string_view text) const {
  for (std::string_view candidate : few) {
    if (equal_text(candidate, text)) {
      return true;
    }
  }
  return !many.empty() && many.contains(text);
}

}  // namespace vedette::expr
