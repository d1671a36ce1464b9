#include "expr/operators.h"

#include <algorithm>
#include <iterator>

namespace vedette::expr {

namespace {

// expr: parser/operator/operator.go
constexpr OperatorInfo kUnary[] = {{"not", 50}, {"!", 50}, {"-", 90}, {"+", 90}};

constexpr OperatorInfo kBinary[] = {
    {"|", 0},   {"or", 10}, {"||", 10}, {"and", 15},     {"&&", 15},        {"==", 20},         {"!=", 20},       {"<", 20},  {">", 20},
    {">=", 20}, {"<=", 20}, {"in", 20}, {"matches", 20}, {"contains", 20},  {"startsWith", 20}, {"endsWith", 20}, {"..", 25}, {"+", 30},
    {"-", 30},  {"*", 60},  {"/", 60},  {"%", 60},       {"**", 100, true}, {"^", 100, true},   {"??", 500},
};

template <std::size_t N>
const OperatorInfo* find(const OperatorInfo (&table)[N], std::string_view text) {
  const auto* at = std::find_if(std::begin(table), std::end(table), [text](const OperatorInfo& row) { return row.text == text; });
  return at == std::end(table) ? nullptr : at;
}

}  // namespace

const OperatorInfo* find_unary_operator(std::string_view text) {
  return find(kUnary, text);
}
const OperatorInfo* find_binary_operator(std::string_view text) {
  return find(kBinary, text);
}

bool is_boolean_operator(std::string_view text) {
  return text == "and" || text == "or" || text == "&&" || text == "||";
}
bool is_comparison(std::string_view text) {
  return text == "<" || text == ">" || text == ">=" || text == "<=";
}
bool may_be_negated(std::string_view text) {
  return text == "contains" || text == "matches" || text == "startsWith" || text == "endsWith" || text == "in";
}

}  // namespace vedette::expr
