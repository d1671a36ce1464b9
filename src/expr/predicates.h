// The names that belong to the language: functions that take a predicate, which checker and compiler know, and the others, which are rows of the
// function table.
#pragma once

#include <span>
#include <string_view>

namespace vedette::expr {

/// How a predicate function is called (expr: parser.go, predicates). The first argument is the list, the second the predicate.
struct PredicateFunction {
  std::string_view name;
  int required;  // arguments
  int allowed;   // arguments, the optional ones included
};

/// all none any one filter map count sum find findIndex findLast findLastIndex groupBy sortBy reduce.
[[nodiscard]] std::span<const PredicateFunction> predicate_functions();
/// Null when `name` is none of them.
[[nodiscard]] const PredicateFunction* find_predicate_function(std::string_view name);

/// len, split, date and so on (expr: builtin.Index without the predicates).
[[nodiscard]] bool is_language_function(std::string_view name);

}  // namespace vedette::expr
