#include <string>
#include <vector>

#include "base/nearest.h"
#include "expr/checking.h"
#include "expr/function.h"

namespace vedette::expr {

// expr: checker.go, memberNode
Nature Checker::visit_member(Node& node) {
  Node& object_node = *node.children[0];
  Node& property_node = *node.children[1];
  if (object_node.kind == NodeKind::kIdentifier && object_node.text == "$env") {
    return visit_environment_member(node);
  }
  Nature object = visit(object_node);
  Nature property = visit(property_node);
  if (object.is_unknown()) {
    return {};
  }
  const bool named = property_node.kind == NodeKind::kString;
  if (named) {
    if (object.nil) {
      return error(node, "type nil has no field " + property_node.text);
    }
    // Methods come first, of the type itself: those of *T are not those of T.
    if (const Builtin* method = object.type->method(property_node.text)) {
      node.method = true;
      return function_nature(node, *method);
    }
  }
  object = dereferenced(object);
  switch (object.go_kind()) {
    case Kind::kMap: {
      Nature key = nature_of(object.type->key);
      if (!property.is_unknown() && !is_assignable(property, key) && !is_assignable(dereferenced(property), key)) {
        return error(property_node, "cannot use " + property.name() + " to get an element from " + object.name());
      }
      return element_of(object);
    }
    case Kind::kSlice:
      property = dereferenced(property);
      if (!property.is_integer() && !property.is_unknown()) {
        return error(property_node, "array elements can only be selected using an integer (got " + property.name() + ")");
      }
      return element_of(object);
    case Kind::kStruct:
      if (named) {
        if (const Field* field = object.type->field(property_node.text)) {
          return nature_of(field->type);
        }
      }
      break;
    default:
      break;
  }
  return missing_member(node, object, property);
}

Nature Checker::visit_environment_member(Node& node) {
  Node& property = *node.children[1];
  if (property.kind != NodeKind::kString) {
    resolve(property);
    return {};
  }
  // An optional member says that the name may be missing.
  return name(node, property.text, !node.flag, false);
}

Nature Checker::missing_member(const Node& node, const Nature& object, const Nature& property) {
  const Node& property_node = *node.children[1];
  const std::string type = object.name();
  if (property_node.kind != NodeKind::kString) {
    return error(node, "type " + type + "[" + property.name() + "] is undefined");
  }
  std::vector<std::string_view> known;
  if (object.type != nullptr) {
    for (const Field& field : object.type->fields) {
      known.push_back(field.name);
    }
    for (const Builtin* method : object.type->methods) {
      known.push_back(method->name);
    }
  }
  std::string_view nearest = nearest_name(property_node.text, known);
  std::string hint = nearest.empty() ? std::string() : "did you mean `" + std::string(nearest) + "`?";
  return error(property_node, "type " + type + " has no field or method " + property_node.text, std::move(hint));
}

}  // namespace vedette::expr
