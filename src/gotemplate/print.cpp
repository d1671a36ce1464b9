#include "gotemplate/print.h"

namespace vedette::gotemplate {

std::string sprint(Runtime& runtime, Arguments arguments) {
  std::string out;
  bool last_was_text = true;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const bool is_text = arguments[i].kind() == Kind::kString;
    if (i > 0 && !is_text && !last_was_text) {
      out += ' ';
    }
    out += runtime.format(arguments[i]);
    last_was_text = is_text;
  }
  return out;
}

std::string text_of(Runtime& runtime, const Value& value) {
  if (value.type_id() == type_id::kString) {
    return std::string(value.as_string());
  }
  if (value.type_id() == type_id::kByteSlice) {
    return runtime.format("%s", {&value, 1});
  }
  return runtime.format(value);
}

std::string_view kind_name(const Value& value) {
  switch (value.kind()) {
    case Kind::kNil:
    case Kind::kAny:
      return "invalid";
    case Kind::kBool:
      return "bool";
    case Kind::kInt:
      return "int";
    case Kind::kInt8:
      return "int8";
    case Kind::kInt16:
      return "int16";
    case Kind::kInt32:
      return "int32";
    case Kind::kInt64:
      return "int64";
    case Kind::kUint:
      return "uint";
    case Kind::kUint8:
      return "uint8";
    case Kind::kUint16:
      return "uint16";
    case Kind::kUint32:
      return "uint32";
    case Kind::kUint64:
      return "uint64";
    case Kind::kFloat32:
      return "float32";
    case Kind::kFloat64:
      return "float64";
    case Kind::kString:
      return "string";
    case Kind::kSlice:
      return value.type()->array ? "array" : "slice";
    case Kind::kMap:
      return "map";
    case Kind::kStruct:
      return value.type_id() == complex_type()->id ? "complex128" : "struct";
    case Kind::kPointer:
      return "ptr";
    case Kind::kFunction:
      return "func";
    case Kind::kError:
      return "ptr";
  }
  return "invalid";
}

}  // namespace vedette::gotemplate
