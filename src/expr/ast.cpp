#include "expr/ast.h"

#include <cmath>
#include <set>
#include <string_view>
#include <utility>

#include "base/json.h"
#include "expr/go_format.h"
#include "expr/go_number.h"
#include "expr/lexer.h"
#include "expr/operators.h"

namespace vedette::expr {

NodePtr make_node(NodeKind kind, Span span, std::string text) {
  auto node = std::make_unique<Node>();
  node->kind = kind;
  node->span = span;
  node->text = std::move(text);
  return node;
}

NodePtr clone(const Node& node) {
  auto copy = std::make_unique<Node>();
  copy->kind = node.kind;
  copy->span = node.span;
  copy->text = node.text;
  copy->integer = node.integer;
  copy->number = node.number;
  copy->flag = node.flag;
  copy->height = node.height;
  copy->children.reserve(node.children.size());
  for (const NodePtr& child : node.children) {
    copy->children.push_back(child ? clone(*child) : nullptr);
  }
  copy->type = node.type;
  copy->nil_type = node.nil_type;
  copy->predicate_result = node.predicate_result;
  copy->function = node.function;
  copy->method = node.method;
  copy->fused_map = node.fused_map ? clone(*node.fused_map) : nullptr;
  copy->throws = node.throws;
  return copy;
}

namespace {

// expr: ast/print.go
class Printer {
 public:
  std::string out;

  void print(const Node& node) {
    switch (node.kind) {
      case NodeKind::kNil:
        out += "nil";
        break;
      case NodeKind::kIdentifier:
        out += node.text;
        break;
      case NodeKind::kInteger:
        out += std::to_string(node.integer);
        break;
      case NodeKind::kFloat:
        append_go_float(out, node.number, 'g', -1);
        break;
      case NodeKind::kBool:
        out += node.flag ? "true" : "false";
        break;
      case NodeKind::kString:
        append_go_quoted(out, node.text);
        break;
      case NodeKind::kBytes:
        out += 'b';
        append_go_quoted(out, node.text);
        break;
      case NodeKind::kUnary:
        unary(node);
        break;
      case NodeKind::kBinary:
        binary(node);
        break;
      case NodeKind::kChain:
      case NodeKind::kPredicate:
        print(*node.children[0]);
        break;
      case NodeKind::kMember:
        member(node);
        break;
      case NodeKind::kSlice:
        slice(node);
        break;
      case NodeKind::kCall:
        print(*node.children[0]);
        list("(", node, 1, ", ", ")");
        break;
      case NodeKind::kBuiltinCall:
        out += node.text;
        list("(", node, 0, ", ", ")");
        break;
      case NodeKind::kPointer:
        out += '#';
        out += node.text;
        break;
      case NodeKind::kConditional:
        conditional(node);
        break;
      case NodeKind::kVariable:
        out += "let " + node.text + " = ";
        print(*node.children[0]);
        out += "; ";
        print(*node.children[1]);
        break;
      case NodeKind::kSequence:
        list("", node, 0, "; ", "");
        break;
      case NodeKind::kArray:
        if (node.flag) {
          constant(node);
        } else {
          list("[", node, 0, ", ", "]");
        }
        break;
      case NodeKind::kMap:
        list("{", node, 0, ", ", "}");
        break;
      case NodeKind::kPair:
        pair(node);
        break;
    }
  }

 private:
  void wrapped(const Node& node, bool wrap) {
    if (wrap) {
      out += '(';
    }
    print(node);
    if (wrap) {
      out += ')';
    }
  }

  void list(std::string_view open, const Node& node, std::size_t first, std::string_view separator, std::string_view close) {
    out += open;
    for (std::size_t i = first; i < node.children.size(); ++i) {
      if (i > first) {
        out += separator;
      }
      print(*node.children[i]);
    }
    out += close;
  }

  void literal_json(const Node& node) {
    if (node.kind == NodeKind::kString) {
      append_json_string(out, node.text);
    } else if (node.kind == NodeKind::kFloat && std::isfinite(node.number)) {
      append_json_number(out, node.number);
    } else {
      print(node);
    }
  }

