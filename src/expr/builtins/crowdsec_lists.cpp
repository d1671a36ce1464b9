// CrowdSec's helpers on lists and maps. pkg/exprhelpers: helpers.go.
#include <array>

#include "expr/builtins/arguments.h"
#include "expr/builtins/builtins.h"
#include "expr/builtins/value_index.h"

namespace vedette::expr {
namespace {

constexpr int kMaxDepth = 10'000;

bool flatten_into(CallContext& context, const Value& value, int depth, std::vector<Value>& out) {
  if (!context.charge(1)) {
    return false;
  }
  if (depth > kMaxDepth) {
    (void)context.fail("recursion depth exceeded");
    return false;
  }
  if (value.kind() != Kind::kSlice) {
    if (value.is_nil()) {
      // The reference panics in reflect.Value.Interface.
      (void)context.fail("reflect: call of reflect.Value.Interface on zero Value");
      return false;
    }
    out.push_back(value);
    return true;
  }
  for (std::uint32_t i = 0; i < value.size(); ++i) {
    if (!flatten_into(context, value.slice_data()[i], depth + 1, out)) {
      return false;
    }
  }
  return true;
}

bool flatten_all(CallContext& context, std::span<const Value> values, std::vector<Value>& out) {
  for (const Value& value : values) {
    if (!flatten_into(context, value, 0, out)) {
      return false;
    }
  }
  return true;
}

Value distinct_of(CallContext& context, std::span<const Value> values) {
  if (!context.charge(values.size() + 1)) {
    return {};
  }
  std::vector<Value> out;
  ValueIndex known(context.arena);
  for (const Value& value : values) {
    if (!is_hashable(value)) {
      return context.fail("runtime error: hash of unhashable type " + std::string(type_name(value)));
    }
    if (known.find_or_insert(value, out.size()) == out.size()) {
      out.push_back(value);
    }
  }
  return slice_result(context, out);
}

Value flatten(CallContext& context, std::span<const Value> values) {
  std::vector<Value> out;
  if (!flatten_all(context, values, out)) {
    return {};
  }
  return out.empty() ? Value::typed_nil(type_id::kAnySlice) : slice_result(context, out);
}

Value distinct(CallContext& context, std::span<const Value> values) {
  if (values.empty()) {
    return context.fail("runtime error: index out of range [0] with length 0");
  }
  if (values[0].kind() != Kind::kSlice) {
    return {};
  }
  return distinct_of(context, {values[0].slice_data(), values[0].size()});
}

Value flatten_distinct(CallContext& context, std::span<const Value> values) {
  std::vector<Value> out;
  return flatten_all(context, values, out) ? distinct_of(context, out) : Value();
}

Value get(CallContext& context, std::span<const Value> values) {
  Arguments arguments(context, values);
  std::int64_t index = arguments.integer(1);
  if (arguments.failed()) {
    return {};
  }
  const Value& list = values[0];
  if (list.type_id() != type_id::kStringSlice) {
    return context.fail("interface conversion: interface {} is " + std::string(type_name(list)) + ", not []string");
  }
  if (index >= static_cast<std::int64_t>(list.size())) {
    return Value::string("");
  }
  if (index < 0) {
    return context.fail("runtime error: index out of range [" + std::to_string(index) + "]");
  }
  return list.slice_data()[index];
}

Value key_exists(CallContext& context, std::span<const Value> values) {
  Arguments arguments(context, values);
  std::string_view key = arguments.text(0);
  if (arguments.failed()) {
    return {};
  }
  const Value& map = values[1];
  if (map.type_id() != type_id::kAnyMap) {
    return context.fail("interface conversion: interface {} is " + std::string(type_name(map)) + ", not map[string]interface {}");
  }
  Value found;
  return Value::boolean(!map.is_null() && map.as_map()->find(key, context.arena, found));
}

}  // namespace

std::span<const Builtin> list_helpers() {
  static const Type* const s = T(type_id::kString);
  static const std::array kRows = {
      Builtin{.name = "Flatten",
              .call = flatten,
              .description = "The arguments and the elements of lists among them, at any depth, as one list.",
              .example = "Flatten([1, [2, [3]]], 4) == [1, 2, 3, 4]"},
      Builtin{.name = "Distinct",
              .call = distinct,
              .description = "Each element of a list once; 1 and 1.0 are two.",
              .example = "Distinct([1, 2, 1]) == [1, 2]"},
      Builtin{.name = "FlattenDistinct",
              .call = flatten_distinct,
              .description = "Flatten and Distinct in one.",
              .example = "FlattenDistinct([1, [2]], 1) == [1, 2]"},
      Builtin{.name = "Get",
              .signatures = {{{T(type_id::kStringSlice), T(type_id::kInt)}, false, s}},
              .call = get,
              .description = "An element of a list of texts; past its end the empty text.",
              .example = "Get(Split(\"a,b\", \",\"), 1) == \"b\""},
      Builtin{.name = "KeyExists",
              .signatures = {{{s, T(type_id::kAnyMap)}, false, T(type_id::kBool)}},
              .call = key_exists,
              .description = "Whether a map has a key.",
              .example = "KeyExists(\"a\", {\"a\": nil})"},
  };
  return kRows;
}

}  // namespace vedette::expr
