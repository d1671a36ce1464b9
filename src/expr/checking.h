// The checker's inside; checker.h is its door.
#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "base/source.h"
#include "expr/ast.h"
#include "expr/nature.h"
#include "expr/program.h"

namespace vedette::expr {

/// Visits one tree (expr: checker/checker.go). An error is recorded and the node becomes unknown, so that one mistake is reported once.
class Checker {
 public:
  Checker(const Environment& environment, const SourceText& source, Diagnostics& diagnostics);

  bool run(Node& root, const Type* expected);

 private:
  struct LocalVariable {
    std::string_view name;
    Nature nature;
  };
  /// What `#` is inside a predicate.
  struct PredicateScope {
    Nature collection;
    bool has_index = false;
    bool has_accumulator = false;
  };

  // checker.cpp
  Nature visit(Node& node);
  Nature visit_kind(Node& node);
  Nature visit_identifier(Node& node);
  Nature visit_unary(Node& node);
  Nature visit_conditional(Node& node);
  Nature visit_variable(Node& node);
  Nature visit_sequence(Node& node);
  Nature visit_array(Node& node);
  Nature visit_map(Node& node);
  Nature visit_slice(Node& node);
  void check_result(const Node& root, const Nature& nature, const Type* expected);
  /// Resolves functions below a node whose types stay unchecked.
  void resolve(Node& node);

  // check_name.cpp
  Nature name(Node& node, std::string_view name, bool strict, bool functions);
  Nature function_nature(Node& node, const Builtin& function);
  Nature unknown_name(const Node& node, std::string_view name);
  [[nodiscard]] const Variable* find_variable(std::string_view name) const;

  // check_binary.cpp
  Nature visit_binary(Node& node);

  // check_member.cpp
  Nature visit_member(Node& node);
  Nature visit_environment_member(Node& node);
  Nature missing_member(const Node& node, const Nature& object, const Nature& property);

  // check_call.cpp
  Nature visit_call(Node& node);
  Nature visit_builtin_call(Node& node);
  Nature check_get(Node& node);
  /// The arguments are the children from `first` on.
  Nature check_function(Node& node, const Builtin& function, std::size_t first);
  /// Empty when the arguments fit; else why not, and the node it is about.
  std::string mismatch(Node& node, const Builtin& function, const Signature& signature, const std::vector<Nature>& arguments, std::size_t first,
                       const Node*& culprit);

  // check_predicate.cpp
  Nature visit_predicate_call(Node& node);
  Nature visit_predicate(Node& node);
  Nature visit_pointer(Node& node);
  /// The list a predicate function walks; false, and an error, when it is none.
  bool check_collection(Node& node, Nature& collection);

  /// Records an error; gives the unknown nature.
  Nature error(const Node& node, std::string message, std::string hint = {});
  /// A []interface {} whose elements are known to be `element`.
  Nature list_of(const Nature& element);

  const Environment& environment_;
  const SourceText& source_;
  Diagnostics& diagnostics_;
  std::size_t errors_ = 0;
  std::vector<LocalVariable> variables_;
  std::vector<PredicateScope> scopes_;
  std::deque<Nature> elements_;  // what Nature::element points to
};

}  // namespace vedette::expr
