#include <string>

#include "expr/checking.h"
#include "expr/predicates.h"

namespace vedette::expr {

bool Checker::check_collection(Node& node, Nature& collection) {
  collection = dereferenced(visit(*node.children[0]));
  if (collection.is_list() || collection.is_unknown()) {
    return true;
  }
  error(*node.children[0], "builtin " + node.text + " takes only array (got " + collection.name() + ")");
  return false;
}

// expr: checker.go, builtinNode
Nature Checker::visit_predicate_call(Node& node) {
  const std::string& name = node.text;
  Nature collection;
  if (!check_collection(node, collection)) {
    return {};
  }
  if (node.children.size() == 1) {  // count(list), sum(list)
    return name == "count" ? nature_of(type_id::kInt) : element_of(collection);
  }

  PredicateScope scope;
  scope.collection = collection;
  scope.has_index = name == "map" || name == "reduce";
  scope.has_accumulator = name == "reduce";
  scopes_.push_back(scope);
  Node& predicate = *node.children[1];
  Nature body = visit(predicate);
  scopes_.pop_back();

  if (node.children.size() == 3) {
    Nature third = visit(*node.children[2]);
    if (name == "sortBy" && !third.is_string() && !third.is_unknown()) {
      return error(*node.children[2], "sortBy order argument must be a string (got " + third.name() + ")");
    }
  }
  if (body.nil) {
    return error(predicate, "a predicate cannot be nil");
  }
  if (name == "map") {
    return list_of(body);
  }
  if (name == "reduce") {
    return body;
  }
  if (name == "sum") {
    // The predicate is a func(any) any where its body is unknown, so that the sum is of Go's interface {} and not of nothing known.
    return body.type == nullptr ? nature_of(type_id::kAny) : nature_of(body.type);
  }
  if (name == "groupBy") {
    return nature_of(map_of(type_of(type_id::kAny), type_of(type_id::kAnySlice)));
  }
  if (name == "sortBy") {
    return collection;
  }
  if (!body.is_bool() && !body.is_unknown()) {
    return error(predicate, "predicate should return boolean (got " + body.name() + ")");
  }
  if (name == "filter") {
    return collection.is_unknown() ? nature_of(type_id::kAnySlice) : list_of(element_of(collection));
  }
  if (name == "find" || name == "findLast") {
    return element_of(collection);
  }
  if (name == "count" || name == "findIndex" || name == "findLastIndex") {
    return nature_of(type_id::kInt);
  }
  return nature_of(type_id::kBool);  // all none any one
}

Nature Checker::visit_predicate(Node& node) {
  Nature body = visit(*node.children[0]);
  node.predicate_result = body.is(Kind::kAny) ? nullptr : body.type;
  return body;
}

Nature Checker::visit_pointer(Node& node) {
  if (scopes_.empty()) {
    return error(node, "cannot use pointer accessor outside predicate");
  }
  const PredicateScope& scope = scopes_.back();
  if (node.text.empty()) {
    return element_of(scope.collection);
  }
  if (node.text == "index" && scope.has_index) {
    return nature_of(type_id::kInt);
  }
  if (node.text == "acc" && scope.has_accumulator) {
    return {};
  }
  return error(node, "unknown pointer #" + node.text,
               node.text == "index" ? "#index is known inside map and reduce"
               : node.text == "acc" ? "#acc is known inside reduce"
                                    : "");
}

}  // namespace vedette::expr
