#include <string>
#include <utility>

#include "base/regex.h"
#include "expr/checking.h"

namespace vedette::expr {

namespace {

// expr: nature.go, NatureCheck; for MaybeCompatible.
enum Allowed : unsigned { kBools = 1, kStrings = 2, kIntegers = 4, kNumbers = 8, kTimes = 16, kDurations = 32 };

bool is_any_of(const Nature& nature, unsigned allowed) {
  return ((allowed & kBools) != 0 && nature.is_bool()) || ((allowed & kStrings) != 0 && nature.is_string()) ||
         ((allowed & kIntegers) != 0 && nature.is_integer()) || ((allowed & kNumbers) != 0 && nature.is_number()) ||
         ((allowed & kTimes) != 0 && nature.is_time()) || ((allowed & kDurations) != 0 && nature.is_duration());
}

/// One side is unknown and the other is, or may be, what the operator takes.
bool may_be_compatible(const Nature& left, const Nature& right, unsigned allowed) {
  if (left.is_unknown()) {
    return right.is_unknown() || is_any_of(right, allowed);
  }
  return right.is_unknown() && is_any_of(left, allowed);
}

bool both(const Nature& left, const Nature& right, bool (Nature::*test)() const) {
  return (left.*test)() && (right.*test)();
}

/// The result of `left op right`, or false when no values of the two natures can be joined so.
class BinaryRule {
 public:
  BinaryRule(const Nature& left, const Nature& right) : l_(left), r_(right) {}

  // expr: checker.go, binaryNode
  bool apply(std::string_view op, Nature& result) const {
    if (op == "==" || op == "!=") {
      return is_comparable(l_, r_) && give(result, type_id::kBool);
    }
    if (op == "or" || op == "||" || op == "and" || op == "&&") {
      return (both(l_, r_, &Nature::is_bool) || may_be_compatible(l_, r_, kBools)) && give(result, type_id::kBool);
    }
    if (op == "<" || op == ">" || op == ">=" || op == "<=") {
      return is_ordered() && give(result, type_id::kBool);
    }
    if (op == "+") {
      return add(result);
    }
    if (op == "-") {
      return subtract(result);
    }
    if (op == "*") {
      return multiply(result);
    }
    if (op == "/" || op == "**" || op == "^") {
      return (both(l_, r_, &Nature::is_number) || may_be_compatible(l_, r_, kNumbers)) && give(result, type_id::kFloat64);
    }
    if (op == "%") {
      return are_integers() && give(result, type_id::kInt);
    }
    if (op == "matches") {
      return (((l_.is_string() || l_.is_bytes()) && r_.is_string()) || may_be_compatible(l_, r_, kStrings)) && give(result, type_id::kBool);
    }
    if (op == "contains" || op == "startsWith" || op == "endsWith") {
      return (both(l_, r_, &Nature::is_string) || may_be_compatible(l_, r_, kStrings)) && give(result, type_id::kBool);
    }
    return false;
  }

  [[nodiscard]] bool are_integers() const { return both(l_, r_, &Nature::is_integer) || may_be_compatible(l_, r_, kIntegers); }

 private:
  static bool give(Nature& result, TypeId type) {
    result = nature_of(type);
    return true;
  }

  [[nodiscard]] bool is_ordered() const {
    return both(l_, r_, &Nature::is_number) || both(l_, r_, &Nature::is_string) || both(l_, r_, &Nature::is_time) ||
           both(l_, r_, &Nature::is_duration) || may_be_compatible(l_, r_, kNumbers | kStrings | kTimes | kDurations);
  }

  bool add(Nature& result) const {
    if (both(l_, r_, &Nature::is_number)) {
      result = promoted(l_, r_);
      return true;
    }
    if (both(l_, r_, &Nature::is_string)) {
      return give(result, type_id::kString);
    }
    if ((l_.is_time() && r_.is_duration()) || (l_.is_duration() && r_.is_time())) {
      return give(result, type_id::kTime);
    }
    if (both(l_, r_, &Nature::is_duration)) {
      return give(result, type_id::kDuration);
    }
    return may_be_compatible(l_, r_, kNumbers | kStrings | kTimes | kDurations);
  }

