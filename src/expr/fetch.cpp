// Reaching into values: fields, entries, elements, slices, membership.
#include <algorithm>

#include "expr/runtime.h"

namespace vedette::expr {

namespace {

bool fetch_element(const Value& from, const Value& key, Value& out, Fault& fault) {
  std::int64_t index = 0;
  if (!to_int(key, index, fault)) {
    return false;
  }
  const std::int64_t size = from.size();
  if (index < 0) {
    index += size;
  }
  if (index < 0 || index >= size) {
    return fault.set(FaultKind::kIndexOutOfRange, Value::integer(index), Value::integer(size));
  }
  out = from.is_string() ? Value::integer(static_cast<unsigned char>(from.as_string()[static_cast<std::size_t>(index)]), type_id::kUint8)
                         : from.slice_data()[index];
  return true;
}

}  // namespace

Value dereference_slow(Value value) {
  while (value.kind() == Kind::kPointer) {
    if (value.as_object() == nullptr) {
      return Value();
    }
    const Type* target = value.type()->element;
    value = target->kind == Kind::kStruct ? Value::object(value.as_object(), target->id) : *static_cast<const Value*>(value.as_object());
  }
  return value;
}

Value zero_value(const Type& type) {
  switch (type.kind) {
    case Kind::kAny:
    case Kind::kNil:
    case Kind::kError:
      return Value();
    case Kind::kString:
      return Value::string("");
    case Kind::kFloat32:
    case Kind::kFloat64:
      return Value::floating(0, type.id);
    case Kind::kSlice:
    case Kind::kMap:
    case Kind::kPointer:
    case Kind::kFunction:
      return Value::typed_nil(type.id);
    case Kind::kStruct: {
      static constexpr Time kZeroTime;
      return type.id == type_id::kTime ? Value::time(&kZeroTime) : Value::object(nullptr, type.id);
    }
    default:
      return Value::integer(0, type.id);
  }
}

bool map_index(const Value& map, const Value& key, Arena& arena, Value& out, bool& found, Fault& fault) {
  const MapObject* object = map.as_map();
  const TypeId id = map.type_id();
  const Type* key_type = id == type_id::kAnyMap || id == type_id::kStringMap ? nullptr : map.type()->key;
  if (key_type == nullptr || key_type->id == type_id::kString) {
    // Go: a nil key is the key type's zero value.
    if (!key.is_string() && !key.is_nil()) {
      return fault.set(FaultKind::kMapKey, key, Value(), "string");
    }
    found = object != nullptr && object->find(key.is_nil() ? std::string_view() : key.as_string(), arena, out);
    return true;
  }
  if (key_type->kind == Kind::kAny) {
    if (!is_hashable(key)) {
      return fault.set(FaultKind::kUnhashable, key);
    }
  } else if (!key.is_nil() && key.type_id() != key_type->id) {
    return fault.set(FaultKind::kMapKey, key, Value(), key_type->name);
  }
  found = object != nullptr && object->find_value(key.is_nil() ? zero_value(*key_type) : key, arena, out);
  return true;
}

bool fetch(const Value& from_in, const Value& key, Arena& arena, Value& out, Fault& fault) {
  const Value from = dereference(from_in);
  switch (from.kind()) {
    case Kind::kString:
    case Kind::kSlice:
      return fetch_element(from, key, out, fault);
    case Kind::kMap: {
      bool found = false;
      if (!map_index(from, key, arena, out, found, fault)) {
        return false;
      }
      if (!found) {
        out = zero_value(*from.type()->element);
      }
      return true;
    }
    case Kind::kStruct: {
      if (!key.is_string()) {
        return fault.set(FaultKind::kAssertion, key, Value(), "string");
      }
      const Field* field = from.type()->field(key.as_string());
      if (field == nullptr) {
        break;
      }
      out = read_field(*field, from.as_object(), arena);
      return true;
    }
    default:
      break;
  }
  return fault.set(FaultKind::kCannotFetch, key, from_in);
}

bool fetch_name(const Value& from, std::string_view name, Arena& arena, Value& out, Fault& fault) {
  if (from.type_id() == type_id::kAnyMap) {
    const MapObject* map = from.as_map();
    if (map == nullptr || !map->find(name, arena, out)) {
      out = Value();
    }
    return true;
  }
  if (from.is_nil()) {
    return fault.set(FaultKind::kCannotFetch, Value::string(name), from);
  }
  return fetch(from, Value::string(name), arena, out, fault);
}

bool contains_element(const Value& needle, const Value& haystack_in, Arena& arena, bool& out, Fault& fault) {
  out = false;
  if (haystack_in.is_null()) {
    // A nil list or map holds nothing, a nil pointer points to nothing. A nil map still refuses a key of another type.
    Value unused;
    return haystack_in.kind() != Kind::kMap || map_index(haystack_in, needle, arena, unused, out, fault);
  }
  const Value haystack = dereference(haystack_in);
  switch (haystack.kind()) {
    case Kind::kNil:
      return true;
    case Kind::kSlice: {
      const Value* end = haystack.slice_data() + haystack.size();
      out = std::any_of(haystack.slice_data(), end, [&](const Value& element) { return equal(element, needle, arena); });
      return true;
    }
    case Kind::kMap: {
      Value unused;
      return map_index(haystack, needle, arena, unused, out, fault);
    }
    case Kind::kStruct:
      if (!needle.is_string()) {
        return fault.set(FaultKind::kFieldName, needle, haystack);
      }
      out = haystack.type()->field(needle.as_string()) != nullptr;
      return true;
    default:
      return fault.set(FaultKind::kInNotDefined, haystack);
  }
}

bool slice(const Value& value_in, const Value& from, const Value& to, Value& out, Fault& fault) {
  const Value value = dereference(value_in);
  const Kind kind = value.kind();
  if (kind != Kind::kString && kind != Kind::kSlice) {
    return fault.set(FaultKind::kSlice, from);
  }
  const std::int64_t size = value.size();
  std::int64_t begin = 0;
  std::int64_t end = 0;
  if (!to_int(from, begin, fault) || !to_int(to, end, fault)) {
    return false;
  }
  const auto clamp_low = [size](std::int64_t at) { return at < 0 ? std::max<std::int64_t>(at + size, 0) : at; };
  begin = clamp_low(begin);
  end = std::min(clamp_low(end), size);
  begin = std::min(begin, end);
  const auto count = static_cast<std::size_t>(end - begin);
  if (kind == Kind::kString) {
    out = Value::string(value.as_string().substr(static_cast<std::size_t>(begin), count));
  } else if (value.is_null()) {
    out = value;
  } else {
    out = Value::slice(value.slice_data() + begin, count, value.type_id());
  }
  return true;
}

bool length(const Value& value, std::int64_t& out, Fault& fault) {
  switch (value.kind()) {
    case Kind::kString:
    case Kind::kSlice:
      out = value.size();
      return true;
    case Kind::kMap:
      out = value.as_map() != nullptr ? static_cast<std::int64_t>(value.as_map()->size()) : 0;
      return true;
    default:
      return fault.set(FaultKind::kLength, value);
  }
}

}  // namespace vedette::expr
