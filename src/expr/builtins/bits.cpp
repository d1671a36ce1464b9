// Bits of ints. expr-lang: bitFunc and toInt of builtin/utils.go.
#include <array>

#include "expr/builtins/arguments.h"
#include "expr/builtins/builtins.h"
#include "expr/runtime.h"

namespace vedette::expr {
namespace {

bool read_int(CallContext& context, std::string_view name, const Value& value, std::int64_t& out) {
  if (is_integer(value.type_id())) {
    out = value.as_int();
    return true;
  }
  (void)context.fail("cannot use " + std::string(type_name(value)) + " as argument (type int) to call " + std::string(name));
  return false;
}

enum class Bits { kAnd, kOr, kXor, kAndNot, kShiftLeft, kShiftRight, kShiftRightUnsigned };

template <Bits kOperation>
Value combine(CallContext& context, std::string_view name, std::span<const Value> arguments) {
  std::int64_t x = 0;
  std::int64_t y = 0;
  if (!read_int(context, name, arguments[0], x) || !read_int(context, name, arguments[1], y)) {
    return {};
  }
  auto bits = static_cast<std::uint64_t>(x);
  if constexpr (kOperation == Bits::kAnd) {
    return Value::integer(x & y);
  } else if constexpr (kOperation == Bits::kOr) {
    return Value::integer(x | y);
  } else if constexpr (kOperation == Bits::kXor) {
    return Value::integer(x ^ y);
  } else if constexpr (kOperation == Bits::kAndNot) {
    return Value::integer(x & ~y);
  } else {
    if (y < 0) {
      return context.fail("invalid operation: negative shift count " + std::to_string(y) + " (type int)");
    }
    if constexpr (kOperation == Bits::kShiftLeft) {
      return Value::integer(y < 64 ? static_cast<std::int64_t>(bits << y) : 0);
    } else if constexpr (kOperation == Bits::kShiftRight) {
      return Value::integer(x >> (y < 64 ? y : 63));
    } else {
      return Value::integer(y < 64 ? static_cast<std::int64_t>(bits >> y) : 0);
    }
  }
}

Value bitand_of(CallContext& c, std::span<const Value> a) {
  return combine<Bits::kAnd>(c, "bitand", a);
}
Value bitor_of(CallContext& c, std::span<const Value> a) {
  return combine<Bits::kOr>(c, "bitor", a);
}
Value bitxor_of(CallContext& c, std::span<const Value> a) {
  return combine<Bits::kXor>(c, "bitxor", a);
}
Value bitnand_of(CallContext& c, std::span<const Value> a) {
  return combine<Bits::kAndNot>(c, "bitnand", a);
}
Value bitshl_of(CallContext& c, std::span<const Value> a) {
  return combine<Bits::kShiftLeft>(c, "bitshl", a);
}
Value bitshr_of(CallContext& c, std::span<const Value> a) {
  return combine<Bits::kShiftRight>(c, "bitshr", a);
}
Value bitushr_of(CallContext& c, std::span<const Value> a) {
  return combine<Bits::kShiftRightUnsigned>(c, "bitushr", a);
}

Value bitnot_of(CallContext& context, std::span<const Value> arguments) {
  std::int64_t x = 0;
  return read_int(context, "bitnot", arguments[0], x) ? Value::integer(~x) : Value();
}

}  // namespace

std::span<const Builtin> bit_functions() {
  static const Signature kTwo{{T(type_id::kInt), T(type_id::kInt)}, false, T(type_id::kInt)};
  static const Signature kOne{{T(type_id::kInt)}, false, T(type_id::kInt)};
  static const std::array kRows = {
      Builtin{.name = "bitand", .signatures = {kTwo}, .call = bitand_of, .description = "Bits set in both.", .example = "bitand(6, 3) == 2"},
      Builtin{.name = "bitor", .signatures = {kTwo}, .call = bitor_of, .description = "Bits set in either.", .example = "bitor(6, 3) == 7"},
      Builtin{.name = "bitxor", .signatures = {kTwo}, .call = bitxor_of, .description = "Bits set in just one.", .example = "bitxor(6, 3) == 5"},
      Builtin{.name = "bitnand",
              .signatures = {kTwo},
              .call = bitnand_of,
              .description = "Bits of the first that are not set in the second (Go's &^).",
              .example = "bitnand(6, 3) == 4"},
      Builtin{.name = "bitshl", .signatures = {kTwo}, .call = bitshl_of, .description = "Shifts left.", .example = "bitshl(3, 2) == 12"},
      Builtin{.name = "bitshr",
              .signatures = {kTwo},
              .call = bitshr_of,
              .description = "Shifts right, keeping the sign.",
              .example = "bitshr(-8, 1) == -4"},
      Builtin{.name = "bitushr",
              .signatures = {kTwo},
              .call = bitushr_of,
              .description = "Shifts right, filling with zeros.",
              .example = "bitushr(-1, 63) == 1"},
      Builtin{.name = "bitnot", .signatures = {kOne}, .call = bitnot_of, .description = "Flips every bit.", .example = "bitnot(5) == -6"},
  };
  return kRows;
}

}  // namespace vedette::expr
