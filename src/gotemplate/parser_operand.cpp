// Pipelines, commands and operands: parse.go, pipeline to useVar.
#include <algorithm>

#include "gotemplate/go_literal.h"
#include "gotemplate/number.h"
#include "gotemplate/parsing.h"

namespace vedette::gotemplate {

/// The variables before ":=" or "="; true when a declaration was read or none begins here.
bool Parser::declarations(Node& pipe, std::string_view context) {
  while (true) {
    const Token variable = peek_non_space();
    if (variable.kind != TokenKind::kVariable) {
      return true;
    }
    next();
    // A space is a token, so "$x foo" needs three of look-ahead.
    const Token after = peek();
    const Token following = peek_non_space();
    const auto declare = [&] {
      next_non_space();
      Node* node = make(NodeKind::kVariable, variable.position);
      node->names.push_back(variable.text);
      pipe.declarations.push_back(node);
      scope_.variables.push_back(variable.text);
    };
    if (following.kind == TokenKind::kAssign || following.kind == TokenKind::kDeclare) {
      pipe.assigns = following.kind == TokenKind::kAssign;
      declare();
      return true;
    }
    if (following.kind == TokenKind::kChar && following.text == ",") {
      declare();
      if (context != "range" || pipe.declarations.size() >= 2) {
        fail("too many declarations in " + std::string(context));
        return false;
      }
      const TokenKind kind = peek_non_space().kind;
      if (kind != TokenKind::kVariable && kind != TokenKind::kRightDelimiter && kind != TokenKind::kRightParenthesis) {
        fail("range can only initialize variables");
        return false;
      }
      continue;
    }
    if (after.kind == TokenKind::kSpace) {
      backup3(variable, after);
    } else {
      backup2(variable);
    }
    return true;
  }
}

Node* Parser::pipeline(std::string_view context, TokenKind end) {
  Node* pipe = make(NodeKind::kPipe, peek_non_space().position);
  if (!declarations(*pipe, context)) {
    return nullptr;
  }
  while (!failed()) {
    const Token token = next_non_space();
    if (token.kind == end) {
      if (pipe->children.empty()) {
        return fail("missing value for " + std::string(context));
      }
      // Only the first command may be something that cannot be called.
      for (std::size_t i = 1; i < pipe->children.size(); ++i) {
        switch (pipe->children[i]->children.front()->kind) {
          case NodeKind::kBool:
          case NodeKind::kDot:
          case NodeKind::kNil:
          case NodeKind::kNumber:
          case NodeKind::kString:
            return fail("non executable command in pipeline stage " + std::to_string(i + 1));
          default:
            break;
        }
      }
      return pipe;
    }
    switch (token.kind) {
      case TokenKind::kBool:
      case TokenKind::kCharConstant:
      case TokenKind::kComplex:
      case TokenKind::kDot:
      case TokenKind::kField:
      case TokenKind::kIdentifier:
      case TokenKind::kNumber:
      case TokenKind::kNil:
      case TokenKind::kRawString:
      case TokenKind::kString:
      case TokenKind::kVariable:
      case TokenKind::kLeftParenthesis:
        backup();
        pipe->children.push_back(command());
        break;
      default:
        return unexpected(token, context);
    }
  }
  return nullptr;
}

Node* Parser::command() {
  Node* node = make(NodeKind::kCommand, peek_non_space().position);
  while (true) {
    (void)peek_non_space();
    if (const Node* word = operand(); word != nullptr) {
      node->children.push_back(word);
    }
    if (failed()) {
      return nullptr;
    }
    const Token token = next();
    if (token.kind == TokenKind::kSpace) {
      continue;
    }
    if (token.kind == TokenKind::kRightDelimiter || token.kind == TokenKind::kRightParenthesis) {
      backup();
    } else if (token.kind != TokenKind::kPipe) {
      return unexpected(token, "operand");
    }
    break;
  }
  return node->children.empty() ? fail("empty command") : node;
}

/// A term and the fields behind it; null, and nothing failed, when none begins here.
Node* Parser::operand() {
  Node* node = term();
  if (node == nullptr || peek().kind != TokenKind::kField) {
    return node;
  }
  const std::uint32_t position = peek().position;
  std::vector<std::string_view> fields;
  while (peek().kind == TokenKind::kField) {
    fields.push_back(next().text.substr(1));
  }
  switch (node->kind) {
    case NodeKind::kField:
    case NodeKind::kVariable:
      node->names.insert(node->names.end(), fields.begin(), fields.end());
      return node;
    case NodeKind::kBool:
    case NodeKind::kString:
    case NodeKind::kNumber:
    case NodeKind::kNil:
    case NodeKind::kDot:
      return fail("unexpected . after term " + quoted_text(to_string(*node)));
    default:
      break;
  }
  Node* chain = make(NodeKind::kChain, position);
  chain->pipe = node;
  chain->names = std::move(fields);
  return chain;
}

Node* Parser::term() {
  const Token token = next_non_space();
  switch (token.kind) {
    case TokenKind::kIdentifier: {
      if (!known_function_(token.text)) {
        return fail("function " + quoted_text(token.text) + " not defined");
      }
      Node* node = make(NodeKind::kIdentifier, token.position);
      node->text = token.text;
      return node;
    }
    case TokenKind::kDot:
      return make(NodeKind::kDot, token.position);
    case TokenKind::kNil:
      return make(NodeKind::kNil, token.position);
    case TokenKind::kVariable:
      return use_variable(token);
    case TokenKind::kField: {
      Node* node = make(NodeKind::kField, token.position);
      node->names.push_back(token.text.substr(1));
      return node;
    }
    case TokenKind::kBool: {
      Node* node = make(NodeKind::kBool, token.position);
      node->truth = token.text == "true";
      return node;
    }
    case TokenKind::kCharConstant:
    case TokenKind::kComplex:
    case TokenKind::kNumber:
      return number(token);
    case TokenKind::kLeftParenthesis: {
      if (scope_.parentheses >= kMaxNesting) {
        return fail("max expression depth exceeded");
      }
      ++scope_.parentheses;
      Node* pipe = pipeline("parenthesized pipeline", TokenKind::kRightParenthesis);
      --scope_.parentheses;
      return pipe;
    }
    case TokenKind::kString:
    case TokenKind::kRawString: {
      Node* node = make(NodeKind::kString, token.position);
      node->quoted = token.text;
      return unquote(token.text, node->text) ? node : fail("invalid syntax");
    }
    default:
      backup();
      return nullptr;
  }
}

Node* Parser::use_variable(const Token& token) {
  if (std::find(scope_.variables.begin(), scope_.variables.end(), token.text) == scope_.variables.end()) {
    return fail("undefined variable " + quoted_text(token.text));
  }
  Node* node = make(NodeKind::kVariable, token.position);
  node->names.push_back(token.text);
  return node;
}

Node* Parser::number(const Token& token) {
  Node* node = make(NodeKind::kNumber, token.position);
  node->text = token.text;
  std::string error;
  if (!read_number(token.text, token.kind == TokenKind::kCharConstant, token.kind == TokenKind::kComplex, node->number, error)) {
    return fail(std::move(error));
  }
  return node;
}

}  // namespace vedette::gotemplate