  bool subtract(Nature& result) const {
    if (both(l_, r_, &Nature::is_number)) {
      result = promoted(l_, r_);
      return true;
    }
    if (both(l_, r_, &Nature::is_time) || both(l_, r_, &Nature::is_duration)) {
      return give(result, type_id::kDuration);
    }
    if (l_.is_time() && r_.is_duration()) {
      return give(result, type_id::kTime);
    }
    return may_be_compatible(l_, r_, kNumbers | kTimes | kDurations);
  }

  bool multiply(Nature& result) const {
    if (both(l_, r_, &Nature::is_number)) {
      result = promoted(l_, r_);
      return true;
    }
    if ((l_.is_duration() && (r_.is_duration() || r_.is_number())) || (l_.is_number() && r_.is_duration())) {
      return give(result, type_id::kDuration);
    }
    return may_be_compatible(l_, r_, kNumbers | kDurations);
  }

  const Nature& l_;
  const Nature& r_;
};

std::string hint_for(const Node& node, const Nature& left, const Nature& right) {
  const Node& l = *node.children[0];
  if ((node.text == "==" || node.text == "!=") && left.is_bool() && l.kind == NodeKind::kUnary) {
    return "`not` binds tighter than `" + node.text + "`: write not (a " + node.text + " b)";
  }
  if ((left.is_string() && right.is_number()) || (left.is_number() && right.is_string())) {
    return "a string is never compared as a number: convert with int(..), float(..) or string(..)";
  }
  auto named_number = [](const Nature& nature) { return nature.type != nullptr && nature.type->named && nature.type->kind == Kind::kInt; };
  if (named_number(left) || named_number(right)) {
    return "int(..) makes a plain number of it";
  }
  if (left.is_duration() || right.is_duration()) {
    return "duration(\"1h\") makes a duration of a text";
  }
  if (node.text == "in" && right.is_string()) {
    return "`contains` looks for a text in a text: \"hello\" contains \"el\"";
  }
  return {};
}

}  // namespace

Nature Checker::visit_binary(Node& node) {
  Nature left = dereferenced(visit(*node.children[0]));
  Nature right = dereferenced(visit(*node.children[1]));

  if (node.text == "in") {
    if ((left.is_string() || left.is_unknown()) && right.is_struct()) {
      return nature_of(type_id::kBool);
    }
    if (right.is_map()) {
      Nature key = nature_of(right.type->key);
      if (!left.is_unknown() && !is_assignable(left, key)) {
        return error(node, "cannot use " + left.name() + " as type " + key.name() + " in map key");
      }
      return nature_of(type_id::kBool);
    }
    if (right.is_list()) {
      Nature element = element_of(right);
      if (!is_comparable(left, element)) {
        return error(node, "cannot use " + left.name() + " as type " + element.name() + " in array", hint_for(node, left, element));
      }
      return nature_of(type_id::kBool);
    }
    if ((left.is_unknown() && right.is_string()) || right.is_unknown()) {
      return nature_of(type_id::kBool);
    }
  } else if (node.text == "..") {
    if (BinaryRule(left, right).are_integers()) {
      return list_of(nature_of(type_id::kInt));
    }
  } else if (node.text == "??") {
    if (left.nil) {
      return right;
    }
    if (right.nil || is_assignable(right, left)) {
      return left;
    }
    return {};
  } else {
    if (node.text == "matches" && node.children[1]->kind == NodeKind::kString) {
      if (auto regex = compile_regex(node.children[1]->text); !regex) {
        return error(*node.children[1], regex.error().message);
      }
    }
    Nature result;
    if (BinaryRule(left, right).apply(node.text, result)) {
      return result;
    }
  }
  return error(node, "invalid operation: " + node.text + " (mismatched types " + left.name() + " and " + right.name() + ")",
               hint_for(node, left, right));
}

}  // namespace vedette::expr
