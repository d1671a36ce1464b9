// The parts of a parsed template, as text/template/parse names them.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace vedette::gotemplate {

enum class NodeKind : std::uint8_t {
  kText,
  kAction,  // {{pipeline}}
  kList,
  kIf,
  kRange,
  kWith,
  kTemplate,  // {{template "name" pipeline}}
  kBreak,
  kContinue,
  kPipe,
  kCommand,
  kIdentifier,
  kField,     // .A.B
  kVariable,  // $x.A.B
  kChain,     // (pipeline).A.B
  kDot,
  kNil,
  kBool,
  kNumber,
  kString,
  kEnd,  // {{end}} and {{else}}: met while parsing only
  kElse,
};

/// A numeric constant under every type that can hold it, as Go's ideal constants.
struct Number {
  bool is_integer = false;
  bool is_unsigned = false;
  bool is_float = false;
  bool is_complex = false;
  std::int64_t integer = 0;
  std::uint64_t unsigned_integer = 0;
  double floating = 0;
  double imaginary = 0;  // `floating` is the real part of a complex one
};

/// One shape for all kinds; which members count is said beside them. Owned by its Tree's set.
struct Node {
  NodeKind kind = NodeKind::kText;
  bool assigns = false;        // kPipe: "=" instead of ":="
  bool truth = false;          // kBool
  std::uint32_t position = 0;  // byte offset in the template's text, where Go reports errors
  /// kText, kString: the text. kTemplate: the name. kIdentifier: the function's. kNumber: as written. kString: see `quoted`.
  std::string text;
  std::string quoted;                     // kString: as written
  std::vector<std::string_view> names;    // kField, kVariable (the first with its "$"), kChain: they point into the template's text
  std::vector<const Node*> children;      // kList, kPipe (commands), kCommand (words)
  std::vector<const Node*> declarations;  // kPipe: variables
  const Node* pipe = nullptr;             // kAction, kIf, kRange, kWith, kTemplate (may be null); kChain: what the fields are of
  const Node* list = nullptr;             // kIf, kRange, kWith
  const Node* else_list = nullptr;        // the same; may be null
  Number number;                          // kNumber
};

/// The body of one template of a set.
struct Tree {
  std::string name;
  const Node* root = nullptr;
};

/// All templates of one text, by name, and their nodes.
struct TreeSet {
  std::map<std::string, Tree, std::less<>> trees;
  std::deque<Node> nodes;
};

/// The node as Go prints it in errors: `index $region 0`.
[[nodiscard]] std::string to_string(const Node& node);
/// Whether it holds nothing but white space.
[[nodiscard]] bool is_empty(const Node* node);

}  // namespace vedette::gotemplate
