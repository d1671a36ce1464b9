#include "expr/checker.h"

#include <utility>

#include "expr/checking.h"
#include "expr/function.h"
#include "expr/predicates.h"

namespace vedette::expr {

namespace {

// One mistake often shows in several places; more than these help nobody.
constexpr std::size_t kMaxErrors = 10;

bool same_place(const Diagnostic& diagnostic, Span span, const std::string& message) {
  return diagnostic.span.begin == span.begin && diagnostic.span.end == span.end && diagnostic.message == message;
}

}  // namespace

Checker::Checker(const Environment& environment, const SourceText& source, Diagnostics& diagnostics)
    : environment_(environment), source_(source), diagnostics_(diagnostics) {}

bool Checker::run(Node& root, const Type* expected) {
  Nature nature = visit(root);
  if (errors_ == 0 && expected != nullptr) {
    check_result(root, nature, expected);
  }
  return errors_ == 0;
}

Nature Checker::error(const Node& node, std::string message, std::string hint) {
  ++errors_;
  if (errors_ > kMaxErrors) {
    return {};
  }
  // Parts that the language evaluates twice are in the tree twice.
  Span in_file = source_.file_span(node.span);
  for (const Diagnostic& diagnostic : diagnostics_.all()) {
    if (diagnostic.file == source_.file() && same_place(diagnostic, in_file, message)) {
      return {};
    }
  }
  diagnostics_.error(source_, node.span, std::move(message), std::move(hint));
  return {};
}

Nature Checker::list_of(const Nature& element) {
  elements_.push_back(element);
  Nature list = nature_of(type_id::kAnySlice);
  list.element = &elements_.back();
  return list;
}

// expr: checker.go, check
void Checker::check_result(const Node& root, const Nature& nature, const Type* expected) {
  if (nature.is_unknown() || expected->kind == Kind::kAny) {
    return;
  }
  const bool number = expected->kind == Kind::kInt || expected->kind == Kind::kInt64 || expected->kind == Kind::kFloat64;
  if (number ? !nature.is_number() : nature.go_kind() != expected->kind) {
    error(root, "expected " + expected->name + ", but got " + nature.name());
  }
}

Nature Checker::visit(Node& node) {
  Nature nature = visit_kind(node);
  node.type = nature.is(Kind::kAny) ? nullptr : nature.type;
  node.nil_type = nature.nil;
  return nature;
}

Nature Checker::visit_kind(Node& node) {
  switch (node.kind) {
    case NodeKind::kNil:
      return nature_of(type_id::kNil);
    case NodeKind::kIdentifier:
      return visit_identifier(node);
    case NodeKind::kInteger:
      return nature_of(type_id::kInt);
    case NodeKind::kFloat:
      return nature_of(type_id::kFloat64);
    case NodeKind::kBool:
      return nature_of(type_id::kBool);
    case NodeKind::kString:
      return nature_of(type_id::kString);
    case NodeKind::kBytes:
      return nature_of(type_id::kByteSlice);
    case NodeKind::kUnary:
      return visit_unary(node);
    case NodeKind::kBinary:
      return visit_binary(node);
    case NodeKind::kChain:
      return visit(*node.children[0]);
    case NodeKind::kMember:
      return visit_member(node);
    case NodeKind::kSlice:
      return visit_slice(node);
    case NodeKind::kCall:
      return visit_call(node);
    case NodeKind::kBuiltinCall:
      return visit_builtin_call(node);
    case NodeKind::kPredicate:
      return visit_predicate(node);
    case NodeKind::kPointer:
      return visit_pointer(node);
    case NodeKind::kConditional:
      return visit_conditional(node);
    case NodeKind::kVariable:
      return visit_variable(node);
    case NodeKind::kSequence:
      return visit_sequence(node);
    case NodeKind::kArray:
      return visit_array(node);
    case NodeKind::kMap:
      return visit_map(node);
    case NodeKind::kPair:
      visit(*node.children[0]);
      visit(*node.children[1]);
      return nature_of(type_id::kNil);
  }
  return {};
}

Nature Checker::visit_identifier(Node& node) {
  for (auto variable = variables_.rbegin(); variable != variables_.rend(); ++variable) {
    if (variable->name == node.text) {
      return variable->nature;
    }
  }
  if (node.text == "$env") {
    return {};
  }
  return name(node, node.text, true, true);
}

Nature Checker::visit_unary(Node& node) {
  Nature operand = dereferenced(visit(*node.children[0]));
  if (node.text == "!" || node.text == "not") {
    if (operand.is_bool() || operand.is_unknown()) {
      return nature_of(type_id::kBool);
    }
  } else if (operand.is_number()) {
    return operand;
  } else if (operand.is_unknown()) {
    return {};
  }
  std::string hint;
  if (node.text == "not" && node.children[0]->kind != NodeKind::kIdentifier) {
    hint = "`not` binds tighter than `==` and `in`: write not (a == b), or a not in b";
  }
  return error(node, "invalid operation: " + node.text + " (mismatched type " + operand.name() + ")", std::move(hint));
}

Nature Checker::visit_conditional(Node& node) {
  Nature condition = dereferenced(visit(*node.children[0]));
  if (!condition.is_bool() && !condition.is_unknown()) {
    return error(*node.children[0], "non-bool expression (type " + condition.name() + ") used as condition");
  }
  Nature then = visit(*node.children[1]);
  Nature otherwise = visit(*node.children[2]);
  if (then.nil) {
    return otherwise;
  }
  if (otherwise.nil) {
    return then;
  }
  if (!is_assignable(then, otherwise)) {
    return {};
  }
  if (then.is_list() && otherwise.is_list()) {
    Nature a = element_of(then);
    Nature b = element_of(otherwise);
    if (!is_assignable(a, b) || !is_assignable(b, a)) {
      return nature_of(type_id::kAnySlice);
    }
  }
  return then;
}

Nature Checker::visit_variable(Node& node) {
  if (find_variable(node.text) != nullptr) {
    return error(node, "cannot redeclare " + node.text);
  }
  if (is_language_function(node.text) || find_predicate_function(node.text) != nullptr) {
    return error(node, "cannot redeclare builtin " + node.text);
  }
  if (environment_.functions != nullptr && environment_.functions->find(node.text) != nullptr) {
    return error(node, "cannot redeclare function " + node.text);
  }
  for (const LocalVariable& variable : variables_) {
    if (variable.name == node.text) {
      return error(node, "cannot redeclare variable " + node.text);
    }
  }
  Nature value = visit(*node.children[0]);
  variables_.push_back({node.text, value});
  Nature body = visit(*node.children[1]);
  variables_.pop_back();
  return body;
}

Nature Checker::visit_sequence(Node& node) {
  Nature last;
  for (NodePtr& child : node.children) {
    last = visit(*child);
  }
  return last;
}

Nature Checker::visit_array(Node& node) {
  Nature previous;
  bool alike = true;
  for (std::size_t i = 0; i < node.children.size(); ++i) {
    Nature current = visit(*node.children[i]);
    alike = alike && (i == 0 || current.go_kind() == previous.go_kind());
    previous = current;
  }
  return alike ? list_of(previous) : nature_of(type_id::kAnySlice);
}

Nature Checker::visit_map(Node& node) {
  for (NodePtr& pair : node.children) {
    visit(*pair);
  }
  return nature_of(type_id::kAnyMap);
}

Nature Checker::visit_slice(Node& node) {
  Nature object = visit(*node.children[0]);
  if (object.is_unknown()) {
    for (std::size_t i = 1; i < 3; ++i) {
      if (node.children[i]) {
        resolve(*node.children[i]);
      }
    }
    return {};
  }
  if (!object.is_string() && !object.is_list()) {
    return error(node, "cannot slice " + object.name());
  }
  for (std::size_t i = 1; i < 3; ++i) {
    if (!node.children[i]) {
      continue;
    }
    Nature bound = dereferenced(visit(*node.children[i]));
    if (!bound.is_integer() && !bound.is_unknown()) {
      return error(*node.children[i], "non-integer slice index " + bound.name());
    }
  }
  return object;
}

void Checker::resolve(Node& node) {
  if (node.kind == NodeKind::kPointer && !node.text.empty() && node.text != "acc" && node.text != "index") {
    error(node, "unknown pointer #" + node.text);
  }
  if (environment_.functions != nullptr) {
    if (node.kind == NodeKind::kBuiltinCall && find_predicate_function(node.text) == nullptr) {
      node.function = environment_.functions->find(node.text);
    } else if (node.kind == NodeKind::kCall && node.children[0]->kind == NodeKind::kIdentifier && !is_language_function(node.children[0]->text)) {
      node.function = environment_.functions->find(node.children[0]->text);
    }
    if (node.function != nullptr && !node.function->unavailable.empty()) {
      error(node, std::string(node.function->name) + " cannot be used: " + std::string(node.function->unavailable));
    }
  }
  for (NodePtr& child : node.children) {
    if (child) {
      resolve(*child);
    }
  }
}

bool check(Node& root, const Environment& environment, const SourceText& source, Diagnostics& diagnostics, const Type* expected) {
  return Checker(environment, source, diagnostics).run(root, expected);
}

}  // namespace vedette::expr
