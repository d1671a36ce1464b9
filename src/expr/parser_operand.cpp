#include <cmath>
#include <string>
#include <utility>

#include "expr/go_number.h"
#include "expr/lexer.h"
#include "expr/parsing.h"

namespace vedette::expr {

NodePtr Parser::parse_primary() {
  if (failed_) {
    return nullptr;
  }
  Token token = current_;
  if (token.is(TokenKind::kOperator)) {
    if (const OperatorInfo* info = find_unary_operator(token.text)) {
      next();
      NodePtr operand = parse_expression(info->precedence);
      return parse_postfix(make(NodeKind::kUnary, token.span, token.text, std::move(operand)));
    }
  }
  if (token.is_bracket("(")) {
    next();
    NodePtr node = parse_sequence();
    if (!expect(TokenKind::kBracket, ")")) {
      return nullptr;
    }
    return parse_postfix(std::move(node));
  }
  if (predicate_depth_ > 0 && token.is_operator("#")) {
    next();
    std::string name;
    if (current_.is(TokenKind::kIdentifier)) {
      name = current_.text;
      token.span.end = current_.span.end;
      next();
    }
    return parse_postfix(make(NodeKind::kPointer, token.span, std::move(name)));
  }
  if (predicate_depth_ > 0 && token.is_operator(".")) {  // .name is #.name
    return parse_postfix(make(NodeKind::kPointer, token.span, {}));
  }
  if (token.is_operator("::")) {
    next();
    token = current_;
    if (!expect(TokenKind::kIdentifier, {})) {
      return nullptr;
    }
    return parse_postfix(parse_call(token, nullptr, false));
  }
  return parse_secondary();
}

NodePtr Parser::parse_secondary() {
  Token token = current_;
  switch (token.kind) {
    case TokenKind::kIdentifier:
      next();
      // Literals take no postfix: true.x and 1.x are errors.
      if (token.text == "true" || token.text == "false") {
        NodePtr node = make(NodeKind::kBool, token.span, {});
        if (node) {
          node->flag = token.text == "true";
        }
        return node;
      }
      if (token.text == "nil") {
        return make(NodeKind::kNil, token.span, {});
      }
      if (current_.is_bracket("(")) {
        return parse_postfix(parse_call(token, nullptr, true));
      }
      return parse_postfix(make(NodeKind::kIdentifier, token.span, std::move(token.text)));
    case TokenKind::kNumber:
      next();
      return parse_number(token);
    case TokenKind::kString:
      next();
      return parse_postfix(make(NodeKind::kString, token.span, std::move(token.text)));
    case TokenKind::kBytes:
      next();
      return parse_postfix(make(NodeKind::kBytes, token.span, std::move(token.text)));
    default:
      break;
  }
  if (token.is_bracket("[")) {
    return parse_postfix(parse_array());
  }
  if (token.is_bracket("{")) {
    return parse_postfix(parse_map());
  }
  if (token.is_operator("#") || token.is_operator(".")) {
    return fail_unexpected("only inside a predicate, as in any(list, # > 1)");
  }
  return fail_unexpected(token.is(TokenKind::kEnd) ? "expected an operand" : "expected an operand before it");
}

namespace {

// strconv.ParseInt(text, 0, 64) and (text, 10, 64), for digits only. False: no digits, or too large.
bool parse_digits(std::string_view digits, unsigned base, std::int64_t& out) {
  if (digits.empty()) {
    return false;
  }
  std::uint64_t value = 0;
  for (char c : digits) {
    unsigned digit = c <= '9' ? static_cast<unsigned>(c - '0') : (static_cast<unsigned>(c) | 0x20U) - 'a' + 10;
    if (digit >= base || value > (static_cast<std::uint64_t>(INT64_MAX) - digit) / base) {
      return false;
    }
    value = value * base + digit;
  }
  out = static_cast<std::int64_t>(value);
  return true;
}

}  // namespace

NodePtr Parser::parse_number(const Token& token) {
  if (failed_) {
    return nullptr;
  }
  std::string text;
  for (char c : token.text) {
    if (c != '_') {
      text += c;
    }
  }
  const char prefix = text.size() > 1 && text[0] == '0' ? static_cast<char>(text[1] | 0x20) : '\0';
  // expr: parser.go, parseSecondary: the order of these tests decides what `0b1e1` is.
  if (prefix != 'x' && text.find_first_of(".eE") != std::string::npos) {
    double value = 0;
    if (prefix == 'b' || prefix == 'o') {
      return fail(token.span, "invalid float literal");
    }
    switch (parse_go_float(text, value)) {
      case NumberError::kSyntax:
        return fail(token.span, "invalid float literal");
      case NumberError::kRange:
        return fail(token.span, "float literal is too large");
      case NumberError::kNone:
        break;
    }
    NodePtr node = make(NodeKind::kFloat, token.span, {});
    if (node) {
      node->number = value;
    }
    return node;
  }
  const unsigned base = prefix == 'x' ? 16 : prefix == 'b' ? 2 : prefix == 'o' ? 8 : 10;
  std::string_view digits = text;
  if (base != 10) {
    digits.remove_prefix(2);
  }
  std::int64_t value = 0;
  if (digits.empty() || digits.find_first_not_of("0123456789abcdefABCDEF") != std::string_view::npos) {
    return fail(token.span, "invalid integer literal");
  }
  if (!parse_digits(digits, base, value)) {
    return fail(token.span, "integer literal is too large");
  }
  NodePtr node = make(NodeKind::kInteger, token.span, {});
  if (node) {
    node->integer = value;
  }
  return node;
}

NodePtr Parser::parse_array() {
  NodePtr array = make_node(NodeKind::kArray, current_.span);
  next();
  while (!failed_ && !current_.is_bracket("]")) {
    if (!array->children.empty()) {
      if (!expect(TokenKind::kOperator, ",")) {
        return nullptr;
      }
      if (current_.is_bracket("]")) {
        break;
      }
    }
    array->children.push_back(parse_expression(0));
  }
  if (!expect(TokenKind::kBracket, "]")) {
    return nullptr;
  }
  return finish(std::move(array));
}

NodePtr Parser::parse_map() {
  NodePtr map = make_node(NodeKind::kMap, current_.span);
  next();
  while (!failed_ && !current_.is_bracket("}")) {
    if (!map->children.empty()) {
      if (!expect(TokenKind::kOperator, ",")) {
        return nullptr;
      }
      if (current_.is_bracket("}")) {
        break;
      }
    }
    map->children.push_back(parse_pair(map->span));
  }
  if (!expect(TokenKind::kBracket, "}")) {
    return nullptr;
  }
  return finish(std::move(map));
}

NodePtr Parser::parse_pair(Span map_span) {
  NodePtr key;
  if (current_.is(TokenKind::kNumber) || current_.is(TokenKind::kString) || current_.is(TokenKind::kIdentifier)) {
    key = make(NodeKind::kString, current_.span, current_.text);
    next();
  } else if (current_.is_bracket("(")) {
    key = parse_expression(0);
  } else {
    return fail(current_.span,
                "a map key must be a quoted string, a number, a identifier, or an expression enclosed in parentheses (unexpected token " +
                    describe(current_) + ")");
  }
  if (!expect(TokenKind::kOperator, ":")) {
    return nullptr;
  }
  NodePtr value = parse_expression(0);
  return make(NodeKind::kPair, map_span, {}, std::move(key), std::move(value));
}

NodePtr Parser::parse_postfix(NodePtr node) {
  while (!failed_ && (current_.is(TokenKind::kOperator) || current_.is(TokenKind::kBracket))) {
    if (current_.text == "." || current_.text == "?.") {
      const bool optional = current_.text == "?.";
      next();
      if (optional && current_.is_bracket("[")) {
        node = parse_index(std::move(node), true);
      } else {
        node = parse_property(std::move(node), optional);
      }
    } else if (current_.text == "[") {
      node = parse_index(std::move(node), false);
    } else {
      break;
    }
  }
  return failed_ ? nullptr : std::move(node);
}

NodePtr Parser::parse_property(NodePtr object, bool optional) {
  Token name = current_;
  // Words such as "not" and "matches" are names here.
  if (!name.is(TokenKind::kIdentifier) && !(name.is(TokenKind::kOperator) && is_valid_name(name.text))) {
    return fail(name.span, "expected name", "a field or method name stands after the dot; any other key in brackets: [\"key\"]");
  }
  next();
  NodePtr property = make(NodeKind::kString, name.span, name.text);
  if (!property) {
    return nullptr;
  }
  const bool chained = object->kind == NodeKind::kChain;
  if (chained) {
    object = std::move(object->children[0]);
  }
  NodePtr node = make(NodeKind::kMember, name.span, {}, std::move(object), std::move(property));
  if (!node) {
    return nullptr;
  }
  node->flag = optional;
  if (current_.is_bracket("(")) {
    NodePtr call = make_node(NodeKind::kCall, name.span);
    call->children.push_back(std::move(node));
    if (!parse_arguments(call->children)) {
      return nullptr;
    }
    node = finish(std::move(call));
  }
  return chained || optional ? make(NodeKind::kChain, name.span, {}, std::move(node)) : std::move(node);
}

NodePtr Parser::parse_index(NodePtr object, bool optional) {
  Span span = current_.span;
  next();
  NodePtr from;
  if (!current_.is_operator(":")) {
    from = parse_expression(0);
    if (failed_) {
      return nullptr;
    }
    if (!current_.is_operator(":")) {
      NodePtr node = make(NodeKind::kMember, span, {}, std::move(object), std::move(from));
      if (node && optional) {
        node->flag = true;
        node = make(NodeKind::kChain, span, {}, std::move(node));
      }
      expect(TokenKind::kBracket, "]");
      return failed_ ? nullptr : std::move(node);
    }
  }
  next();
  NodePtr to;
  if (!current_.is_bracket("]")) {
    to = parse_expression(0);
  }
  if (!expect(TokenKind::kBracket, "]")) {
    return nullptr;
  }
  NodePtr node = make_node(NodeKind::kSlice, span);
  node->children.push_back(std::move(object));
  node->children.push_back(std::move(from));
  node->children.push_back(std::move(to));
  return finish(std::move(node));
}

}  // namespace vedette::expr
