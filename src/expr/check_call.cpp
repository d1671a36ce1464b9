#include <string>
#include <utility>
#include <vector>

#include "expr/checking.h"
#include "expr/function.h"
#include "expr/predicates.h"

namespace vedette::expr {

namespace {

/// What a constant argument becomes where a float is wanted (expr: checker.go, traverseAndReplaceIntegerNodesWithFloatNodes).
void make_integers_floats(Node& node, const Type* type) {
  if (node.kind == NodeKind::kInteger) {
    node.kind = NodeKind::kFloat;
    node.number = static_cast<double>(node.integer);
    node.type = type;
  } else if (node.kind == NodeKind::kUnary) {
    make_integers_floats(*node.children[0], type);
  } else if (node.kind == NodeKind::kBinary && (node.text == "+" || node.text == "-" || node.text == "*")) {
    make_integers_floats(*node.children[0], type);
    make_integers_floats(*node.children[1], type);
  }
}

/// The same for another type of integer (traverseAndReplaceIntegerNodesWithIntegerNodes).
void retype_integers(Node& node, const Type* type) {
  if (node.kind == NodeKind::kInteger) {
    node.type = type;
  } else if (node.kind == NodeKind::kUnary) {
    node.type = type;
    retype_integers(*node.children[0], type);
  } else if (node.kind == NodeKind::kBinary && (node.text == "+" || node.text == "-" || node.text == "*")) {
    retype_integers(*node.children[0], type);
    retype_integers(*node.children[1], type);
  }
}

std::string usage(const Builtin& function) {
  if (function.signatures.empty()) {
    return {};
  }
  // "func(string) bool" is shown as "Match(string) bool".
  std::string hint = "it is ";
  for (const Signature& signature : function.signatures) {
    Builtin one;
    one.signatures = {signature};
    hint += (hint.size() > 6 ? " or " : "") + std::string(function.name) + in_words(spell_function(one)).substr(4);
  }
  return hint;
}

std::string name_of_callee(const Node& callee) {
  if (callee.kind == NodeKind::kIdentifier) {
    return callee.text;
  }
  if (callee.kind == NodeKind::kMember && callee.children[1]->kind == NodeKind::kString) {
    return callee.children[1]->text;
  }
  return "function";
}

}  // namespace

// expr: checker.go, callNode
Nature Checker::visit_call(Node& node) {
  Node& callee = *node.children[0];
  if (callee.kind == NodeKind::kIdentifier && callee.text == "$env") {
    return error(node, "$env is not callable");
  }
  Nature nature = visit(callee);
  if (nature.is_unknown()) {
    for (std::size_t i = 1; i < node.children.size(); ++i) {
      resolve(*node.children[i]);
    }
    return {};
  }
  if (nature.function != nullptr) {
    // Only a function called by its own name: in `let f = Upper; f("x")` the reference finds nil in f when it runs.
    node.function = callee.function;
    return check_function(node, *nature.function, 1);
  }
  if (nature.nil) {
    return error(node, name_of_callee(callee) + " is nil; cannot call nil as function");
  }
  if (nature.is(Kind::kFunction)) {  // a predicate function by another name: let f = filter; f(list, ..)
    return error(node, "function " + name_of_callee(callee) + " takes a predicate and can only be called by its own name");
  }
  return error(node, nature.name() + " is not callable");
}

Nature Checker::visit_builtin_call(Node& node) {
  if (find_predicate_function(node.text) != nullptr) {
    return visit_predicate_call(node);
  }
  const Builtin* function = environment_.functions != nullptr ? environment_.functions->find(node.text) : nullptr;
  if (function == nullptr) {
    return error(node, "unknown builtin " + node.text);
  }
  node.function = function;
  if (node.text == "get") {
    return check_get(node);
  }
  return check_function(node, *function, 0);
}

// expr: checker.go, checkBuiltinGet
Nature Checker::check_get(Node& node) {
  if (node.children.size() != 2) {
    return error(node, "invalid number of arguments (expected 2, got " + std::to_string(node.children.size()) + ")");
  }
  Node& object_node = *node.children[0];
  Node& key_node = *node.children[1];
  Nature object = visit(object_node);
  Nature key = dereferenced(visit(key_node));
  if (object_node.kind == NodeKind::kIdentifier && object_node.text == "$env") {
    const Variable* variable = key_node.kind == NodeKind::kString ? find_variable(key_node.text) : nullptr;
    return variable != nullptr ? nature_of(variable->type) : Nature{};
  }
  if (object.is_unknown()) {
    return {};
  }
  if (object.is_list()) {
    if (!key.is_integer() && !key.is_unknown()) {
      return error(key_node, "non-integer slice index " + key.name());
    }
    return element_of(object);
  }
  if (object.is_map()) {
    if (!key.is_unknown() && !is_assignable(key, nature_of(object.type->key))) {
      return error(key_node, "cannot use " + key.name() + " to get an element from " + object.name());
    }
    return element_of(object);
  }
  return error(object_node, "type " + object.name() + " does not support indexing");
}

// expr: checker.go, checkFunction. The reference visits the arguments anew for each overload; once is the same.
Nature Checker::check_function(Node& node, const Builtin& function, std::size_t first) {
  std::vector<Nature> arguments;
  for (std::size_t i = first; i < node.children.size(); ++i) {
    arguments.push_back(visit(*node.children[i]));
  }
  if (function.check != nullptr) {
    std::vector<const Type*> types;
    for (const Nature& argument : arguments) {
      types.push_back(argument.nil ? type_of(type_id::kNil) : argument.is_unknown() ? type_of(type_id::kAny) : argument.type);
    }
    CheckedCall checked = function.check(types);
    if (!checked.error.empty()) {
      return error(node, std::move(checked.error));
    }
    return nature_of(checked.result);
  }
  if (function.signatures.empty()) {
    return nature_of(type_id::kAny);
  }
  std::string message;
  const Node* culprit = &node;
  for (const Signature& signature : function.signatures) {
    culprit = &node;
    message = mismatch(node, function, signature, arguments, first, culprit);
    if (message.empty()) {
      return nature_of(signature.result);
    }
  }
  return error(*culprit, std::move(message), usage(function));
}

// expr: checker.go, checkArguments
std::string Checker::mismatch(Node& node, const Builtin& function, const Signature& signature, const std::vector<Nature>& arguments,
                              std::size_t first, const Node*& culprit) {
  const std::string name(function.name);
  const std::size_t parameters = signature.parameters.size();
  if (arguments.size() < (signature.variadic ? parameters - 1 : parameters)) {
    return "not enough arguments to call " + name;
  }
  if (!signature.variadic && arguments.size() > parameters) {
    return "too many arguments to call " + name;
  }
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    Nature argument = arguments[i];
    const Type* wanted_type = i < parameters ? signature.parameters[i] : signature.parameters.back();
    Nature wanted = nature_of(wanted_type);
    Node& argument_node = *node.children[first + i];
    if (wanted.is_float() && argument.is_integer()) {
      make_integers_floats(argument_node, wanted_type);
      continue;
    }
    if (wanted.is_integer() && argument.is_integer() && argument.type->kind != wanted_type->kind) {
      retype_integers(argument_node, wanted_type);
      continue;
    }
    if (argument.nil) {
      if (wanted.is_pointer() || wanted.go_kind() == Kind::kAny) {
        continue;
      }
      culprit = &argument_node;
      return "cannot use nil as argument (type " + wanted.name() + ") to call " + name;
    }
    if (argument.is_unknown() || is_assignable(argument, wanted) || (argument.is_pointer() && is_assignable(dereferenced(argument), wanted))) {
      continue;
    }
    culprit = &argument_node;
    return "cannot use " + argument.name() + " as argument (type " + wanted.name() + ") to call " + name;
  }
  return {};
}

}  // namespace vedette::expr
