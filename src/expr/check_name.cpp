#include <string>
#include <utility>
#include <vector>

#include "base/nearest.h"
#include "expr/checking.h"
#include "expr/function.h"
#include "expr/predicates.h"

namespace vedette::expr {

namespace {

/// The type that a predicate function has where it is named but not called (expr: builtin.go, Types).
std::string spell_predicate_function(std::string_view name) {
  if (name == "filter") {
    return "func([]interface {}, func(interface {}) bool) []interface {}";
  }
  if (name == "map") {
    return "func([]interface {}, func(interface {}) interface {}) []interface {}";
  }
  if (name == "find" || name == "findLast") {
    return "func([]interface {}, func(interface {}) bool) interface {}";
  }
  if (name == "findIndex" || name == "findLastIndex" || name == "count" || name == "sum") {
    return "func([]interface {}, func(interface {}) bool) int";
  }
  if (name == "groupBy") {
    return "func([]interface {}, func(interface {}) interface {}) map[interface {}][]interface {}";
  }
  if (name == "sortBy") {
    return "func([]interface {}, func(interface {}) bool, string) []interface {}";
  }
  if (name == "reduce") {
    return "func([]interface {}, func(interface {}, interface {}) interface {}, interface {}) interface {}";
  }
  return "func([]interface {}, func(interface {}) bool) bool";
}

constexpr std::size_t kMostListed = 5;  // variables in a hint

std::string did_you_mean(std::string_view name) {
  return name.empty() ? std::string() : "did you mean `" + std::string(name) + "`?";
}

}  // namespace

const Variable* Checker::find_variable(std::string_view name) const {
  for (const Variable& variable : environment_.variables) {
    if (variable.name == name) {
      return &variable;
    }
  }
  return nullptr;
}

// expr: checker.go, ident
Nature Checker::name(Node& node, std::string_view name, bool strict, bool functions) {
  if (const Variable* variable = find_variable(name)) {
    return nature_of(variable->type);
  }
  if (functions) {
    const Builtin* function = environment_.functions != nullptr ? environment_.functions->find(name) : nullptr;
    if (function != nullptr) {
      return function_nature(node, *function);
    }
    if (find_predicate_function(name) != nullptr) {
      return nature_of(function_type(spell_predicate_function(name)));
    }
  }
  return strict ? unknown_name(node, name) : Nature{};
}

Nature Checker::function_nature(Node& node, const Builtin& function) {
  if (!function.unavailable.empty()) {
    return error(node, std::string(function.name) + " cannot be used: " + std::string(function.unavailable));
  }
  node.function = &function;
  Nature nature = nature_of(function_type(spell_function(function)));
  nature.function = &function;
  return nature;
}

Nature Checker::unknown_name(const Node& node, std::string_view name) {
  std::vector<std::string_view> known;
  for (const LocalVariable& variable : variables_) {
    known.push_back(variable.name);
  }
  for (const Variable& variable : environment_.variables) {
    known.push_back(variable.name);
  }
  for (const PredicateFunction& predicate : predicate_functions()) {
    known.push_back(predicate.name);
  }
  if (environment_.functions != nullptr) {
    for (const Builtin* function : environment_.functions->all()) {
      known.push_back(function->name);
    }
  }
  std::string hint = did_you_mean(nearest_name(name, known));
  if (hint.empty() && !environment_.variables.empty() && environment_.variables.size() <= kMostListed) {
    hint = "the variables here are";
    for (const Variable& variable : environment_.variables) {
      hint += (&variable == &environment_.variables.front() ? " `" : ", `") + variable.name + "`";
    }
  }
  return error(node, "unknown name " + std::string(name), std::move(hint));
}

}  // namespace vedette::expr
