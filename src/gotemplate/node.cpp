#include "gotemplate/node.h"

#include <algorithm>

#include "expr/go_format.h"
#include "expr/unicode.h"

namespace vedette::gotemplate {

namespace {

/// Errors show a node; nobody reads more of it.
constexpr std::size_t kMaxShown = 120;

class Writer {
 public:
  explicit Writer(std::string& out) : out_(out) {}

  void write(const Node& node);

 private:
  void write_all(const std::vector<const Node*>& nodes, std::string_view between) {
    bool first = true;
    for (const Node* node : nodes) {
      if (!first) {
        out_ += between;
      }
      first = false;
      write(*node);
    }
  }
  void write_names(const Node& node, std::size_t from) {
    for (std::size_t i = from; i < node.names.size(); ++i) {
      out_ += '.';
      out_ += node.names[i];
    }
  }
  void write_branch(std::string_view keyword, const Node& node) {
    out_ += "{{";
    out_ += keyword;
    out_ += ' ';
    write(*node.pipe);
    out_ += "}}";
    write(*node.list);
    if (node.else_list != nullptr) {
      out_ += "{{else}}";
      write(*node.else_list);
    }
    out_ += "{{end}}";
  }
  void write_pipe(const Node& node) {
    if (!node.declarations.empty()) {
      write_all(node.declarations, ", ");
      out_ += node.assigns ? " = " : " := ";
    }
    write_all(node.children, " | ");
  }
  void write_parenthesised(const Node& node) {
    if (node.kind == NodeKind::kPipe) {
      out_ += '(';
      write(node);
      out_ += ')';
    } else {
      write(node);
    }
  }

  std::string& out_;
};

void Writer::write(const Node& node) {
  if (out_.size() > kMaxShown) {
    return;
  }
  switch (node.kind) {
    case NodeKind::kText:
      out_ += node.text;
      break;
    case NodeKind::kAction:
      out_ += "{{";
      write(*node.pipe);
      out_ += "}}";
      break;
    case NodeKind::kList:
      write_all(node.children, "");
      break;
    case NodeKind::kIf:
      write_branch("if", node);
      break;
    case NodeKind::kRange:
      write_branch("range", node);
      break;
    case NodeKind::kWith:
      write_branch("with", node);
      break;
    case NodeKind::kTemplate:
      out_ += "{{template ";
      expr::append_go_quoted(out_, node.text);
      if (node.pipe != nullptr) {
        out_ += ' ';
        write(*node.pipe);
      }
      out_ += "}}";
      break;
    case NodeKind::kBreak:
      out_ += "{{break}}";
      break;
    case NodeKind::kContinue:
      out_ += "{{continue}}";
      break;
    case NodeKind::kEnd:
      out_ += "{{end}}";
      break;
    case NodeKind::kElse:
      out_ += "{{else}}";
      break;
    case NodeKind::kPipe:
      write_pipe(node);
      break;
    case NodeKind::kCommand: {
      bool first = true;
      for (const Node* word : node.children) {
        if (!first) {
          out_ += ' ';
        }
        first = false;
        write_parenthesised(*word);
      }
      break;
    }
    case NodeKind::kChain:
      write_parenthesised(*node.pipe);
      write_names(node, 0);
      break;
    case NodeKind::kField:
      write_names(node, 0);
      break;
    case NodeKind::kVariable:
      out_ += node.names.front();
      write_names(node, 1);
      break;
    case NodeKind::kDot:
      out_ += '.';
      break;
    case NodeKind::kNil:
      out_ += "nil";
      break;
    case NodeKind::kBool:
      out_ += node.truth ? "true" : "false";
      break;
    case NodeKind::kString:
      out_ += node.quoted;
      break;
    case NodeKind::kIdentifier:
    case NodeKind::kNumber:
      out_ += node.text;
      break;
  }
}

}  // namespace

std::string to_string(const Node& node) {
  std::string out;
  Writer(out).write(node);
  if (out.size() > kMaxShown) {
    out.resize(kMaxShown);
    out += "...";
  }
  return out;
}

bool is_empty(const Node* node) {
  // parse.go: IsEmptyTree
  if (node == nullptr) {
    return true;
  }
  if (node->kind == NodeKind::kList) {
    return std::all_of(node->children.begin(), node->children.end(), is_empty);
  }
  return node->kind == NodeKind::kText && expr::trim_space(node->text).empty();
}

}  // namespace vedette::gotemplate
