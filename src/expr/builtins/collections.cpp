// The language's functions on lists, and those on anything. expr-lang: builtin/builtin.go and lib.go.
#include <array>

#include "base/utf8.h"
#include "expr/builtins/arguments.h"
#include "expr/builtins/builtins.h"
#include "expr/go_sort.h"
#include "expr/runtime.h"

namespace vedette::expr {
namespace {

constexpr int kMaxDepth = 10'000;  // expr: builtin.MaxDepth

/// reflect.Kind's name, as messages of the reference print it.
std::string_view kind_name(const Value& value) {
  switch (value.kind()) {
    case Kind::kNil:
      return "invalid";
    case Kind::kSlice:
      return value.type()->array ? "array" : "slice";
    case Kind::kMap:
      return "map";
    case Kind::kStruct:
      return "struct";
    case Kind::kPointer:
      return "ptr";
    case Kind::kFunction:
      return "func";
    default:
      return value.type()->named ? type_of(static_cast<TypeId>(value.kind()) - static_cast<TypeId>(Kind::kBool) + type_id::kBool)->name
                                 : std::string_view(value.type()->name);
  }
}

bool is_list(const Value& value) {
  return value.kind() == Kind::kSlice;
}

Value not_a_list(CallContext& context, std::string_view text, const Value& value) {
  return context.fail(std::string(text) + std::string(kind_name(value)));
}

Value len(CallContext& context, std::span<const Value> arguments) {
  const Value& value = arguments[0];
  switch (value.kind()) {
    case Kind::kSlice:
      return Value::integer(value.size());
    case Kind::kMap:
      return Value::integer(value.is_null() ? 0 : static_cast<std::int64_t>(value.as_map()->size()));
    case Kind::kString:
      if (!context.charge(value.size() / 64 + 1)) {
        return {};
      }
      return Value::integer(static_cast<std::int64_t>(count_runes(value.as_string())));
    default:
      return context.fail("invalid argument for len (type " + std::string(type_name(value)) + ")");
  }
}

Value type_text(CallContext&, std::span<const Value> arguments) {
  const Value& value = arguments[0];
  if (value.is_nil()) {
    return Value::string("nil");
  }
  if (value.type_id() == type_id::kLocation) {
    return Value::string("time.Location");  // the reference looks through the pointer
  }
  const Type* type = value.type();
  if (type->named) {
    return Value::string(type->full_name.empty() ? type->name : type->full_name);
  }
  switch (type->kind) {
    case Kind::kBool:
      return Value::string("bool");
    case Kind::kFloat32:
    case Kind::kFloat64:
      return Value::string("float");
    case Kind::kString:
      return Value::string("string");
    case Kind::kSlice:
      return Value::string("array");
    case Kind::kMap:
      return Value::string("map");
    case Kind::kFunction:
      return Value::string("func");
    case Kind::kStruct:
      return Value::string("struct");
    default:
      if (is_integer_kind(type->kind)) {
        return Value::string(type->kind >= Kind::kUint ? "uint" : "int");
      }
      return Value::string("unknown");
  }
}

template <int kIndex>
Value element_at(CallContext& context, std::span<const Value> arguments) {
  // expr: a panic of runtime.Fetch is recovered and gives nil.
  Value out;
  Fault fault;
  return fetch(arguments[0], Value::integer(kIndex), context.arena, out, fault) ? out : Value();
}

CheckedCall check_element(std::span<const Type* const> arguments, std::string_view which) {
  if (arguments.size() != 1) {
    return wrong_count("1", arguments.size());
  }
  Kind kind = kind_behind(arguments[0]);
  if (kind == Kind::kAny) {
    return {T(type_id::kAny), {}};
  }
  if (kind == Kind::kSlice && arguments[0]->kind == Kind::kSlice) {
    return {arguments[0]->element, {}};
  }
  return wrong_type("cannot get " + std::string(which) + " element from ", arguments[0]);
}

CheckedCall check_first(std::span<const Type* const> arguments) {
  return check_element(arguments, "first");
}
CheckedCall check_last(std::span<const Type* const> arguments) {
  return check_element(arguments, "last");
}

CheckedCall check_len(std::span<const Type* const> arguments) {
  if (arguments.size() != 1) {
    return wrong_count("1", arguments.size());
  }
  switch (kind_behind(arguments[0])) {
    case Kind::kSlice:
    case Kind::kMap:
    case Kind::kString:
    case Kind::kAny:
      return {T(type_id::kInt), {}};
    default:
      return {nullptr, "invalid argument for len (type " + std::string(name_of_type(arguments[0])) + ")"};
  }
}

// expr: builtin/lib.go, get: as runtime.Fetch, but what is not there is nil.
Value get(CallContext& context, std::span<const Value> arguments) {
  if (arguments.size() < 2) {
    return context.fail("invalid number of arguments (expected 2, got " + std::to_string(arguments.size()) + ")");
  }
  const Value& from = arguments[0];
  const Value& key = arguments[1];
  switch (from.kind()) {
    case Kind::kSlice:
    case Kind::kString: {
      std::int64_t index = integer_of(context, key);
      std::int64_t size = from.size();
      if (index < 0) {
        index += size;
      }
      if (context.failed() || index < 0 || index >= size) {
        return {};
      }
      if (from.kind() == Kind::kString) {
        return Value::integer(static_cast<unsigned char>(from.as_string()[static_cast<std::size_t>(index)]), type_id::kUint8);
      }
      return from.slice_data()[index];
    }
    case Kind::kMap: {
      Value out;
      bool found = false;
      Fault fault;
      if (!map_index(from, key, context.arena, out, found, fault)) {
        return context.fail(describe(fault));
      }
      return found ? out : Value();
    }
    case Kind::kStruct: {
      if (!key.is_string()) {
        return context.fail("interface conversion: interface {} is " + std::string(type_name(key)) + ", not string");
      }
      const Field* field = from.type()->field(key.as_string());
      return field == nullptr ? Value() : read_field(*field, from.as_object(), context.arena);
    }
    default:
      return {};
  }
}

// expr: checker.go, checkBuiltinGet.
CheckedCall check_get(std::span<const Type* const> arguments) {
  if (arguments.size() != 2) {
    return wrong_count("2", arguments.size());
  }
  const Type* base = arguments[0];
  const Type* key = arguments[1];
  while (key != nullptr && key->kind == Kind::kPointer) {
    key = key->element;
  }
  if (base == nullptr || base->kind == Kind::kAny) {
    return {T(type_id::kAny), {}};
  }
  bool key_unknown = key == nullptr || key->kind == Kind::kAny;
  if (base->kind == Kind::kSlice) {
    if (!key_unknown && !key->is_builtin_integer()) {
      return {nullptr, "non-integer slice index " + std::string(name_of_type(key))};
    }
    return {base->element, {}};
  }
  if (base->kind == Kind::kMap) {
    if (!key_unknown && base->key->kind != Kind::kAny && key != base->key) {
      return {nullptr, "cannot use " + std::string(name_of_type(key)) + " to get an element from " + base->name};
    }
    return {base->element, {}};
  }
  return {nullptr, "type " + std::string(name_of_type(base)) + " does not support indexing"};
}

Value take(CallContext& context, std::span<const Value> arguments) {
  const Value& list = arguments[0];
  const Value& count = arguments[1];
  if (!is_list(list)) {
    return not_a_list(context, "cannot take from ", list);
  }
  if (count.kind() < Kind::kInt || count.kind() > Kind::kInt64) {
    return context.fail("cannot take " + std::string(kind_name(count)) + " elements");
  }
  if (count.as_int() >= list.size()) {
    return list;
  }
  if (count.as_int() < 0) {
    return context.fail("reflect.Value.Slice: slice index out of bounds");
  }
  return Value::slice(list.slice_data(), static_cast<std::size_t>(count.as_int()), list.type_id());
}

CheckedCall check_take(std::span<const Type* const> arguments) {
  if (arguments.size() != 2) {
    return wrong_count("2", arguments.size());
  }
  Kind list = kind_behind(arguments[0]);
  if (list != Kind::kAny && list != Kind::kSlice) {
    return wrong_type("cannot take from ", arguments[0]);
  }
  Kind count = kind_behind(arguments[1]);
  if (count != Kind::kAny && (count < Kind::kInt || count > Kind::kInt64)) {
    return {nullptr, "cannot take " + std::string(name_of_type(arguments[1])) + " elements"};
  }
  return {arguments[0] != nullptr ? arguments[0] : T(type_id::kAny), {}};
}

/// One list in, a []any out.
CheckedCall check_list(std::span<const Type* const> arguments, std::string_view name) {
  if (arguments.size() != 1) {
    return wrong_count("1", arguments.size());
  }
  Kind kind = kind_behind(arguments[0]);
  if (kind == Kind::kAny || kind == Kind::kSlice) {
    return {T(type_id::kAnySlice), {}};
  }
  return wrong_type("cannot " + std::string(name) + " ", arguments[0]);
}

CheckedCall check_reverse(std::span<const Type* const> arguments) {
  return check_list(arguments, "reverse");
}
CheckedCall check_uniq(std::span<const Type* const> arguments) {
  return check_list(arguments, "uniq");
}
CheckedCall check_flatten(std::span<const Type* const> arguments) {
  return check_list(arguments, "flatten");
}

CheckedCall check_concat(std::span<const Type* const> arguments) {
  if (arguments.empty()) {
    return {nullptr, "invalid number of arguments (expected at least 1, got 0)"};
  }
  for (const Type* argument : arguments) {
    Kind kind = kind_behind(argument);
    if (kind != Kind::kAny && kind != Kind::kSlice) {
      return wrong_type("cannot concat ", argument);
    }
  }
  return {T(type_id::kAnySlice), {}};
}

Value reverse(CallContext& context, std::span<const Value> arguments) {
  const Value& list = arguments[0];
  if (!is_list(list)) {
    return not_a_list(context, "cannot reverse ", list);
  }
  if (list.size() == 0) {
    return Value::slice(nullptr, 0);
  }
  Value* out = context.grow(list.size()) ? allocate_values(context, list.size()) : nullptr;
  if (out == nullptr) {
    return {};
  }
  for (std::uint32_t i = 0; i < list.size(); ++i) {
    out[i] = list.slice_data()[list.size() - 1 - i];
  }
  return Value::slice(out, list.size());
}

Value uniq(CallContext& context, std::span<const Value> arguments) {
  const Value& list = arguments[0];
  if (!is_list(list)) {
    return not_a_list(context, "cannot uniq ", list);
  }
  if (list.size() == 0) {
    return Value::slice(nullptr, 0);
  }
  Value* out = allocate_values(context, list.size());
  if (out == nullptr) {
    return {};
  }
  std::size_t count = 0;
  for (std::uint32_t i = 0; i < list.size(); ++i) {
    if (!context.charge(count + 1)) {
      return {};
    }
    bool known = false;
    for (std::size_t j = 0; j < count && !known; ++j) {
      known = equal(list.slice_data()[i], out[j], context.arena);
    }
    if (!known) {
      out[count++] = list.slice_data()[i];
    }
  }
  return Value::slice(out, count);
}

Value concat(CallContext& context, std::span<const Value> arguments) {
  std::size_t size = 0;
  for (const Value& list : arguments) {
    if (!is_list(list)) {
      return not_a_list(context, "cannot concat ", list);
    }
    size += list.size();
  }
  if (size == 0) {
    return Value::typed_nil(type_id::kAnySlice);  // `var arr []any`, never appended to
  }
  Value* out = context.grow(size) ? allocate_values(context, size) : nullptr;
  if (out == nullptr) {
    return {};
  }
  Value* end = out;
  for (const Value& list : arguments) {
    end = std::copy(list.slice_data(), list.slice_data() + list.size(), end);
  }
  return Value::slice(out, size);
}

bool flatten_into(CallContext& context, const Value& list, int depth, std::vector<Value>& out) {
  if (depth > kMaxDepth) {
    (void)context.fail("recursion depth exceeded");
    return false;
  }
  if (!context.charge(list.size() + 1)) {
    return false;
  }
  for (std::uint32_t i = 0; i < list.size(); ++i) {
    Value element = dereference(list.slice_data()[i]);
    if (!is_list(element)) {
      out.push_back(element);
    } else if (!flatten_into(context, element, depth + 1, out)) {
      return false;
    }
  }
  return true;
}

Value flatten(CallContext& context, std::span<const Value> arguments) {
  if (!is_list(arguments[0])) {
    return not_a_list(context, "cannot flatten ", arguments[0]);
  }
  std::vector<Value> out;
  if (!flatten_into(context, arguments[0], 0, out) || !context.grow(out.size())) {
    return {};
  }
  return slice_result(context, out);
}

Value sort(CallContext& context, std::span<const Value> arguments) {
  const Value& list = arguments[0];
  bool descending = false;
  if (arguments.size() == 2) {
    if (!arguments[1].is_string()) {
      return context.fail("sort order argument must be a string (got " + std::string(type_name(arguments[1])) + ")");
    }
    std::string_view order = arguments[1].as_string();
    descending = order == "desc";
    if (!descending && order != "asc") {
      return context.fail("invalid order " + std::string(order) + ", expected asc or desc");
    }
  }
  TypeId type = list.type_id();
  static const TypeId kFloatSlice = slice_of(T(type_id::kFloat64))->id;
  if (type != type_id::kAnySlice && type != type_id::kIntSlice && type != type_id::kStringSlice && type != kFloatSlice) {
    return Value::typed_nil(type_id::kAnySlice);  // what the reference makes of anything else
  }
  if (list.size() == 0) {
    return Value::slice(nullptr, 0);
  }
  Value* out = context.grow(list.size()) ? allocate_values(context, list.size()) : nullptr;
  if (out == nullptr) {
    return {};
  }
  std::copy(list.slice_data(), list.slice_data() + list.size(), out);
  Fault fault;
  bool comparable = true;
  auto before = [&](std::size_t i, std::size_t j) {
    if (!comparable || !context.charge(1)) {
      return false;
    }
    bool less_than = false;
    comparable = descending ? compare(Order::kLess, out[j], out[i], less_than, fault) : compare(Order::kLess, out[i], out[j], less_than, fault);
    return less_than;
  };
  go_sort(list.size(), before, [&](std::size_t i, std::size_t j) { std::swap(out[i], out[j]); });
  if (!comparable) {
    return context.fail(describe(fault));
  }
  return Value::slice(out, list.size());
}

}  // namespace

std::span<const Builtin> collection_functions() {
  static const Type* const s = T(type_id::kString);
  static const Type* const any = T(type_id::kAny);
  static const Type* const anys = T(type_id::kAnySlice);
  static const Type* const ints = T(type_id::kIntSlice);
  static const Type* const strings = T(type_id::kStringSlice);
  static const Type* const floats = slice_of(T(type_id::kFloat64));
  static const std::array kRows = {
      Builtin{.name = "len",
              .check = check_len,
              .call = len,
              .description = "The number of elements, entries or characters.",
              .example = "len(\"žž\") == 2"},
      Builtin{.name = "type",
              .signatures = {{{any}, false, s}},
              .call = type_text,
              .description = "The name of a value's type: nil, bool, int, uint, float, string, array, map, struct or a defined type.",
              .example = "type(1.5) == \"float\""},
      Builtin{.name = "first",
              .check = check_first,
              .call = element_at<0>,
              .description = "The first element, nil of an empty list.",
              .example = "first([1, 2]) == 1"},
      Builtin{.name = "last",
              .check = check_last,
              .call = element_at<-1>,
              .description = "The last element, nil of an empty list.",
              .example = "last([1, 2]) == 2"},
      Builtin{.name = "get",
              .check = check_get,
              .call = get,
              .description = "An element, entry or field; nil when it is not there.",
              .example = "get([1, 2], 5) == nil"},
      Builtin{.name = "take",
              .check = check_take,
              .call = take,
              .description = "The first elements of a list.",
              .example = "take([1, 2, 3], 2) == [1, 2]"},
      Builtin{.name = "reverse",
              .check = check_reverse,
              .call = reverse,
              .description = "The list from its end.",
              .example = "reverse([1, 2]) == [2, 1]"},
      Builtin{.name = "uniq",
              .check = check_uniq,
              .call = uniq,
              .description = "Each element once, equal numbers of any type counting as one.",
              .example = "uniq([1, 2, 1]) == [1, 2]"},
      Builtin{.name = "concat",
              .check = check_concat,
              .call = concat,
              .description = "The elements of several lists, one list after the other.",
              .example = "concat([1], [2, 3]) == [1, 2, 3]"},
      Builtin{.name = "flatten",
              .check = check_flatten,
              .call = flatten,
              .description = "The elements of a list and of the lists in it.",
              .example = "flatten([1, [2, [3]]]) == [1, 2, 3]"},
      Builtin{.name = "sort",
              .signatures = {{{anys, s}, false, anys},
                             {{ints, s}, false, anys},
                             {{floats, s}, false, anys},
                             {{strings, s}, false, anys},
                             {{anys}, false, anys},
                             {{floats}, false, anys},
                             {{strings}, false, anys},
                             {{ints}, false, anys}},
              .call = sort,
              .description = "The list in ascending (\"asc\") or descending (\"desc\") order.",
              .example = "sort([3, 1, 2], \"desc\") == [3, 2, 1]"},
  };
  return kRows;
}

}  // namespace vedette::expr
