#include "expr/compiler.h"

#include <algorithm>
#include <iterator>
#include <limits>

#include "expr/runtime.h"

namespace vedette::expr {

namespace {

struct IntegerRange {
  TypeId type;
  std::int64_t least;
  std::int64_t most;
};

// expr: compiler.go, IntegerNode. Unsigned 32 and 64 bit constants are only held to be positive there.
constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
constexpr IntegerRange kRanges[] = {
    {type_id::kInt8, -128, 127},  {type_id::kInt16, -32768, 32767}, {type_id::kInt32, -2147483648LL, 2147483647LL},
    {type_id::kUint, 0, kMost},   {type_id::kUint8, 0, 255},        {type_id::kUint16, 0, 65535},
    {type_id::kUint32, 0, kMost}, {type_id::kUint64, 0, kMost},
};

// A node whose value is a bool whatever its operands are; a type may promise more than the value keeps (see fold.h).
bool always_bool(const Node& node) {
  constexpr std::string_view kOperators[] = {"==", "!=", "<", ">", "<=", ">=", "in", "matches", "contains", "startsWith", "endsWith"};
  return node.kind == NodeKind::kBinary && std::find(std::begin(kOperators), std::end(kOperators), node.text) != std::end(kOperators);
}

}  // namespace

bool Compiler::compile_program(const Node& root, const Type* expected) {
  compile(root);
  if (expected != nullptr) {
    switch (expected->kind) {
      case Kind::kInt:
        emit(root, Op::kCast, 0, static_cast<std::uint16_t>(Cast::kInt));
        break;
      case Kind::kInt64:
        emit(root, Op::kCast, 0, static_cast<std::uint16_t>(Cast::kInt64));
        break;
      case Kind::kFloat64:
        emit(root, Op::kCast, 0, static_cast<std::uint16_t>(Cast::kFloat64));
        break;
      case Kind::kBool:
        if (!always_bool(root)) {
          emit(root, Op::kCast, 0, static_cast<std::uint16_t>(Cast::kBool));
        }
        break;
      default:
        break;
    }
  }
  emit(root, Op::kReturn);
  thread_jumps();
  return !failed_;
}

void Compiler::compile(const Node& node) {
  switch (node.kind) {
    case NodeKind::kNil:
    case NodeKind::kInteger:
    case NodeKind::kFloat:
    case NodeKind::kBool:
    case NodeKind::kString:
    case NodeKind::kBytes:
      return compile_literal(node);
    case NodeKind::kIdentifier:
      return compile_identifier(node);
    case NodeKind::kUnary:
      return compile_unary(node);
    case NodeKind::kBinary:
      return compile_binary(node);
    case NodeKind::kChain:
      return compile_chain(node, ChainEnd::kPlainNil);
    case NodeKind::kMember:
      return compile_member(node);
    case NodeKind::kSlice:
      return compile_slice(node);
    case NodeKind::kCall:
      return compile_call(node);
    case NodeKind::kBuiltinCall:
      if (!compile_predicate(node)) {
        compile_builtin_call(node);
      }
      return;
    case NodeKind::kPredicate:
      return compile(*node.children[0]);
    case NodeKind::kPointer:
      emit(node, node.text == "index" ? Op::kIndex : node.text == "acc" ? Op::kAccumulator : Op::kItem);
      return;
    case NodeKind::kConditional:
      return compile_conditional(node);
    case NodeKind::kVariable:
      return compile_let(node);
    case NodeKind::kSequence:
      for (std::size_t i = 0; i < node.children.size(); ++i) {
        if (i != 0) {
          emit(node, Op::kPop);
        }
        compile(*node.children[i]);
      }
      return;
    case NodeKind::kArray:
      return compile_array(node);
    case NodeKind::kMap:
      return compile_map(node);
    case NodeKind::kPair:
      compile(*node.children[0]);
      compile(*node.children[1]);
      return;
  }
}

void Compiler::compile_identifier(const Node& node) {
  if (auto local = find_local(node.text)) {
    emit(node, Op::kLoad, *local);
  } else if (node.text == "$env") {
    emit(node, Op::kEnvironment);
  } else if (auto variable = find_variable(node.text)) {
    emit(node, Op::kVariable, *variable);
  } else {
    // The name of a function that is not called: the reference looks it up among the variables and finds nothing.
    emit_constant(node, Value());
  }
}

void Compiler::compile_literal(const Node& node) {
  auto value = literal(node);
  emit_constant(node, value.value_or(Value()));
}

std::optional<Value> Compiler::literal(const Node& node) {
  switch (node.kind) {
    case NodeKind::kNil:
      return Value();
    case NodeKind::kInteger:
      return integer_literal(node);
    case NodeKind::kFloat:
      if (node.type != nullptr && node.type->id == type_id::kFloat32) {
        return Value::floating(static_cast<float>(node.number), type_id::kFloat32);
      }
      return Value::floating(node.number);
    case NodeKind::kBool:
      return Value::boolean(node.flag);
    case NodeKind::kString:
      return Value::string(keep(node.text));
    case NodeKind::kBytes: {
      Value* bytes = code_.memory.make_array<Value>(node.text.size());
      for (std::size_t i = 0; i < node.text.size(); ++i) {
        bytes[i] = Value::integer(static_cast<unsigned char>(node.text[i]), type_id::kUint8);
      }
      return Value::slice(bytes, node.text.size(), type_id::kByteSlice);
    }
    default:
      return std::nullopt;
  }
}

std::optional<Value> Compiler::integer_literal(const Node& node) {
  const TypeId type = node.type != nullptr ? node.type->id : type_id::kInt;
  switch (type) {
    case type_id::kFloat32:
      return Value::floating(static_cast<float>(node.integer), type);
    case type_id::kFloat64:
      return Value::floating(static_cast<double>(node.integer), type);
    case type_id::kInt64:
      return Value::integer(node.integer, type);
    default:
      break;
  }
  for (const IntegerRange& range : kRanges) {
    if (range.type == type) {
      if (node.integer < range.least || node.integer > range.most) {
        error(node, "constant " + std::to_string(node.integer) + " overflows " + node.type->name);
      }
      return Value::integer(node.integer, type);
    }
  }
  return Value::integer(node.integer);
}

void Compiler::compile_unary(const Node& node) {
  compile(*node.children[0]);
  if (node.text == "-") {
    emit(node, Op::kNegate);
  } else if (node.text == "+") {
    dereference_if_needed(*node.children[0], here());
  } else {
    emit(node, Op::kNot);
  }
}

void Compiler::compile_conditional(const Node& node) {
  compile(*node.children[0]);
  const Label otherwise = emit(node, Op::kBranchFalse);
  compile(*node.children[1]);
  const Label end = emit(node, Op::kJump);
  bind(otherwise);
  compile(*node.children[2]);
  bind(end);
}

void Compiler::compile_let(const Node& node) {
  compile(*node.children[0]);
  const std::uint32_t index = code_.locals++;
  emit(node, Op::kStore, index);
  locals_.push_back({node.text, index});
  compile(*node.children[1]);
  locals_.pop_back();
}

void Compiler::compile_array(const Node& node) {
  if (node.flag) {
    // expr: fold.go, ArrayNode: integers are plain ints here, whatever the checker made of them.
    Value* elements = code_.memory.make_array<Value>(node.children.size());
    for (std::size_t i = 0; i < node.children.size(); ++i) {
      const Node& child = *node.children[i];
      elements[i] = child.kind == NodeKind::kInteger ? Value::integer(child.integer) : literal(child).value_or(Value());
    }
    emit_constant(node, Value::slice(elements, node.children.size()));
    return;
  }
  for (const NodePtr& child : node.children) {
    compile(*child);
  }
  emit(node, Op::kArray, static_cast<std::uint32_t>(node.children.size()));
}

void Compiler::compile_map(const Node& node) {
  for (const NodePtr& pair : node.children) {
    compile(*pair);
  }
  emit(node, Op::kMap, static_cast<std::uint32_t>(node.children.size()));
}

void Compiler::compile_slice(const Node& node) {
  compile(*node.children[0]);
  if (node.children[2] != nullptr) {
    compile(*node.children[2]);
  } else {
    emit(node, Op::kLengthOf);
  }
  if (node.children[1] != nullptr) {
    compile(*node.children[1]);
  } else {
    emit_constant(node, Value::integer(0));
  }
  emit(node, Op::kSlice);
}

std::size_t Compiler::emit(const Node& at, Op op, std::uint32_t b, std::uint16_t a, std::uint32_t c) {
  code_.instructions.push_back({op, a, b, c});
  code_.spans.push_back(at.span);
  return here() - 1;
}

void Compiler::emit_constant(const Node& at, const Value& value) {
  emit(at, Op::kConstant, add_constant(value));
}

void Compiler::emit_text(const Node& at, Op op, std::string_view text) {
  emit(at, op, add_constant(Value::string(keep(text))));
}

void Compiler::bind(Label label) {
  Instruction& instruction = code_.instructions[label];
  const auto target = static_cast<std::uint32_t>(here());
  (is_path(instruction.op) ? instruction.c : is_path_test(instruction.op) ? instruction.d : instruction.b) = target;
}

std::uint32_t Compiler::add_constant(const Value& value) {
  code_.constants.push_back(value);
  return static_cast<std::uint32_t>(code_.constants.size() - 1);
}

std::uint32_t Compiler::add_function(const Builtin* function) {
  for (std::size_t i = 0; i < code_.functions.size(); ++i) {
    if (code_.functions[i] == function) {
      return static_cast<std::uint32_t>(i);
    }
  }
  code_.functions.push_back(function);
  return static_cast<std::uint32_t>(code_.functions.size() - 1);
}

void Compiler::dereference_if_needed(const Node& node, std::size_t start) {
  if (node.nil_type || (!is_unknown(node.type) && node.type->kind != Kind::kPointer)) {
    return;
  }
  if (PathPlan* path = single_path(start)) {
    path->dereference = true;
  } else {
    emit(node, Op::kDereference);
  }
}

PathPlan* Compiler::single_path(std::size_t start) {
  if (start + 1 != here()) {
    return nullptr;
  }
  const Instruction& instruction = code_.instructions[start];
  const bool jumps_out = !chains_.empty() && !chains_.back().empty() && chains_.back().back() == start;
  return instruction.op == Op::kPath && instruction.c == 0 && !jumps_out ? &code_.paths[instruction.b] : nullptr;
}

std::optional<std::uint32_t> Compiler::find_variable(std::string_view name) const {
  for (std::size_t i = 0; i < environment_.variables.size(); ++i) {
    if (environment_.variables[i].name == name) {
      return static_cast<std::uint32_t>(i);
    }
  }
  return std::nullopt;
}

std::optional<std::uint32_t> Compiler::find_local(std::string_view name) const {
  for (auto local = locals_.rbegin(); local != locals_.rend(); ++local) {
    if (local->name == name) {
      return local->index;
    }
  }
  return std::nullopt;
}

void Compiler::error(const Node& at, std::string message) {
  failed_ = true;
  diagnostics_.error(text_, at.span, std::move(message));
}

void Compiler::thread_jumps() {
  // A jump that keeps its value and lands on one of its own kind goes where that one goes: `a && b && c` leaves at once.
  for (Instruction& instruction : code_.instructions) {
    Op kind = instruction.op;
    std::uint32_t* target = &instruction.b;
    if (is_path_test(kind) && (instruction.a & (kThenAnd | kThenOr)) != 0) {
      kind = (instruction.a & kThenAnd) != 0 ? Op::kAnd : Op::kOr;
      target = &instruction.d;
    }
    if (kind == Op::kAnd || kind == Op::kOr || kind == Op::kCoalesce) {
      while (code_.instructions[*target].op == kind) {
        *target = code_.instructions[*target].b;
      }
    }
  }
}

}  // namespace vedette::expr
