// Methods and fields of Go values, as a template finds them by name.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "expr/function.h"
#include "gotemplate/function.h"

namespace vedette::gotemplate {

/// A method that was found, and the value it is called on.
struct MethodCall {
  Callable callable;  // `native` is null: the call goes through `builtin` or `own`
  Value receiver;
  const expr::Builtin* builtin = nullptr;
  /// Methods that only templates call: their first argument is the receiver.
  Native own = nullptr;
};

/// The method `name` of a value (behind its pointers) or of the last pointer to it, if there is one.
[[nodiscard]] std::optional<MethodCall> find_method(const Value& value, const Value& pointer, std::string_view name);

}  // namespace vedette::gotemplate
