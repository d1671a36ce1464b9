// Sprig's defaults.go and reflect.go.
#include <algorithm>
#include <array>

#include "expr/runtime.h"
#include "gotemplate/function.h"
#include "gotemplate/print.h"
#include "gotemplate/sprig/lists.h"

namespace vedette::gotemplate {

namespace {

Value default_value(Runtime& /*runtime*/, Arguments arguments) {
  return arguments.size() < 2 || is_empty(arguments[1]) ? arguments[0] : arguments[1];
}

Value empty(Runtime& /*runtime*/, Arguments arguments) {
  return Value::boolean(is_empty(arguments[0]));
}

Value coalesce(Runtime& /*runtime*/, Arguments arguments) {
  auto found = std::find_if_not(arguments.begin(), arguments.end(), is_empty);
  return found == arguments.end() ? Value() : *found;
}

Value all(Runtime& /*runtime*/, Arguments arguments) {
  return Value::boolean(std::none_of(arguments.begin(), arguments.end(), is_empty));
}

Value any(Runtime& /*runtime*/, Arguments arguments) {
  return Value::boolean(!std::all_of(arguments.begin(), arguments.end(), is_empty));
}

Value ternary(Runtime& /*runtime*/, Arguments arguments) {
  return arguments[2].as_bool() ? arguments[0] : arguments[1];
}

Value fail(Runtime& runtime, Arguments arguments) {
  return runtime.fail(std::string(arguments[0].as_string()));
}

std::string_view type_text(const Value& value) {
  return value.is_nil() ? "<nil>" : expr::type_name(value);
}

Value type_of(Runtime& runtime, Arguments arguments) {
  return runtime.text(type_text(arguments[0]));
}

Value type_is(Runtime& /*runtime*/, Arguments arguments) {
  return Value::boolean(arguments[0].as_string() == type_text(arguments[1]));
}

Value type_is_like(Runtime& /*runtime*/, Arguments arguments) {
  const std::string_view type = type_text(arguments[1]);
  const std::string_view target = arguments[0].as_string();
  return Value::boolean(target == type || (type.starts_with('*') && type.substr(1) == target));
}

Value kind_of(Runtime& runtime, Arguments arguments) {
  return runtime.text(kind_name(arguments[0]));
}

Value kind_is(Runtime& /*runtime*/, Arguments arguments) {
  return Value::boolean(arguments[0].as_string() == kind_name(arguments[1]));
}

Value deep_equal(Runtime& runtime, Arguments arguments) {
  return Value::boolean(runtime.visit(arguments[0]) && runtime.visit(arguments[1]) && expr::deep_equal(arguments[0], arguments[1], runtime.arena()));
}

/// copystructure.Copy: lists and maps; what cannot change is shared.
Value copy_of(Runtime& runtime, const Value& value) {
  if (value.is_null()) {
    return value;
  }
  if (value.kind() == Kind::kSlice) {
    Value* elements = runtime.elements(value.size());
    for (std::uint32_t i = 0; elements != nullptr && i < value.size(); ++i) {
      elements[i] = copy_of(runtime, value.slice_data()[i]);
    }
    return elements == nullptr ? Value() : Value::slice(elements, value.size(), value.type_id());
  }
  if (const TemplateMap* from = map_of(value)) {
    TemplateMap* to = nullptr;
    const Value out = runtime.map(to, value.type_id());
    for (const auto& [key, element] : from->values()) {
      if (!runtime.set(*to, key, copy_of(runtime, element))) {
        break;
      }
    }
    return out;
  }
  return value;
}

Value deep_copy(Runtime& runtime, Arguments arguments) {
  if (arguments[0].is_nil()) {
    return runtime.fail("reflect: call of reflect.Value.Type on zero Value");
  }
  return runtime.visit(arguments[0]) ? copy_of(runtime, arguments[0]) : Value();
}

}  // namespace

std::span<const Row> default_functions() {
  static constexpr std::array kRows = {
      Row{"all", "(...any) bool", all},
      Row{"any", "(...any) bool", any},
      Row{"coalesce", "(...any) any", coalesce},
      Row{"deepCopy", "(any) any", deep_copy},
      Row{"deepEqual", "(any, any) bool", deep_equal},
      Row{"default", "(any, ...any) any", default_value},
      Row{"empty", "(any) bool", empty},
      Row{"fail", "(string) string", fail},
      Row{"kindIs", "(string, any) bool", kind_is},
      Row{"kindOf", "(any) string", kind_of},
      Row{"mustDeepCopy", "(any) any", deep_copy},
      Row{"ternary", "(any, any, bool) any", ternary},
      Row{"typeIs", "(string, any) bool", type_is},
      Row{"typeIsLike", "(string, any) bool", type_is_like},
      Row{"typeOf", "(any) string", type_of},
  };
  return kRows;
}

}  // namespace vedette::gotemplate
