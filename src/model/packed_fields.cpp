#include "model/packed_fields.h"

#include <algorithm>

namespace vedette::model {

namespace {

void sort_places(const FieldMap& map, std::vector<std::uint32_t>& places) {
  places.resize(map.size());
  for (std::uint32_t i = 0; i < places.size(); ++i) {
    places[i] = i;
  }
  const FieldMap::Entry* entries = map.begin();
  std::sort(places.begin(), places.end(), [entries](std::uint32_t a, std::uint32_t b) { return entries[a].key < entries[b].key; });
}

class Writer {
 public:
  Writer(char* to, std::uint32_t count, std::uint32_t text_size)
      : entry_(to + 2 * sizeof(std::uint32_t)), texts_(entry_ + count * sizeof(PackedFields::Entry)) {
    std::memcpy(to, &count, sizeof count);
    std::memcpy(to + sizeof count, &text_size, sizeof text_size);
  }
  void add(FieldId id, std::string_view key, std::string_view value) {
    const PackedFields::Entry entry{id, at_, static_cast<std::uint32_t>(key.size()), static_cast<std::uint32_t>(value.size())};
    std::memcpy(entry_, &entry, sizeof entry);
    entry_ += sizeof entry;
    put(key);
    put(value);
  }
  [[nodiscard]] char* end() const { return texts_ + at_; }

 private:
  void put(std::string_view text) {
    if (!text.empty()) {
      std::memcpy(texts_ + at_, text.data(), text.size());
      at_ += static_cast<std::uint32_t>(text.size());
    }
  }
  char* entry_;
  char* texts_;
  std::uint32_t at_ = 0;
};

std::uint32_t text_size(const FieldMap& map) {
  std::size_t size = 0;
  for (std::uint32_t i = 0; i < map.size(); ++i) {
    size += map.begin()[i].value.size() + (map.id_at(i) == kDynamicKey ? map.begin()[i].key.size() : 0);
  }
  return static_cast<std::uint32_t>(size);
}

}  // namespace

std::string_view PackedFields::get(FieldId id) const {
  const std::uint32_t count = size();
  for (std::uint32_t i = 0; i < count; ++i) {
    const Entry one = entry(i);
    if (one.id == id || (one.id == kDynamicKey && key(one) == field_name(id))) {
      return value(one);
    }
  }
  return {};
}

std::string_view PackedFields::get(std::string_view wanted) const {
  if (const FieldId id = find_field(wanted); id != kDynamicKey) {
    return get(id);
  }
  const std::uint32_t count = size();
  for (std::uint32_t i = 0; i < count; ++i) {
    const Entry one = entry(i);
    if (one.id == kDynamicKey && key(one) == wanted) {
      return value(one);
    }
  }
  return {};
}

std::size_t PackedFields::packed_size(const FieldMap& map) {
  return kHeadSize + map.size() * sizeof(Entry) + text_size(map);
}

char* PackedFields::pack(const FieldMap& map, std::span<const std::uint32_t> order, char* to) {
  const auto count = static_cast<std::uint32_t>(map.size());
  Writer writer(to, count, text_size(map));
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::uint32_t place = order.empty() ? i : order[i];
    const FieldMap::Entry& entry = map.begin()[place];
    const FieldId id = map.id_at(place);
    writer.add(id, id == kDynamicKey ? entry.key : std::string_view(), entry.value);
  }
  return writer.end();
}

void PackedFields::unpack(FieldMap& map, Arena& arena) const {
  const std::uint32_t count = size();
  for (std::uint32_t i = 0; i < count; ++i) {
    const Entry one = entry(i);
    if (one.id == kDynamicKey) {
      map.set(key(one), value(one), arena);
    } else {
      map.set(one.id, value(one), arena);
    }
  }
}

PackedFields PackedFields::pack(const FieldMap& map, Arena& arena) {
  std::vector<std::uint32_t> order;
  sort_places(map, order);
  char* bytes = arena.make_array<char>(packed_size(map));
  pack(map, order, bytes);
  return PackedFields(bytes);
}

PackedFields PackedFields::pack(std::span<const MetaItem> items, Arena& arena) {
  std::size_t size = 0;
  for (const MetaItem& item : items) {
    size += item.key.size() + item.value.size();
  }
  char* bytes = arena.make_array<char>(kHeadSize + items.size() * sizeof(Entry) + size);
  Writer writer(bytes, static_cast<std::uint32_t>(items.size()), static_cast<std::uint32_t>(size));
  for (const MetaItem& item : items) {
    writer.add(kDynamicKey, item.key, item.value);
  }
  return PackedFields(bytes);
}

std::span<const std::uint32_t> FieldOrder::of(const FieldMap& map) {
  std::uint64_t hash = map.size();
  bool dynamic = false;
  for (std::uint32_t i = 0; i < map.size(); ++i) {
    dynamic = dynamic || map.id_at(i) == kDynamicKey;
    hash = (hash ^ map.id_at(i)) * 0x9E3779B97F4A7C15U;
  }
  Shape& shape = shapes_[hash >> 54];
  static_assert(kShapes == 1 << 10);
  bool same = !dynamic && shape.ids.size() == map.size();
  for (std::uint32_t i = 0; same && i < map.size(); ++i) {
    same = shape.ids[i] == map.id_at(i);
  }
  if (!same) {
    shape.ids.clear();
    for (std::uint32_t i = 0; i < map.size() && !dynamic; ++i) {
      shape.ids.push_back(map.id_at(i));
    }
    sort_places(map, shape.places);
  }
  return shape.places;
}

}  // namespace vedette::model
