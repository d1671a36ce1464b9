#include "model/field_map.h"

#include <cstring>

namespace vedette::model {

using expr::Value;

namespace {

std::string_view not_null(std::string_view text) {
  return text.data() != nullptr ? text : std::string_view("");
}

}  // namespace

std::uint32_t FieldMap::index_of(FieldId id, std::string_view key) const {
  if (id != kDynamicKey) {
    std::uint32_t at = index_of_id(id);
    if (at != kNone) {
      return at;
    }
  }
  if (dynamic_ != 0) {
    for (std::uint32_t i = 0; i < size_; ++i) {
      if (ids_[i] == kDynamicKey && entries_[i].key == key) {
        return i;
      }
    }
  }
  return kNone;
}

std::string_view FieldMap::get_dynamic(std::string_view key) const {
  std::uint32_t at = index_of(kDynamicKey, key);
  return at == kNone ? std::string_view() : entries_[at].value;
}

std::string_view FieldMap::get(std::string_view key) const {
  if (size_ == 0) {
    return {};
  }
  std::uint32_t at = index_of(find_field(key), key);
  return at == kNone ? std::string_view() : entries_[at].value;
}

void FieldMap::append(FieldId id, std::string_view key, std::string_view value, Arena& arena) {
  if (size_ == capacity_) {
    // The old arrays stay in the arena until it is reset: at most as much again as the new ones.
    std::uint32_t capacity = capacity_ == 0 ? 24 : padded_size(capacity_ * 2);
    auto* ids = static_cast<FieldId*>(arena.allocate(capacity * sizeof(FieldId), alignof(FieldId)));
    auto* entries = static_cast<Entry*>(arena.allocate(capacity * sizeof(Entry), alignof(Entry)));
    std::memset(ids + size_, 0xFF, (capacity - size_) * sizeof(FieldId));
    if (size_ != 0) {
      std::memcpy(ids, ids_, size_ * sizeof(FieldId));
      std::memcpy(static_cast<void*>(entries), entries_, size_ * sizeof(Entry));
    }
    ids_ = ids;
    entries_ = entries;
    capacity_ = capacity;
  }
  ids_[size_] = id;
  new (entries_ + size_) Entry{key, not_null(value)};
  ++size_;
  dynamic_ += id == kDynamicKey ? 1 : 0;
  present_ |= id == kDynamicKey ? ~std::uint64_t{0} : bit_of(id);
}

void FieldMap::set(FieldId id, std::string_view value, Arena& arena) {
  if ((present_ & bit_of(id)) != 0) {
    std::uint32_t at = dynamic_ == 0 ? index_of_id(id) : index_of(id, field_name(id));
    if (at != kNone) {
      entries_[at].value = not_null(value);
      return;
    }
  }
  if (size_ < capacity_ && id != kDynamicKey) [[likely]] {
    ids_[size_] = id;
    new (entries_ + size_) Entry{field_name(id), not_null(value)};
    ++size_;
    present_ |= bit_of(id);
    return;
  }
  append(id, field_name(id), value, arena);
}

void FieldMap::set(std::string_view key, std::string_view value, Arena& arena) {
  FieldId id = find_field(key);
  if (id != kDynamicKey) {
    set(id, value, arena);
    return;
  }
  std::uint32_t at = index_of(kDynamicKey, key);
  if (at != kNone) {
    entries_[at].value = not_null(value);
    return;
  }
  append(kDynamicKey, not_null(key), value, arena);
}

FieldMap FieldMap::copy(Arena& arena) const {
  FieldMap out;
  if (size_ == 0) {
    return out;
  }
  std::size_t bytes = 0;
  for (std::uint32_t i = 0; i < size_; ++i) {
    bytes += entries_[i].value.size() + (ids_[i] == kDynamicKey ? entries_[i].key.size() : 0);
  }
  out.ids_ = static_cast<FieldId*>(arena.allocate(padded_size(size_) * sizeof(FieldId), alignof(FieldId)));
  out.entries_ = static_cast<Entry*>(arena.allocate(size_ * sizeof(Entry), alignof(Entry)));
  out.size_ = out.capacity_ = size_;
  out.dynamic_ = dynamic_;
  out.present_ = present_;
  std::memset(out.ids_, 0xFF, padded_size(size_) * sizeof(FieldId));
  std::memcpy(out.ids_, ids_, size_ * sizeof(FieldId));
  char* text = bytes != 0 ? static_cast<char*>(arena.allocate(bytes, 1)) : nullptr;
  auto keep = [&text](std::string_view part) {
    if (part.empty()) {
      return std::string_view("");
    }
    std::memcpy(text, part.data(), part.size());
    std::string_view kept(text, part.size());
    text += part.size();
    return kept;
  };
  for (std::uint32_t i = 0; i < size_; ++i) {
    std::string_view key = ids_[i] == kDynamicKey ? keep(entries_[i].key) : field_name(ids_[i]);
    new (out.entries_ + i) Entry{key, keep(entries_[i].value)};
  }
  return out;
}

bool FieldMap::find(std::string_view key, Arena& /*arena*/, Value& out) const {
  std::string_view value = get(key);
  if (value.data() == nullptr) {
    return false;
  }
  out = Value::string(value);
  return true;
}

bool FieldMap::find_interned(std::uint32_t id, std::string_view /*key*/, Arena& /*arena*/, Value& out) const {
  std::string_view value = get(FieldId{id});
  if (value.data() == nullptr) {
    return false;
  }
  out = Value::string(value);
  return true;
}

void FieldMap::entries(Arena& /*arena*/, std::vector<std::pair<Value, Value>>& out) const {
  for (const Entry& entry : *this) {
    out.emplace_back(Value::string(entry.key), Value::string(entry.value));
  }
}

}  // namespace vedette::model
