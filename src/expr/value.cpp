#include "expr/value.h"

#include "expr/runtime.h"

namespace vedette::expr {

Value MapObject::member(const Name& name, Arena& arena) const {
  Value out;
  return find(name.text, arena, out) ? out : Value();
}

bool MapObject::find_interned(std::uint32_t /*id*/, std::string_view key, Arena& arena, Value& out) const {
  return find(key, arena, out);
}

bool MapObject::find_value(const Value& key, Arena& arena, Value& out) const {
  return key.is_string() && find(key.as_string(), arena, out);
}

bool ArenaMap::find(std::string_view key, Arena& /*arena*/, Value& out) const {
  for (std::size_t i = 0; i < size_; ++i) {
    if (entries_[i].first.is_string() && equal_text(entries_[i].first.as_string(), key)) {
      out = entries_[i].second;
      return true;
    }
  }
  return false;
}

bool ArenaMap::find_value(const Value& key, Arena& arena, Value& out) const {
  for (std::size_t i = 0; i < size_; ++i) {
    // Go's key equality: alike in type and content, so 1 and 1.0 are two keys.
    if (deep_equal(entries_[i].first, key, arena)) {
      out = entries_[i].second;
      return true;
    }
  }
  return false;
}

void ArenaMap::entries(Arena& /*arena*/, std::vector<std::pair<Value, Value>>& out) const {
  out.insert(out.end(), entries_, entries_ + size_);
}

}  // namespace vedette::expr
