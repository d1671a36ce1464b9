#include "gotemplate/sprig/lists.h"

#include "gotemplate/print.h"

namespace vedette::gotemplate {

Value text_list(Runtime& runtime, const Value& value) {
  if (value.type_id() == type_id::kStringSlice) {
    return value;
  }
  if (value.kind() == Kind::kSlice) {
    std::vector<std::string> out;
    for (std::uint32_t i = 0; i < value.size() && !runtime.failed(); ++i) {
      if (!value.slice_data()[i].is_nil()) {
        out.push_back(text_of(runtime, value.slice_data()[i]));
      }
    }
    return runtime.texts(out);
  }
  if (value.is_nil()) {
    return runtime.list({}, type_id::kStringSlice);
  }
  const std::string text = text_of(runtime, value);
  return runtime.texts({&text, 1});
}

bool is_empty(const Value& value) {
  switch (value.kind()) {
    case Kind::kNil:
    case Kind::kAny:
      return true;
    case Kind::kString:
    case Kind::kSlice:
      return value.size() == 0;
    case Kind::kMap:
      return value.as_map() == nullptr || value.as_map()->size() == 0;
    case Kind::kBool:
      return !value.as_bool();
    case Kind::kFloat32:
    case Kind::kFloat64:
      return value.as_float() == 0;
    case Kind::kPointer:
    case Kind::kFunction:
    case Kind::kError:
      return value.is_null();
    case Kind::kStruct:
      return !is_true(Operand::concrete(value));  // only complex numbers can be
    default:
      return value.as_int() == 0;
  }
}

}  // namespace vedette::gotemplate
