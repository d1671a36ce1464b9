// Equality and order.
#include <algorithm>

#include "expr/runtime.h"

namespace vedette::expr {

namespace {

bool is_null_reference(const Value& value) {
  return value.is_null();
}

bool is_slice(const Value& value) {
  return value.kind() == Kind::kSlice;
}

// expr: runtime/helpers, array_equal_cases: lists that Equal compares itself rather than leaving them to DeepEqual.
bool is_plain_slice(const Value& value) {
  if (!is_slice(value) || value.type()->array) {
    return false;
  }
  const TypeId element = value.type()->element->id;
  return element == type_id::kAny || element == type_id::kString || is_number(element);
}

bool equal_elements(const Value& a, const Value& b, Arena& arena) {
  if (a.size() != b.size()) {
    return false;
  }
  for (std::uint32_t i = 0; i < a.size(); ++i) {
    if (!equal(a.slice_data()[i], b.slice_data()[i], arena)) {
      return false;
    }
  }
  return true;
}

bool deep_equal_maps(const MapObject* a, const MapObject* b, Arena& arena) {
  if (a == b) {
    return true;
  }
  if (a == nullptr || b == nullptr || a->size() != b->size()) {
    return false;
  }
  std::vector<std::pair<Value, Value>> entries;
  a->entries(arena, entries);
  for (const auto& [key, value] : entries) {
    Value other;
    const bool found = key.is_string() ? b->find(key.as_string(), arena, other) : b->find_value(key, arena, other);
    if (!found || !deep_equal(value, other, arena)) {
      return false;
    }
  }
  return true;
}

bool deep_equal_structs(const Type& type, const void* a, const void* b, Arena& arena) {
  if (a == b) {
    return true;
  }
  for (const Field& field : type.fields) {
    if (!deep_equal(read_field(field, a, arena), read_field(field, b, arena), arena)) {
      return false;
    }
  }
  return true;
}

template <class T>
bool ordered(Order order, const T& a, const T& b) {
  switch (order) {
    case Order::kLess:
      return a < b;
    case Order::kMore:
      return a > b;
    case Order::kLessOrEqual:
      return a <= b;
    case Order::kMoreOrEqual:
      return a >= b;
  }
  return false;
}

std::string_view symbol(Order order) {
  constexpr std::string_view kSymbols[] = {"<", ">", "<=", ">="};
  return kSymbols[static_cast<int>(order)];
}

}  // namespace

bool equal(const Value& a, const Value& b, Arena& arena) {
  const TypeId x = a.type_id();
  const TypeId y = b.type_id();
  if (x == y) {
    switch (x) {
      case type_id::kNil:
        return true;
      case type_id::kString:
        return equal_text(a.as_string(), b.as_string());
      case type_id::kFloat32:
      case type_id::kFloat64:
        return a.as_float() == b.as_float();
      case type_id::kTime:
        return a.as_time() == b.as_time();
      default:
        if (x <= type_id::kUint64 || x == type_id::kDuration || x == type_id::kWeekday || x == type_id::kMonth) {
          return a.as_int() == b.as_int();
        }
        break;
    }
  } else if (is_number(x) && is_number(y)) {
    return is_floating(x) || is_floating(y) ? number_of(a) == number_of(b) : a.as_int() == b.as_int();
  }
  if (x <= type_id::kString && y <= type_id::kString) {
    return false;
  }
  if ((x == y || x == type_id::kAnySlice || y == type_id::kAnySlice) && is_plain_slice(a) && is_plain_slice(b)) {
    return equal_elements(a, b, arena);
  }
  if (is_null_reference(a) && is_null_reference(b)) {
    return true;
  }
  return deep_equal(a, b, arena);
}

bool deep_equal(const Value& a, const Value& b, Arena& arena) {
  if (a.type_id() != b.type_id()) {
    return false;
  }
  switch (a.kind()) {
    case Kind::kNil:
      return true;
    case Kind::kFloat32:
    case Kind::kFloat64:
      return a.as_float() == b.as_float();
    case Kind::kString:
      return a.as_string() == b.as_string();
    case Kind::kSlice:
      if (a.is_null() != b.is_null() || a.size() != b.size()) {
        return false;
      }
      if (a.slice_data() == b.slice_data()) {
        return true;
      }
      for (std::uint32_t i = 0; i < a.size(); ++i) {
        if (!deep_equal(a.slice_data()[i], b.slice_data()[i], arena)) {
          return false;
        }
      }
      return true;
    case Kind::kMap:
      return deep_equal_maps(a.as_map(), b.as_map(), arena);
    case Kind::kStruct:
      if (a.type_id() == type_id::kTime) {
        return a.as_time() == b.as_time() && a.as_time().zone == b.as_time().zone;
      }
      return deep_equal_structs(*a.type(), a.as_object(), b.as_object(), arena);
    case Kind::kPointer:
      if (a.as_object() == b.as_object()) {
        return true;
      }
      return a.as_object() != nullptr && b.as_object() != nullptr && deep_equal(dereference(a), dereference(b), arena);
    case Kind::kFunction:
      return a.as_object() == nullptr && b.as_object() == nullptr;
    case Kind::kError:
      return a.as_object() == b.as_object();
    default:
      return a.as_int() == b.as_int();
  }
}

bool compare(Order order, const Value& a, const Value& b, bool& out, Fault& fault) {
  const TypeId x = a.type_id();
  const TypeId y = b.type_id();
  if (is_number(x) && is_number(y)) {
    out = is_floating(x) || is_floating(y) ? ordered(order, number_of(a), number_of(b)) : ordered(order, a.as_int(), b.as_int());
    return true;
  }
  if (x == y) {
    switch (x) {
      case type_id::kString:
        out = ordered(order, a.as_string(), b.as_string());
        return true;
      case type_id::kTime:
        out = ordered(order, a.as_time(), b.as_time());
        return true;
      case type_id::kDuration:
        out = ordered(order, a.as_int(), b.as_int());
        return true;
      default:
        break;
    }
  }
  return fault.set(FaultKind::kOperation, a, b, symbol(order));
}

// Go: a struct can be a key when all its fields can.
static bool is_hashable_type(const Type& type) {
  switch (type.kind) {
    case Kind::kSlice:
    case Kind::kMap:
    case Kind::kFunction:
      return false;
    case Kind::kStruct:
      return std::all_of(type.fields.begin(), type.fields.end(), [](const Field& field) { return is_hashable_type(*field.type); });
    default:
      return true;
  }
}

bool is_hashable(const Value& value) {
  return value.kind() < Kind::kSlice || is_hashable_type(*value.type());  // most keys are plain
}

}  // namespace vedette::expr
