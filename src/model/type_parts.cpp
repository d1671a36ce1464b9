#include "model/type_parts.h"

namespace vedette::model {

using expr::Builtin;
using expr::Value;

Value string_slice(const std::vector<std::string>& items, bool nil, Arena& arena) {
  if (nil) {
    return Value::typed_nil(expr::type_id::kStringSlice);
  }
  Value* values = arena.make_array<Value>(items.size());
  for (std::size_t i = 0; i < items.size(); ++i) {
    values[i] = Value::string(items[i]);
  }
  return Value::slice(values, items.size(), expr::type_id::kStringSlice);
}

Builtin method(std::string_view name, std::vector<const expr::Type*> parameters, const expr::Type* result, expr::NativeFunction call,
               std::string_view description) {
  Builtin row;
  row.name = name;
  row.signatures = {method_signature(std::move(parameters), result)};
  row.call = call;
  row.description = description;
  return row;
}

Builtin pointer_method(std::string_view name, std::vector<const expr::Type*> parameters, const expr::Type* result, expr::NativeFunction call,
                       std::string_view description) {
  Builtin row = method(name, std::move(parameters), result, call, description);
  row.pointer_receiver = true;
  return row;
}

void add_methods(expr::Type& type, const std::vector<Builtin>& rows) {
  for (const Builtin& row : rows) {
    type.methods.push_back(&row);
  }
}

}  // namespace vedette::model
