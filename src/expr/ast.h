// The syntax tree: made by the parser, typed by the checker, read by the compiler.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/source.h"
#include "expr/type.h"

namespace vedette::expr {

struct Builtin;
struct Node;
using NodePtr = std::unique_ptr<Node>;

/// expr-lang's ast package, one kind a node type. `children` holds, in this order:
enum class NodeKind : std::uint8_t {
  kNil,          // -
  kIdentifier,   // -                       text: name
  kInteger,      // -                       integer
  kFloat,        // -                       number
  kBool,         // -                       flag
  kString,       // -                       text
  kBytes,        // -                       text
  kUnary,        // operand                 text: "not" "!" "-" "+"
  kBinary,       // left, right             text: the operator, "&&" and "||" as "and" and "or" as written
  kChain,        // inner                   ends the reach of `?.`
  kMember,       // object, property        flag: optional (`?.`); method: a method was resolved (MemberNode)
  kSlice,        // object, from, to        from and to may be null
  kCall,         // callee, arguments...
  kBuiltinCall,  // arguments...            text: name (predicates and builtins of the language: BuiltinNode)
  kPredicate,    // body
  kPointer,      // -                       text: "" for #, "acc", "index"
  kConditional,  // condition, then, else   flag: written as ?: (not if/else)
  kVariable,     // value, body             text: name (`let`)
  kSequence,     // nodes...
  kArray,        // elements...
  kMap,          // pairs...
  kPair,         // key, value
};

struct Node {
  NodeKind kind = NodeKind::kNil;
  Span span;  // in the expression's text: the token the error caret goes under
  std::string text;
  std::int64_t integer = 0;
  double number = 0;
  bool flag = false;
  std::uint32_t height = 1;  // of the tree from here down; the parser bounds it, so that walks may recurse
  std::vector<NodePtr> children;

  // Set by the checker.
  const Type* type = nullptr;              // null: unknown (any)
  bool nil_type = false;                   // the nature of `nil` itself
  const Type* predicate_result = nullptr;  // kPredicate: the type of the body
  const Builtin* function = nullptr;       // kCall of a table function or a method; kBuiltinCall of a non-predicate builtin
  bool method = false;                     // kMember: property names a method of the object's static type

  // Set by fold: what expr-lang's optimizer keeps beside the node. Also: `integer` of a "count" call is its threshold (0: none), `flag` of a
  // binary "in" says that the right side is a set, `flag` of a kArray that it is one constant.
  NodePtr fused_map;    // kBuiltinCall filter, find, findLast: what to give instead of the element
  bool throws = false;  // kBuiltinCall find, findLast: finding nothing is an error, as filter(..)[0] is
};

[[nodiscard]] NodePtr make_node(NodeKind kind, Span span, std::string text = {});
/// A deep copy.
[[nodiscard]] NodePtr clone(const Node& node);
/// Prints as expr-lang's Node.String(): for tests and messages.
[[nodiscard]] std::string to_string(const Node& node);

}  // namespace vedette::expr
