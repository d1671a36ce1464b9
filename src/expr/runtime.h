// What expressions do with values, by the rules of expr-lang's vm/runtime: Go's static rules seen through interfaces. int64 wraps; sums of any two
// integers are int; anything with a float is float64.
//
// Functions that can fail return false and say why in `fault`. Views that nested values need are taken from `arena`.
#pragma once

#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>

#include "expr/fault.h"
#include "expr/value.h"

namespace vedette::expr {

// Kinds of numbers, by exact type: a named integer (time.Weekday, time.Duration) is none.
[[nodiscard]] inline bool is_integer(TypeId type) {
  return type >= type_id::kInt && type <= type_id::kUint64;
}
[[nodiscard]] inline bool is_floating(TypeId type) {
  return type == type_id::kFloat32 || type == type_id::kFloat64;
}
[[nodiscard]] inline bool is_number(TypeId type) {
  return type >= type_id::kInt && type <= type_id::kFloat64;
}

/// float64(x) of a number.
[[nodiscard]] inline double number_of(const Value& value) {
  if (is_floating(value.type_id())) {
    return value.as_float();
  }
  if (value.type_id() == type_id::kUint64 || value.type_id() == type_id::kUint) {
    return static_cast<double>(static_cast<std::uint64_t>(value.as_int()));
  }
  return static_cast<double>(value.as_int());
}

/// Go's int(f): truncates; what does not fit (and NaN) is the least int64, as amd64 gives.
[[nodiscard]] std::int64_t truncate(double number);

/// a == b, inline for the short texts that fields and names are.
[[nodiscard]] inline bool equal_text(std::string_view a, std::string_view b) {
  const std::size_t size = a.size();
  if (size != b.size()) {
    return false;
  }
  const auto same = [&]<class Word>(Word, std::size_t at) {
    Word x;
    Word y;
    std::memcpy(&x, a.data() + at, sizeof x);
    std::memcpy(&y, b.data() + at, sizeof y);
    return x == y;
  };
  if (size >= 8) {
    return same(std::uint64_t{}, 0) && same(std::uint64_t{}, size - 8) && (size <= 16 || std::memcmp(a.data() + 8, b.data() + 8, size - 16) == 0);
  }
  if (size >= 4) {
    return same(std::uint32_t{}, 0) && same(std::uint32_t{}, size - 4);
  }
  return size == 0 || (a[0] == b[0] && a[size / 2] == b[size / 2] && a[size - 1] == b[size - 1]);
}

/// runtime.Equal: numbers by value, []any element by element, two nils of any type equal; else alike in type and content.
[[nodiscard]] bool equal(const Value& a, const Value& b, Arena& arena);
/// reflect.DeepEqual.
[[nodiscard]] bool deep_equal(const Value& a, const Value& b, Arena& arena);

enum class Order : std::uint8_t { kLess, kMore, kLessOrEqual, kMoreOrEqual };
/// runtime.Less, More, LessOrEqual, MoreOrEqual.
[[nodiscard]] bool compare(Order order, const Value& a, const Value& b, bool& out, Fault& fault);
/// runtime.Less for builtins; nothing when the two cannot be ordered.
[[nodiscard]] inline std::optional<bool> less(const Value& a, const Value& b) {
  bool out = false;
  Fault fault;
  return compare(Order::kLess, a, b, out, fault) ? std::optional<bool>(out) : std::nullopt;
}

[[nodiscard]] bool add(const Value& a, const Value& b, Arena& arena, Value& out, Fault& fault);
[[nodiscard]] bool subtract(const Value& a, const Value& b, Arena& arena, Value& out, Fault& fault);
[[nodiscard]] bool multiply(const Value& a, const Value& b, Value& out, Fault& fault);
[[nodiscard]] bool divide(const Value& a, const Value& b, Value& out, Fault& fault);
[[nodiscard]] bool modulo(const Value& a, const Value& b, Value& out, Fault& fault);
[[nodiscard]] bool exponent(const Value& a, const Value& b, Value& out, Fault& fault);
[[nodiscard]] bool negate(const Value& a, Value& out, Fault& fault);
/// math.Pow.
[[nodiscard]] double power(double base, double exponent);

/// runtime.ToInt, ToFloat64: exact number types only.
[[nodiscard]] bool to_int(const Value& value, std::int64_t& out, Fault& fault);
[[nodiscard]] bool to_float(const Value& value, double& out, Fault& fault);

/// deref.Interface: what a pointer points to, through any number of pointers; nil for a nil pointer; other values as they are.
[[nodiscard]] Value dereference_slow(Value value);
[[nodiscard]] inline Value dereference(const Value& value) {
  return value.type_id() <= type_id::kDuration ? value : dereference_slow(value);
}

/// The zero value of a static type: nil for any, "" for string, a typed nil for slices, maps and pointers, a struct without an object.
[[nodiscard]] Value zero_value(const Type& type);

/// Reads `field` of the struct behind `object`; the field's zero value when there is no object.
[[nodiscard]] inline Value read_field(const Field& field, const void* object, Arena& arena) {
  return object != nullptr ? field.get(object, arena) : zero_value(*field.type);
}

/// Go's map index: `found` says whether the key is there; false when the key cannot be one.
[[nodiscard]] bool map_index(const Value& map, const Value& key, Arena& arena, Value& out, bool& found, Fault& fault);
/// runtime.Fetch: a field, an entry or an element.
[[nodiscard]] bool fetch(const Value& from, const Value& key, Arena& arena, Value& out, Fault& fault);
/// The same with a name; the way of `a.b` where nothing is known about a.
[[nodiscard]] bool fetch_name(const Value& from, std::string_view name, Arena& arena, Value& out, Fault& fault);
/// runtime.In
[[nodiscard]] bool contains_element(const Value& needle, const Value& haystack, Arena& arena, bool& out, Fault& fault);
/// runtime.Slice; strings are cut by bytes.
[[nodiscard]] bool slice(const Value& value, const Value& from, const Value& to, Value& out, Fault& fault);
/// runtime.Len: bytes of a string, elements of a list, entries of a map.
[[nodiscard]] bool length(const Value& value, std::int64_t& out, Fault& fault);
/// Whether Go could use the value as a map key.
[[nodiscard]] bool is_hashable(const Value& value);

}  // namespace vedette::expr
