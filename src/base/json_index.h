// Look-up in an object that is asked for many of its keys: a record's fields are read some twenty times, and JsonView::find scans.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/arena.h"
#include "base/json.h"
#include "base/json_tape.h"

namespace vedette {

/// What JsonKeyIndex finds keys by. To be computed once for a key that is known beforehand.
[[nodiscard]] std::uint32_t json_key_hash(std::string_view key);

/// A hash table over the keys of one object; lives in an arena, and as long as the object's document.
class JsonKeyIndex {
 public:
  /// Null when an index would not pay (few keys), or when the keys look chosen to collide: then JsonView::find is the way.
  [[nodiscard]] static const JsonKeyIndex* build(JsonView object, Arena& arena);

  /// As JsonView::find: the last of equal keys. `hash` is json_key_hash(key).
  [[nodiscard]] bool find(std::string_view key, std::uint32_t hash, JsonView& out) const {
    for (std::uint32_t probe = 0; probe < kMaxProbes; ++probe) {
      const Slot& slot = slots_[(hash + probe) & mask_];
      if (slot.key == 0) {
        return false;
      }
      if (slot.hash == hash && json_tape::same_text(key_at(slot.key), key)) {
        out = JsonView(document_, slot.key + 1);
        return true;
      }
    }
    return false;
  }

 private:
  static constexpr std::uint32_t kMaxProbes = 16;
  struct Slot {
    std::uint32_t hash;
    std::uint32_t key;  // its index on the tape; 0: free
  };

  [[nodiscard]] bool insert(std::string_view key, std::uint32_t at);
  [[nodiscard]] std::string_view key_at(std::uint32_t at) const { return json_tape::string_at(*document_, document_->tape[at]); }

  const JsonDocument* document_ = nullptr;
  Slot* slots_ = nullptr;
  std::uint32_t mask_ = 0;
};

}  // namespace vedette
