// Keys and values as flat bytes: an event's Meta on its way from the worker that parsed it to the alert that shows it, never unpacked.
#pragma once

#include <cstdint>
#include <cstring>
#include <iterator>
#include <span>
#include <string_view>
#include <vector>

#include "base/arena.h"
#include "model/field_map.h"

namespace vedette::model {

/// models.MetaItems0. Views: on what its maker keeps.
struct MetaItem {
  std::string_view key;
  std::string_view value;
  friend bool operator==(const MetaItem&, const MetaItem&) = default;
};

/// A view on packed bytes, which must outlive it. They need no alignment and hold no address: written to a file and read back by the same process
/// they are still good (ids of fields are the process's).
class PackedFields {
 public:
  /// Where an entry's text lies: its key, unless it has an id, and its value behind that.
  struct Entry {
    FieldId id;
    std::uint32_t at;  // from the start of the texts
    std::uint32_t key_size;
    std::uint32_t value_size;
  };

  class Iterator {
   public:
    using iterator_category = std::input_iterator_tag;
    using value_type = MetaItem;
    using difference_type = std::ptrdiff_t;
    using pointer = const MetaItem*;
    using reference = MetaItem;
    Iterator(const PackedFields* fields, std::uint32_t index) : fields_(fields), index_(index) {}
    MetaItem operator*() const { return fields_->item(index_); }
    Iterator& operator++() {
      ++index_;
      return *this;
    }
    friend bool operator==(const Iterator&, const Iterator&) = default;

   private:
    const PackedFields* fields_;
    std::uint32_t index_;
  };

  /// No fields.
  PackedFields() = default;
  /// What `pack` wrote at `bytes`.
  explicit PackedFields(const char* bytes) : bytes_(bytes) {}

  [[nodiscard]] std::uint32_t size() const { return bytes_ == nullptr ? 0 : number(0); }
  [[nodiscard]] bool empty() const { return size() == 0; }
  /// Bytes from the first to the one behind the last text.
  [[nodiscard]] std::size_t packed_size() const { return kHeadSize + size() * sizeof(Entry) + number(sizeof(std::uint32_t)); }

  [[nodiscard]] Entry entry(std::uint32_t index) const {
    Entry entry;
    std::memcpy(&entry, bytes_ + kHeadSize + index * sizeof(Entry), sizeof entry);
    return entry;
  }
  [[nodiscard]] std::string_view key(const Entry& entry) const {
    return entry.id != kDynamicKey ? field_name(entry.id) : std::string_view(texts() + entry.at, entry.key_size);
  }
  [[nodiscard]] std::string_view value(const Entry& entry) const { return {texts() + entry.at + entry.key_size, entry.value_size}; }
  [[nodiscard]] MetaItem item(std::uint32_t index) const {
    const Entry one = entry(index);
    return {key(one), value(one)};
  }
  [[nodiscard]] Iterator begin() const { return {this, 0}; }
  [[nodiscard]] Iterator end() const { return {this, size()}; }

  /// Puts them into `map`; keys without an id and all values are views on the bytes.
  void unpack(FieldMap& map, Arena& arena) const;
  /// Whether `bytes` hold all of what `pack` wrote at their start.
  [[nodiscard]] static bool whole(std::string_view bytes) {
    return bytes.size() >= kHeadSize && PackedFields(bytes.data()).packed_size() <= bytes.size();
  }

  /// The first value of that key; null-data when there is none.
  [[nodiscard]] std::string_view get(FieldId id) const;
  [[nodiscard]] std::string_view get(std::string_view key) const;

  // Packing.

  [[nodiscard]] static std::size_t packed_size(const FieldMap& map);
  /// `order`: the places of the entries, as they shall stand; empty: as they do in the map. Writes packed_size(map) bytes and returns where they end.
  static char* pack(const FieldMap& map, std::span<const std::uint32_t> order, char* to);
  /// In the order given.
  [[nodiscard]] static PackedFields pack(std::span<const MetaItem> items, Arena& arena);
  /// Sorted by key.
  [[nodiscard]] static PackedFields pack(const FieldMap& map, Arena& arena);

 private:
  static constexpr std::size_t kHeadSize = 2 * sizeof(std::uint32_t);  // how many entries, how many bytes of text

  [[nodiscard]] std::uint32_t number(std::size_t at) const {
    std::uint32_t value;
    std::memcpy(&value, bytes_ + at, sizeof value);
    return value;
  }
  [[nodiscard]] const char* texts() const { return bytes_ + kHeadSize + number(0) * sizeof(Entry); }

  const char* bytes_ = nullptr;
};

/// Finds the order of the keys of a map. Events that went through the same parsers have the same fields in the same order, so the order of a shape is
/// remembered and nearly never sorted anew. One a thread.
class FieldOrder {
 public:
  /// The places of the map's entries, sorted by key; valid until the next call.
  [[nodiscard]] std::span<const std::uint32_t> of(const FieldMap& map);

 private:
  struct Shape {
    std::vector<FieldId> ids;
    std::vector<std::uint32_t> places;
  };
  static constexpr std::size_t kShapes = 1024;
  std::vector<Shape> shapes_ = std::vector<Shape>(kShapes);
};

}  // namespace vedette::model