  /// What fold() made of a list of literals prints as the JSON of its value.
  void constant(const Node& array) {
    out += '[';
    for (std::size_t i = 0; i < array.children.size(); ++i) {
      if (i > 0) {
        out += ',';
      }
      literal_json(*array.children[i]);
    }
    out += ']';
  }

  /// The same for the set on the right side of `in`: an object with empty values.
  void constant_set(const Node& array) {
    std::set<std::string> keys;
    for (const NodePtr& element : array.children) {
      keys.insert(element->kind == NodeKind::kString ? element->text : std::to_string(element->integer));
    }
    const char* separator = "{";
    for (const std::string& key : keys) {
      out += separator;
      append_json_string(out, key);
      out += ":{}";
      separator = ",";
    }
    out += '}';
  }

  void unary(const Node& node) {
    const Node& operand = *node.children[0];
    out += node.text;
    if (node.text == "not") {
      out += ' ';
    }
    bool wrap = operand.kind == NodeKind::kConditional;
    if (operand.kind == NodeKind::kBinary) {
      wrap = find_binary_operator(operand.text)->precedence < find_unary_operator(node.text)->precedence;
    }
    wrapped(operand, wrap);
  }

  static bool wraps(const Node& side, const Node& node, bool left) {
    const OperatorInfo& op = *find_binary_operator(node.text);
    if (side.kind == NodeKind::kConditional) {
      return true;
    }
    if (side.kind == NodeKind::kUnary) {
      return left && find_unary_operator(side.text)->precedence < op.precedence;
    }
    if (side.kind != NodeKind::kBinary) {
      return false;
    }
    const OperatorInfo& inner = *find_binary_operator(side.text);
    return inner.precedence < op.precedence || (inner.precedence == op.precedence && op.right_associative == left) || (left && side.text == "??") ||
           (is_boolean_operator(side.text) && side.text != node.text);
  }

  void binary(const Node& node) {
    const Node& left = *node.children[0];
    const Node& right = *node.children[1];
    if (node.text == "..") {
      print(left);
      out += "..";
      print(right);
      return;
    }
    wrapped(left, wraps(left, node, true));
    out += ' ';
    out += node.text;
    out += ' ';
    if (node.text == "in" && node.flag) {
      constant_set(right);
      return;
    }
    wrapped(right, wraps(right, node, false));
  }

  void member(const Node& node) {
    const Node& object = *node.children[0];
    const Node& property = *node.children[1];
    const bool name = property.kind == NodeKind::kString && is_valid_name(property.text);
    if (!(name && !node.flag && object.kind == NodeKind::kPointer)) {
      wrapped(object, object.kind == NodeKind::kBinary);
    }
    if (name) {
      out += node.flag ? "?." : ".";
      out += property.text;
    } else {
      out += node.flag ? "?.[" : "[";
      print(property);
      out += ']';
    }
  }

  void slice(const Node& node) {
    print(*node.children[0]);
    out += '[';
    if (node.children[1]) {
      print(*node.children[1]);
    }
    out += ':';
    if (node.children[2]) {
      print(*node.children[2]);
    }
    out += ']';
  }

  void conditional(const Node& node) {
    const Node& condition = *node.children[0];
    const Node& then = *node.children[1];
    const Node& otherwise = *node.children[2];
    if (node.flag) {
      wrapped(condition, condition.kind == NodeKind::kConditional);
      out += " ? ";
      wrapped(then, then.kind == NodeKind::kConditional);
      out += " : ";
      wrapped(otherwise, otherwise.kind == NodeKind::kConditional);
      return;
    }
    out += "if ";
    print(condition);
    out += " { ";
    print(then);
    out += " } else ";
    if (otherwise.kind == NodeKind::kConditional && !otherwise.flag) {
      print(otherwise);
      return;
    }
    out += "{ ";
    print(otherwise);
    out += " }";
  }

  void pair(const Node& node) {
    const Node& key = *node.children[0];
    if (key.kind == NodeKind::kString) {
      if (is_valid_name(key.text)) {
        out += key.text;
      } else {
        append_go_quoted(out, key.text);
      }
    } else {
      wrapped(key, true);
    }
    out += ": ";
    print(*node.children[1]);
  }
};

}  // namespace

std::string to_string(const Node& node) {
  Printer printer;
  printer.print(node);
  return std::move(printer.out);
}

}  // namespace vedette::expr
