#include "expr/predicates.h"

#include <algorithm>
#include <iterator>

namespace vedette::expr {

namespace {

constexpr PredicateFunction kPredicates[] = {
    {"all", 2, 2},      {"none", 2, 2},          {"any", 2, 2},     {"one", 2, 2},    {"filter", 2, 2},
    {"map", 2, 2},      {"count", 1, 2},         {"sum", 1, 2},     {"find", 2, 2},   {"findIndex", 2, 2},
    {"findLast", 2, 2}, {"findLastIndex", 2, 2}, {"groupBy", 2, 2}, {"sortBy", 2, 3}, {"reduce", 2, 3},
};

constexpr std::string_view kLanguageFunctions[] = {
    "abs",        "bitand",     "bitnand",    "bitnot",  "bitor",   "bitshl",   "bitshr",   "bitushr",    "bitxor",      "ceil",
    "concat",     "date",       "duration",   "first",   "flatten", "float",    "floor",    "fromBase64", "fromJSON",    "fromPairs",
    "get",        "hasPrefix",  "hasSuffix",  "indexOf", "int",     "join",     "keys",     "last",       "lastIndexOf", "len",
    "lower",      "max",        "mean",       "median",  "min",     "now",      "repeat",   "replace",    "reverse",     "round",
    "sort",       "split",      "splitAfter", "string",  "take",    "timezone", "toBase64", "toJSON",     "toPairs",     "trim",
    "trimPrefix", "trimSuffix", "type",       "uniq",    "upper",   "values",
};
static_assert(std::is_sorted(std::begin(kLanguageFunctions), std::end(kLanguageFunctions)));

}  // namespace

std::span<const PredicateFunction> predicate_functions() {
  return kPredicates;
}

const PredicateFunction* find_predicate_function(std::string_view name) {
  const auto* at = std::find_if(std::begin(kPredicates), std::end(kPredicates), [name](const PredicateFunction& row) { return row.name == name; });
  return at == std::end(kPredicates) ? nullptr : at;
}

bool is_language_function(std::string_view name) {
  return std::binary_search(std::begin(kLanguageFunctions), std::end(kLanguageFunctions), name);
}

}  // namespace vedette::expr
