// Compiling members and calls.
#include <algorithm>

#include "base/json_index.h"
#include "expr/compiler.h"
#include "expr/path_memo.h"
#include "expr/runtime.h"

namespace vedette::expr {

namespace {

bool is_constant_member(const Node& node) {
  return node.kind == NodeKind::kMember && !node.method && node.children[1]->kind == NodeKind::kString;
}

}  // namespace

void Compiler::compile_chain(const Node& node, ChainEnd end) {
  chains_.emplace_back();
  const std::size_t start = here();
  compile(*node.children[0]);
  const std::vector<Label> labels = std::move(chains_.back());
  chains_.pop_back();
  // A chain that is one path from a variable ends in itself.
  const bool only = here() == start + 1 && is_path(code_.instructions[start].op) && code_.instructions[start].op != Op::kPathTop;
  if (only && std::all_of(labels.begin(), labels.end(), [start](Label label) { return label == start; })) {
    code_.paths[code_.instructions[start].b].whole_chain = end == ChainEnd::kPlainNil;
    return;
  }
  for (Label label : labels) {
    bind(label);
  }
  if (end == ChainEnd::kPlainNil) {
    emit(node, Op::kNullToNil);
  }
}

void Compiler::compile_member(const Node& node) {
  if (node.method) {
    // A method that is not called. expr: MemberNode takes no notice of `?.` before methods.
    compile(*node.children[0]);
    const TypeId type = node.type != nullptr && node.type->kind == Kind::kFunction ? node.type->id : type_id::kNil;
    emit(node, Op::kBindMethod, add_function(node.children[0]->type->method(node.children[1]->text)), 0, type);
    return;
  }
  std::vector<const Node*> members;
  const Node* base = &node;
  while (is_constant_member(*base)) {
    members.push_back(base);
    base = base->children[0].get();
  }
  if (members.empty()) {
    return compile_fetch(node);
  }
  std::reverse(members.begin(), members.end());
  compile_path(members, *base);
}

void Compiler::compile_path(const std::vector<const Node*>& members, const Node& base) {
  PathPlan plan;
  Op op = Op::kPathTop;
  std::size_t skipped = 0;
  if (base.kind == NodeKind::kIdentifier && !find_local(base.text)) {
    std::optional<std::uint32_t> variable = find_variable(base.text);
    if (base.text == "$env") {
      variable = find_variable(members.front()->children[1]->text);
      skipped = variable ? 1 : 0;
    }
    if (variable) {
      plan.variable = *variable;
      op = Op::kPath;
    }
  } else if (base.kind == NodeKind::kPointer && base.text.empty()) {
    op = Op::kPathItem;
  }
  if (op == Op::kPathTop) {
    compile(base);
  } else if (members.size() == skipped) {
    emit(*members.back(), Op::kVariable, plan.variable);
    return;
  }
  plan.first = static_cast<std::uint32_t>(code_.steps.size());
  plan.count = static_cast<std::uint32_t>(members.size() - skipped);
  bool optional = false;
  std::string walked = op == Op::kPath ? code_.variables[plan.variable] : "";
  for (std::size_t i = skipped; i < members.size(); ++i) {
    PathStep step = step_of(*members[i]);
    optional = optional || step.optional;
    // What lies below a name that is found when it runs, and is not the end, is worth remembering.
    walked.append(".").append(step.name.text);
    if (op == Op::kPath && step.kind == StepKind::kName && i + 1 < members.size()) {
      step.memo = PathMemo::number_of(walked);
      plan.has_memo = plan.has_memo || step.memo != 0;
    }
    code_.steps.push_back(step);
  }
  code_.paths.push_back(plan);
  const Label label = emit(*members.back(), op, static_cast<std::uint32_t>(code_.paths.size() - 1));
  if (optional) {
    chains_.back().push_back(label);
  }
}

PathStep Compiler::step_of(const Node& member) {
  const Node& object = *member.children[0];
  PathStep step;
  step.name.text = keep(member.children[1]->text);
  step.name.hash = json_key_hash(step.name.text);
  step.optional = member.flag && !chains_.empty();
  step.span = member.span;
  const Type* type = object.type;
  if (is_unknown(type) || type->id == type_id::kAnyMap) {
    return step;
  }
  if (type->kind == Kind::kMap && type->key->id == type_id::kString) {
    step.kind = StepKind::kEntry;
    step.missing = zero_value(*type->element);
    if (is_constant_member(object) && !is_unknown(object.children[0]->type)) {
      const Field* field = object.children[0]->type->field(object.children[1]->text);
      if (field != nullptr && field->keys != nullptr) {
        step.interned = true;
        step.key_id = field->keys->intern(step.name.text);
      }
    }
    return step;
  }
  const bool pointer = type->kind == Kind::kPointer && type->element->kind == Kind::kStruct;
  if (type->kind == Kind::kStruct || pointer) {
    if (const Field* field = type->field(step.name.text)) {
      step.kind = StepKind::kField;
      step.through_pointer = pointer;
      step.get = field->get;
      step.get_json_source = field->get_json_source;
      step.missing = zero_value(*field->type);
    }
  }
  return step;
}

void Compiler::compile_fetch(const Node& node) {
  compile(*node.children[0]);
  if (node.flag && !chains_.empty()) {
    chains_.back().push_back(emit(node, Op::kJumpIfNull));
  }
  compile(*node.children[1]);
  emit(node, Op::kFetch);
}

void Compiler::compile_call(const Node& node) {
  if (node.function != nullptr) {
    return compile_table_call(node);
  }
  // Nothing is known about the callee. expr: CallNode: the arguments come first.
  const Node& callee = *node.children[0];
  const auto count = static_cast<std::uint16_t>(node.children.size() - 1);
  for (std::size_t i = 1; i < node.children.size(); ++i) {
    compile(*node.children[i]);
  }
  if (is_constant_member(callee)) {
    compile(*callee.children[0]);
    if (callee.flag && !chains_.empty()) {
      chains_.back().push_back(emit(callee, Op::kJumpIfNull));
    }
    emit(node, Op::kCallMember, add_constant(Value::string(keep(callee.children[1]->text))), count);
    return;
  }
  compile(callee);
  emit(node, Op::kCallValue, 0, count);
}

void Compiler::compile_table_call(const Node& node) {
  const Builtin& function = *node.function;
  const Node& callee = *node.children[0];
  const auto count = static_cast<std::uint16_t>(node.children.size() - 1);
  const std::size_t start = here();
  for (std::size_t i = 1; i < node.children.size(); ++i) {
    const Node& argument = *node.children[i];
    compile(argument);
    if (i == 1) {
      read_json_source(function, start);
    }
    // expr: compiler.go, derefParam.
    if (argument.nil_type || argument.type == nullptr || argument.type->kind != Kind::kPointer || function.signatures.empty() || callee.method) {
      continue;
    }
    const Signature& signature = function.signatures.front();
    const std::size_t parameters = signature.parameters.size();
    if (parameters != 0 && (i <= parameters || signature.variadic)) {
      const Type* wanted = signature.parameters[std::min(i, parameters) - 1];
      if (wanted->kind != Kind::kPointer && wanted->kind != Kind::kAny) {
        emit(argument, Op::kDereference);
      }
    }
  }
  if (callee.method) {
    compile(*callee.children[0]);
    emit(node, Op::kCallMethod, add_function(&function), count);
  } else {
    emit(node, Op::kCall, add_function(&function), count);
  }
}

void Compiler::compile_builtin_call(const Node& node) {
  if (node.function == nullptr) {
    error(node, "unknown builtin " + node.text);
    return;
  }
  const std::size_t start = here();
  for (std::size_t i = 0; i < node.children.size(); ++i) {
    const Node& argument = *node.children[i];
    compile(argument);
    if (i == 0) {
      read_json_source(*node.function, start);
    }
    // expr: builtin.go: builtins expect what pointers point to, but for the places of now() and date().
    const bool place = argument.type != nullptr && argument.type->id == type_id::kLocation;
    const bool pointer = argument.type != nullptr && argument.type->kind == Kind::kPointer;
    if (node.text != "now" && !place && !argument.nil_type && (pointer || is_unknown(argument.type))) {
      emit(argument, Op::kDereference);
    }
  }
  emit(node, Op::kCall, add_function(node.function), static_cast<std::uint16_t>(node.children.size()));
}

void Compiler::read_json_source(const Builtin& function, std::size_t start) {
  if (!function.reads_json_source || here() != start + 1 || !is_path(code_.instructions[start].op)) {
    return;
  }
  const PathPlan& plan = code_.paths[code_.instructions[start].b];
  PathStep& last = code_.steps[plan.first + plan.count - 1];
  if (last.kind == StepKind::kField && last.get_json_source != nullptr) {
    last.get = last.get_json_source;
  }
}

}  // namespace vedette::expr
