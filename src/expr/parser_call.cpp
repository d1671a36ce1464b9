#include <string>
#include <utility>

#include "expr/parsing.h"
#include "expr/predicates.h"

namespace vedette::expr {

namespace {

bool has_variable(const Environment* environment, std::string_view name) {
  if (environment == nullptr) {
    return false;
  }
  for (const Variable& variable : environment->variables) {
    if (variable.name == name) {
      return true;
    }
  }
  return false;
}

}  // namespace

// expr: parser.go, parseCall. Functions that are not the language's own never have a builtin's name, so only variables hide one.
NodePtr Parser::parse_call(const Token& name, NodePtr first, bool may_be_hidden) {
  if (failed_) {
    return nullptr;
  }
  const bool hidden = may_be_hidden && has_variable(environment_, name.text);
  if (const PredicateFunction* predicate = find_predicate_function(name.text); predicate != nullptr && !hidden) {
    return parse_predicate_call(name, predicate->required, predicate->allowed, std::move(first));
  }
  NodePtr call;
  if (is_language_function(name.text) && !hidden) {
    call = make_node(NodeKind::kBuiltinCall, name.span, name.text);
  } else {
    call = make_node(NodeKind::kCall, name.span);
    call->children.push_back(make(NodeKind::kIdentifier, name.span, name.text));
  }
  if (first) {
    call->children.push_back(std::move(first));
  }
  if (!parse_arguments(call->children)) {
    return nullptr;
  }
  return finish(std::move(call));
}

bool Parser::parse_arguments(std::vector<NodePtr>& children) {
  if (!expect(TokenKind::kBracket, "(")) {
    return false;
  }
  bool first = true;
  while (!failed_ && !current_.is_bracket(")")) {
    if (!std::exchange(first, false)) {
      if (!expect(TokenKind::kOperator, ",")) {
        return false;
      }
      if (current_.is_bracket(")")) {
        break;
      }
    }
    children.push_back(parse_expression(0));
  }
  return expect(TokenKind::kBracket, ")");
}

NodePtr Parser::parse_predicate_call(const Token& name, int required, int allowed, NodePtr first) {
  if (!expect(TokenKind::kBracket, "(")) {
    return nullptr;
  }
  NodePtr call = make_node(NodeKind::kBuiltinCall, name.span, name.text);
  const int piped = first ? 1 : 0;
  if (first) {
    call->children.push_back(std::move(first));
  }
  for (int i = piped; i < allowed; ++i) {
    if (current_.is_bracket(")")) {
      if (i >= required) {
        break;
      }
      return fail(current_.span, "expected at least " + std::to_string(required - piped) + " arguments",
                  i == 1 ? "the second argument is a predicate, as in " + name.text + "(list, # > 1)" : std::string());
    }
    if (i > piped && !expect(TokenKind::kOperator, ",")) {
      return nullptr;
    }
    call->children.push_back(i == 1 ? parse_predicate() : parse_expression(0));
    if (failed_) {
      return nullptr;
    }
  }
  if (current_.is_operator(",")) {
    next();
  }
  if (!expect(TokenKind::kBracket, ")")) {
    return nullptr;
  }
  return finish(std::move(call));
}

NodePtr Parser::parse_predicate() {
  Span span = current_.span;
  const bool braces = current_.is_bracket("{");
  if (braces) {
    next();
  }
  ++predicate_depth_;
  NodePtr body;
  if (braces) {
    body = parse_sequence();
  } else {
    body = parse_expression(0);
    if (!failed_ && current_.is_operator(";")) {
      fail(current_.span, "wrap predicate with brackets { and }");
    }
  }
  --predicate_depth_;
  if (braces && !expect(TokenKind::kBracket, "}")) {
    return nullptr;
  }
  return make(NodeKind::kPredicate, span, {}, std::move(body));
}

}  // namespace vedette::expr
