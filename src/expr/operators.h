// The operators of expr-lang, how tightly they bind and to which side.
#pragma once

#include <string_view>

namespace vedette::expr {

struct OperatorInfo {
  std::string_view text;
  int precedence;
  bool right_associative = false;
};

/// Null when `text` is no such operator.
[[nodiscard]] const OperatorInfo* find_unary_operator(std::string_view text);
[[nodiscard]] const OperatorInfo* find_binary_operator(std::string_view text);

/// "and", "or", "&&", "||".
[[nodiscard]] bool is_boolean_operator(std::string_view text);
/// Those that chain: a < b < c.
[[nodiscard]] bool is_comparison(std::string_view text);
/// Those that may follow "not": not in, not contains.
[[nodiscard]] bool may_be_negated(std::string_view text);

}  // namespace vedette::expr
