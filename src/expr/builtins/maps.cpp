// The language's functions on maps. Go gives entries in random order; here it is the order of the keys.
#include <array>

#include "expr/builtins/arguments.h"
#include "expr/builtins/builtins.h"
#include "expr/builtins/value_index.h"

namespace vedette::expr {
namespace {

bool is_map(CallContext& context, std::string_view text, std::span<const Value> arguments) {
  if (arguments[0].kind() == Kind::kMap) {
    return true;
  }
  (void)context.fail(std::string(text) + std::string(type_name(arguments[0])));
  return false;
}

Value keys(CallContext& context, std::span<const Value> arguments) {
  if (!is_map(context, "cannot get keys from ", arguments)) {
    return {};
  }
  std::vector<Value> out;
  for (const auto& entry : sorted_entries(context, arguments[0])) {
    out.push_back(entry.first);
  }
  return slice_result(context, out);
}

Value values(CallContext& context, std::span<const Value> arguments) {
  if (!is_map(context, "cannot get values from ", arguments)) {
    return {};
  }
  std::vector<Value> out;
  for (const auto& entry : sorted_entries(context, arguments[0])) {
    out.push_back(entry.second);
  }
  return slice_result(context, out);
}

Value to_pairs(CallContext& context, std::span<const Value> arguments) {
  if (!is_map(context, "cannot transform to pairs ", arguments)) {
    return {};
  }
  static const Type* const kPair = array_of(T(type_id::kAny), 2);
  static const Type* const kPairs = slice_of(kPair);
  std::vector<Value> out;
  for (const auto& [key, value] : sorted_entries(context, arguments[0])) {
    Value* pair = allocate_values(context, 2);
    if (pair == nullptr) {
      return {};
    }
    pair[0] = key;
    pair[1] = value;
    out.push_back(Value::slice(pair, 2, kPair->id));
  }
  return slice_result(context, out, kPairs->id);
}

Value from_pairs(CallContext& context, std::span<const Value> arguments) {
  const Value& list = arguments[0];
  if (list.kind() != Kind::kSlice) {
    return context.fail("cannot transform " + std::string(type_name(list)) + " from pairs");
  }
  if (!context.charge(list.size() + 1)) {
    return {};
  }
  std::vector<std::pair<Value, Value>> entries;
  ValueIndex known(context.arena);
  for (std::uint32_t i = 0; i < list.size(); ++i) {
    Value pair = dereference(list.slice_data()[i]);
    if (pair.kind() != Kind::kSlice) {
      return context.fail("invalid pair " + std::string(type_name(pair)));
    }
    if (pair.size() != 2) {
      return context.fail("invalid pair length " + std::to_string(pair.size()));
    }
    const Value& key = pair.slice_data()[0];
    if (!is_hashable(key)) {
      return context.fail("runtime error: hash of unhashable type " + std::string(type_name(key)));
    }
    std::size_t at = known.find_or_insert(key, entries.size());
    if (at == entries.size()) {
      entries.emplace_back(key, pair.slice_data()[1]);
    } else {
      entries[at].second = pair.slice_data()[1];
    }
  }
  return map_result(context, entries, type_id::kAnyAnyMap);
}

CheckedCall check_map(std::span<const Type* const> arguments, std::string_view text) {
  if (arguments.size() != 1) {
    return wrong_count("1", arguments.size());
  }
  Kind kind = kind_behind(arguments[0]);
  return kind == Kind::kAny || kind == Kind::kMap ? CheckedCall{T(type_id::kAnySlice), {}} : wrong_type(text, arguments[0]);
}

CheckedCall check_keys(std::span<const Type* const> arguments) {
  return check_map(arguments, "cannot get keys from ");
}
CheckedCall check_values(std::span<const Type* const> arguments) {
  return check_map(arguments, "cannot get values from ");
}
CheckedCall check_to_pairs(std::span<const Type* const> arguments) {
  return check_map(arguments, "cannot transform to pairs ");
}

CheckedCall check_from_pairs(std::span<const Type* const> arguments) {
  if (arguments.size() != 1) {
    return wrong_count("1", arguments.size());
  }
  Kind kind = kind_behind(arguments[0]);
  return kind == Kind::kAny || kind == Kind::kSlice ? CheckedCall{T(type_id::kAnyAnyMap), {}}
                                                    : wrong_type("cannot transform from pairs ", arguments[0]);
}

}  // namespace

std::span<const Builtin> map_functions() {
  static const std::array kRows = {
      Builtin{.name = "keys",
              .check = check_keys,
              .call = keys,
              .description = "The keys of a map, in order.",
              .example = "keys({\"b\": 1, \"a\": 2}) == [\"a\", \"b\"]"},
      Builtin{.name = "values",
              .check = check_values,
              .call = values,
              .description = "The values of a map, in the order of their keys.",
              .example = "values({\"b\": 1, \"a\": 2}) == [2, 1]"},
      Builtin{.name = "toPairs",
              .check = check_to_pairs,
              .call = to_pairs,
              .description = "A map as a list of key and value.",
              .example = "toPairs({\"a\": 1})[0][0] == \"a\""},
      Builtin{.name = "fromPairs",
              .check = check_from_pairs,
              .call = from_pairs,
              .description = "A list of key and value as a map.",
              .example = "fromPairs([[\"a\", 1]]).a == 1"},
  };
  return kRows;
}

}  // namespace vedette::expr
