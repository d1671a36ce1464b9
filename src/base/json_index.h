// Look-up in an object that is asked for many of its keys: a record's fields are read some twenty times, and JsonView::find scans.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/arena.h"
#include "base/json.h"

namespace vedette {

/// A hash table over the keys of one object; lives in an arena, and as long as the object's document.
class JsonKeyIndex {
 public:
  /// Null when an index would not pay (few keys), or when the keys look chosen to collide: then JsonView::find is the way.
  [[nodiscard]] static const JsonKeyIndex* build(JsonView object, Arena& arena);

  /// As JsonView::find: the last of equal keys.
  [[nodiscard]] bool find(std::string_view key, JsonView& out) const;

 private:
  struct Slot {
    std::uint32_t hash;
    std::uint32_t key;  // its index on the tape; 0: free
  };

  [[nodiscard]] bool insert(std::string_view key, std::uint32_t at);
  [[nodiscard]] std::string_view key_at(std::uint32_t at) const;

  const JsonDocument* document_ = nullptr;
  Slot* slots_ = nullptr;
  std::uint32_t mask_ = 0;
};

}  // namespace vedette
