#include <cstring>
#include <vector>

#include "expr/runtime.h"
#include "model/event.h"

namespace vedette::model {

using expr::Kind;
using expr::Value;

void UnmarshaledMap::set(std::string_view key, Value value, Arena& arena) {
  for (std::uint32_t i = 0; i < size_; ++i) {
    if (entries_[i].key == key) {
      entries_[i].value = value;
      return;
    }
  }
  if (size_ == capacity_) {
    std::uint32_t capacity = capacity_ == 0 ? 4 : capacity_ * 2;
    auto* entries = static_cast<Entry*>(arena.allocate(capacity * sizeof(Entry), alignof(Entry)));
    if (size_ != 0) {
      std::memcpy(static_cast<void*>(entries), entries_, size_ * sizeof(Entry));
    }
    entries_ = entries;
    capacity_ = capacity;
  }
  new (entries_ + size_++) Entry{key, value};
}

bool UnmarshaledMap::find(std::string_view key, Arena& /*arena*/, Value& out) const {
  for (std::uint32_t i = 0; i < size_; ++i) {
    if (entries_[i].key == key) {
      out = entries_[i].value;
      return true;
    }
  }
  return false;
}

Value UnmarshaledMap::member(const expr::Name& name, Arena& /*arena*/) const {
  for (std::uint32_t i = 0; i < size_; ++i) {
    if (expr::equal_text(entries_[i].key, name.text)) {
      return entries_[i].value;
    }
  }
  return Value();
}

void UnmarshaledMap::entries(Arena& /*arena*/, std::vector<std::pair<Value, Value>>& out) const {
  for (std::uint32_t i = 0; i < size_; ++i) {
    out.emplace_back(Value::string(entries_[i].key), entries_[i].value);
  }
}

namespace {

Value copy_map(const Value& value, Arena& arena) {
  if (value.as_map() == nullptr) {
    return value;
  }
  std::vector<std::pair<Value, Value>> entries;
  value.as_map()->entries(arena, entries);
  if (value.type_id() == expr::type_id::kStringMap) {
    // What ParseKV makes: stays a FieldMap, so that a second ParseKV can merge into it.
    auto* map = arena.make<FieldMap>();
    for (const auto& [key, entry] : entries) {
      map->set(arena.copy(key.as_string()), arena.copy(entry.as_string()), arena);
    }
    return Value::map(map, value.type_id());
  }
  auto* copied = arena.make_array<std::pair<Value, Value>>(entries.size());
  for (std::size_t i = 0; i < entries.size(); ++i) {
    copied[i] = {copy_value(entries[i].first, arena), copy_value(entries[i].second, arena)};
  }
  return Value::map(arena.make<expr::ArenaMap>(copied, entries.size()), value.type_id());
}

}  // namespace

Value copy_value(const Value& value, Arena& arena) {
  switch (value.kind()) {
    case Kind::kString:
      return Value::string(arena.copy(value.as_string()));
    case Kind::kSlice: {
      if (value.is_null() || value.size() == 0) {
        return value;
      }
      Value* elements = arena.make_array<Value>(value.size());
      for (std::uint32_t i = 0; i < value.size(); ++i) {
        elements[i] = copy_value(value.slice_data()[i], arena);
      }
      return Value::slice(elements, value.size(), value.type_id());
    }
    case Kind::kMap:
      return copy_map(value, arena);
    case Kind::kStruct:
      return value.type_id() == expr::type_id::kTime ? Value::time(arena.make<Time>(value.as_time())) : value;
    default:
      return value;
  }
}

}  // namespace vedette::model
