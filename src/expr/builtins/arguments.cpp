#include "expr/builtins/arguments.h"

#include <algorithm>
#include <cstring>

#include "expr/runtime.h"

namespace vedette::expr {

void Arguments::mismatch(std::size_t i, std::string_view wanted) {
  if (context_.failed()) {
    return;
  }
  if (i >= values_.size()) {
    (void)context_.fail("not enough arguments");
    return;
  }
  std::string_view got = values_[i].is_nil() ? "nil" : type_name(values_[i]);
  (void)context_.fail("interface conversion: interface {} is " + std::string(got) + ", not " + std::string(wanted));
}

std::int64_t integer_of(CallContext& context, const Value& value) {
  std::int64_t number = 0;
  Fault fault;
  if (!to_int(value, number, fault) && !context.failed()) {
    (void)context.fail(describe(fault));
  }
  return number;
}

char* allocate_text(CallContext& context, std::size_t bytes) {
  if (bytes > kMaxResultBytes) {
    (void)context.fail("memory budget exceeded");
    return nullptr;
  }
  if (!context.charge(bytes / 64 + 1)) {
    return nullptr;
  }
  return static_cast<char*>(context.arena.allocate(bytes, 1));
}

Value text_result(CallContext& context, std::string_view text) {
  if (text.empty()) {
    return Value::string("");
  }
  char* data = allocate_text(context, text.size());
  if (data == nullptr) {
    return {};
  }
  std::memcpy(data, text.data(), text.size());
  return Value::string({data, text.size()});
}

Value* allocate_values(CallContext& context, std::size_t count) {
  if (count > kMaxResultBytes / sizeof(Value)) {
    (void)context.fail("memory budget exceeded");
    return nullptr;
  }
  if (!context.charge(count)) {
    return nullptr;
  }
  return static_cast<Value*>(context.arena.allocate(count * sizeof(Value), alignof(Value)));
}

Value slice_result(CallContext& context, std::span<const Value> values, TypeId type) {
  if (values.empty()) {
    return Value::slice(nullptr, 0, type);
  }
  Value* data = allocate_values(context, values.size());
  if (data == nullptr) {
    return {};
  }
  std::copy(values.begin(), values.end(), data);
  return Value::slice(data, values.size(), type);
}

Value map_result(CallContext& context, std::span<const std::pair<Value, Value>> entries, TypeId type) {
  using Entry = std::pair<Value, Value>;
  if (entries.size() > kMaxResultBytes / sizeof(Entry)) {
    return context.fail("memory budget exceeded");
  }
  if (!context.charge(entries.size() + 1)) {
    return {};
  }
  auto* data = static_cast<Entry*>(context.arena.allocate(entries.size() * sizeof(Entry) + 1, alignof(Entry)));
  std::uninitialized_copy(entries.begin(), entries.end(), data);
  return Value::map(context.arena.make<ArenaMap>(data, entries.size()), type);
}

namespace {

/// nil, then booleans, numbers, strings, and the rest in their own order.
int rank(const Value& value) {
  switch (value.kind()) {
    case Kind::kNil:
      return 0;
    case Kind::kBool:
      return 1;
    case Kind::kString:
      return 3;
    default:
      return is_number_kind(value.kind()) ? 2 : 4;
  }
}

bool key_before(const Value& a, const Value& b) {
  int rank_a = rank(a);
  int rank_b = rank(b);
  if (rank_a != rank_b) {
    return rank_a < rank_b;
  }
  switch (rank_a) {
    case 1:
      return !a.as_bool() && b.as_bool();
    case 2: {
      bool float_a = !is_integer_kind(a.kind());
      bool float_b = !is_integer_kind(b.kind());
      if (float_a != float_b) {
        return !float_a;
      }
      return float_a ? a.as_float() < b.as_float() : a.as_int() < b.as_int();
    }
    case 3:
      return a.as_string() < b.as_string();
    default:
      return false;
  }
}

}  // namespace

std::vector<std::pair<Value, Value>> sorted_entries(CallContext& context, const Value& map) {
  std::vector<std::pair<Value, Value>> entries;
  if (map.as_map() == nullptr || !context.charge(map.as_map()->size() + 1)) {
    return entries;
  }
  map.as_map()->entries(context.arena, entries);
  std::stable_sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) { return key_before(a.first, b.first); });
  return entries;
}

bool charge_printing(CallContext& context, const Value& value, int depth) {
  constexpr int kMaxDepth = 10'000;
  if (depth > kMaxDepth) {
    (void)context.fail("recursion depth exceeded");
  }
  if (!context.charge(1)) {
    return false;
  }
  if (value.kind() == Kind::kSlice) {
    for (std::uint32_t i = 0; i < value.size(); ++i) {
      if (!charge_printing(context, value.slice_data()[i], depth + 1)) {
        return false;
      }
    }
  } else if (value.kind() == Kind::kMap && !value.is_null()) {
    std::vector<std::pair<Value, Value>> entries;
    value.as_map()->entries(context.arena, entries);
    for (const auto& entry : entries) {
      if (!charge_printing(context, entry.second, depth + 1)) {
        return false;
      }
    }
  }
  return true;
}

Kind kind_behind(const Type* type) {
  while (type != nullptr && type->kind == Kind::kPointer) {
    type = type->element;
  }
  // To Go `error` is an interface like any other.
  return type == nullptr || type->kind == Kind::kError ? Kind::kAny : type->kind;
}

bool is_integer_kind(Kind kind) {
  return kind >= Kind::kInt && kind <= Kind::kUint64;
}

bool is_number_kind(Kind kind) {
  return kind >= Kind::kInt && kind <= Kind::kFloat64;
}

CheckedCall wrong_count(std::string_view expected, std::size_t got) {
  return {nullptr, "invalid number of arguments (expected " + std::string(expected) + ", got " + std::to_string(got) + ")"};
}

std::string_view name_of_type(const Type* type) {
  if (type == nullptr) {
    return "unknown";
  }
  return type->kind == Kind::kNil ? "nil" : std::string_view(type->name);
}

CheckedCall wrong_type(std::string_view text_before, const Type* type) {
  return {nullptr, std::string(text_before) + std::string(name_of_type(type))};
}

}  // namespace vedette::expr
