// An event's Parsed, Enriched or Meta: a small map[string]string whose usual keys are interned at load time.
#pragma once

#include <cstdint>
#include <string_view>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "base/arena.h"
#include "expr/value.h"

namespace vedette::model {

/// A key known at load time. One numbering for the whole process and for Parsed, Enriched, Meta and Labels alike; append only, bounded by the
/// content.
using FieldId = std::uint32_t;
inline constexpr FieldId kDynamicKey = 0xFFFFFFFF;  // a key that no content names: kept by its text

/// Interns; thread safe; call while loading only.
[[nodiscard]] FieldId intern_field(std::string_view name);
/// The id of a name that was interned, or kDynamicKey. Lock free; safe while events flow.
[[nodiscard]] FieldId find_field(std::string_view name);
[[nodiscard]] std::string_view field_name(FieldId id);
/// The name as a JSON string, quotes and all.
[[nodiscard]] std::string_view field_json(FieldId id);
/// What expr compiles `evt.Meta.x` with.
[[nodiscard]] const expr::KeyInterner& field_interner();

/// Trivially destructible; its entries live in the arena given to `set` (the event's), values are views that must live as long.
/// Look-up compares a handful of 32-bit ids. Insertion order is kept; printing sorts.
class FieldMap final : public expr::MapObject {
 public:
  struct Entry {
    std::string_view key;
    std::string_view value;
  };

  /// The value, or a null-data view when absent (`data() == nullptr`); a present empty value has non-null data.
  [[nodiscard]] std::string_view get(FieldId id) const {
    if ((present_ & bit_of(id)) == 0) {
      return {};
    }
    std::uint32_t at = index_of_id(id);
    if (at != kNone) {
      return entries_[at].value;
    }
    return dynamic_ == 0 || id == kDynamicKey ? std::string_view() : get_dynamic(field_name(id));
  }
  [[nodiscard]] std::string_view get(std::string_view key) const;
  [[nodiscard]] bool has(std::string_view key) const { return get(key).data() != nullptr; }

  /// Sets or replaces; value and (for dynamic keys) key are not copied.
  void set(FieldId id, std::string_view value, Arena& arena);
  /// By name: finds the id, or keeps `key` itself.
  void set(std::string_view key, std::string_view value, Arena& arena);
  void clear() {
    size_ = dynamic_ = 0;
    present_ = 0;
  }

  [[nodiscard]] const Entry* begin() const { return entries_; }
  [[nodiscard]] const Entry* end() const { return entries_ + size_; }
  [[nodiscard]] FieldId id_at(std::uint32_t index) const { return ids_[index]; }

  /// A deep copy into `arena`: entries and the bytes of their values (and dynamic keys).
  [[nodiscard]] FieldMap copy(Arena& arena) const;

  // MapObject: map[string]string; a missing key is found by nobody (the machine gives "" for map[string]string).
  [[nodiscard]] std::size_t size() const override { return size_; }
  [[nodiscard]] bool find(std::string_view key, Arena& arena, expr::Value& out) const override;
  [[nodiscard]] bool find_interned(std::uint32_t id, std::string_view key, Arena& arena, expr::Value& out) const override;
  void entries(Arena& arena, std::vector<std::pair<expr::Value, expr::Value>>& out) const override;

 private:
  static constexpr std::uint32_t kNone = 0xFFFFFFFF;
  static constexpr std::uint32_t kStep = 4;  // ids compared at once; arrays of ids are a multiple of it long

  [[nodiscard]] static std::uint32_t padded_size(std::uint32_t size) { return (size + kStep - 1) & ~(kStep - 1); }
  /// An event's fields are set and read one by one, each after a look where it is.
  [[nodiscard]] std::uint32_t index_of_id(FieldId id) const {
#ifdef __SSE2__
    const __m128i wanted = _mm_set1_epi32(static_cast<int>(id));
    for (std::uint32_t i = 0; i < size_; i += kStep) {
      __m128i four = _mm_loadu_si128(reinterpret_cast<const __m128i*>(ids_ + i));
      int equal = _mm_movemask_ps(_mm_castsi128_ps(_mm_cmpeq_epi32(four, wanted)));
      if (equal != 0) {
        std::uint32_t at = i + static_cast<std::uint32_t>(__builtin_ctz(static_cast<unsigned>(equal)));
        return at < size_ ? at : kNone;  // past the end lie ids of entries that were cleared
      }
    }
#else
    for (std::uint32_t i = 0; i < size_; ++i) {
      if (ids_[i] == id) {
        return i;
      }
    }
#endif
    return kNone;
  }
  /// Among the entries whose key was unknown when they were set (it may have been interned since).
  [[nodiscard]] std::string_view get_dynamic(std::string_view key) const;
  [[nodiscard]] std::uint32_t index_of(FieldId id, std::string_view key) const;
  [[nodiscard]] static std::uint64_t bit_of(FieldId id) {
    return std::uint64_t{1} << (id % 64);
  }
  void append(FieldId id, std::string_view key, std::string_view value, Arena& arena);

  FieldId* ids_ = nullptr;
  Entry* entries_ = nullptr;
  std::uint32_t size_ = 0;
  std::uint32_t capacity_ = 0;
  std::uint32_t dynamic_ = 0;  // entries without an id
  /// A bit for each id that may be here, all bits once there is an entry without one: most fields that are asked for or set are not there.
  std::uint64_t present_ = 0;
};

}  // namespace vedette::model
