// What the rows share: reading arguments as Go's type assertions do, and building results in the arena within the bounds.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "expr/fault.h"
#include "expr/function.h"
#include "expr/value.h"

namespace vedette::expr {

/// No result of a builtin is larger.
inline constexpr std::size_t kMaxResultBytes = std::size_t{64} << 20;

/// The arguments of one call. Each reader fails the call when the value has another type, as `params[i].(string)` panics in the reference; then
/// its own result is empty and `failed()` is true. Read all, then ask once.
class Arguments {
 public:
  Arguments(CallContext& context, std::span<const Value> values) : context_(context), values_(values) {}

  [[nodiscard]] std::size_t size() const { return values_.size(); }
  [[nodiscard]] const Value& operator[](std::size_t i) const { return values_[i]; }
  [[nodiscard]] bool failed() const { return context_.failed(); }

  /// Exactly a string, not a type defined as one.
  [[nodiscard]] std::string_view text(std::size_t i) {
    if (i < values_.size() && values_[i].is_string()) {
      return values_[i].as_string();
    }
    mismatch(i, "string");
    return {};
  }
  /// Exactly an int.
  [[nodiscard]] std::int64_t integer(std::size_t i) {
    if (i < values_.size() && values_[i].is_int()) {
      return values_[i].as_int();
    }
    mismatch(i, "int");
    return 0;
  }
  /// Exactly a float64.
  [[nodiscard]] double floating(std::size_t i) {
    if (i < values_.size() && values_[i].is_float()) {
      return values_[i].as_float();
    }
    mismatch(i, "float64");
    return 0;
  }

 private:
  void mismatch(std::size_t i, std::string_view wanted);

  CallContext& context_;
  std::span<const Value> values_;
};

/// runtime.ToInt: any built-in integer or float, truncated; anything else fails the call.
[[nodiscard]] std::int64_t integer_of(CallContext& context, const Value& value);

/// Room for a text result of `bytes` bytes; null, and the call failed, when that is past the bounds. `bytes` must be at least 1.
[[nodiscard]] char* allocate_text(CallContext& context, std::size_t bytes);
/// A copy of `text` in the arena.
[[nodiscard]] Value text_result(CallContext& context, std::string_view text);
/// Room for a slice of `count` values; null, and the call failed, when that is past the bounds. `count` must be at least 1.
[[nodiscard]] Value* allocate_values(CallContext& context, std::size_t count);
/// A slice holding a copy of `values`.
[[nodiscard]] Value slice_result(CallContext& context, std::span<const Value> values, TypeId type = type_id::kAnySlice);
/// A map holding a copy of `entries`, whose keys are distinct.
[[nodiscard]] Value map_result(CallContext& context, std::span<const std::pair<Value, Value>> entries, TypeId type = type_id::kAnyMap);

/// All entries of a map value (none of a nil map), sorted by key so that results do not depend on anyone's order: strings bytewise, numbers by
/// value. Charged.
[[nodiscard]] std::vector<std::pair<Value, Value>> sorted_entries(CallContext& context, const Value& map);

/// Charges a step for each value that printing `value` would visit: lists may share their parts, so that little memory prints without end. False when
/// the budget is spent or the nesting is too deep.
[[nodiscard]] bool charge_printing(CallContext& context, const Value& value, int depth = 0);

// Static types, for rows with a `check`.
/// The kind after following pointers; an unknown type is kAny. Go: kind(t) with deref.Type.
[[nodiscard]] Kind kind_behind(const Type* type);
[[nodiscard]] bool is_number_kind(Kind kind);
[[nodiscard]] bool is_integer_kind(Kind kind);
/// "invalid number of arguments (expected 1, got 2)".
[[nodiscard]] CheckedCall wrong_count(std::string_view expected, std::size_t got);
/// "cannot reverse int".
[[nodiscard]] CheckedCall wrong_type(std::string_view text_before, const Type* type);
[[nodiscard]] std::string_view name_of_type(const Type* type);

// Signatures are written in rows as {{T(kString)}, false, T(kString)}.
[[nodiscard]] inline const Type* T(TypeId id) {
  return type_of(id);
}

}  // namespace vedette::expr
