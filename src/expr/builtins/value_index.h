// A Go map[any]..: finds values that are equal as Go's == of interfaces sees them: 1 and 1.0 differ, NaN equals nothing.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>
#include <unordered_map>

#include "expr/runtime.h"
#include "expr/value.h"

namespace vedette::expr {

/// Numbers the distinct hashable values given to it.
class ValueIndex {
 public:
  explicit ValueIndex(Arena& arena) : arena_(arena) {}

  /// The number of the value equal to `value`, or `fresh`, under which it is known from now on.
  std::size_t find_or_insert(const Value& value, std::size_t fresh) {
    auto [at, end] = numbers_.equal_range(hash(value));
    for (; at != end; ++at) {
      if (deep_equal(at->second.value, value, arena_)) {
        return at->second.number;
      }
    }
    numbers_.emplace(hash(value), Entry{value, fresh});
    return fresh;
  }

 private:
  struct Entry {
    Value value;
    std::size_t number;
  };

  static std::size_t hash(const Value& value) {
    std::size_t content = 0;
    switch (value.kind()) {
      case Kind::kString:
        content = std::hash<std::string_view>{}(value.as_string());
        break;
      case Kind::kFloat32:
      case Kind::kFloat64:
        content = std::hash<double>{}(value.as_float());
        break;
      case Kind::kStruct:
        content = value.type_id() == type_id::kTime && value.as_object() != nullptr ? static_cast<std::size_t>(value.as_time().seconds) : 0;
        break;
      case Kind::kNil:
        break;
      default:
        content = std::hash<std::int64_t>{}(value.as_int());
    }
    return content * 31 + value.type_id();
  }

  Arena& arena_;
  std::unordered_multimap<std::size_t, Entry> numbers_;
};

}  // namespace vedette::expr
