#include "base/json_index.h"

#include <bit>
#include <cstring>

#include "base/text_table.h"

namespace vedette {

namespace {

constexpr std::size_t kFewKeys = 2;
constexpr std::size_t kManyKeys = 4096;

}  // namespace

std::uint32_t json_key_hash(std::string_view key) {
  // Enough to tell apart the keys of real records. Whoever chooses keys that collide gets no index.
  return static_cast<std::uint32_t>(hash_of_word(key));
}

inline bool JsonKeyIndex::insert(std::string_view key, std::uint32_t at) {
  std::uint32_t hash = json_key_hash(key);
  for (std::uint32_t probe = 0; probe < kMaxProbes; ++probe) {
    Slot& slot = slots_[(hash + probe) & mask_];
    if (slot.key == 0 || (slot.hash == hash && json_tape::same_text(key_at(slot.key), key))) {
      slot = {hash, at};
      return true;
    }
  }
  return false;
}

const JsonKeyIndex* JsonKeyIndex::build(JsonView object, Arena& arena) {
  if (object.document_ == nullptr || json_tape::tag(object.document_->tape[object.index_]) != '{') {
    return nullptr;
  }
  const std::uint64_t* tape = object.document_->tape;
  std::uint64_t word = tape[object.index_];
  std::size_t pairs = (word >> 32) & json_tape::kMaxCount;
  if (pairs <= kFewKeys || pairs > kManyKeys) {
    return nullptr;
  }
  std::size_t size = std::bit_ceil(pairs * 2);
  auto* index = arena.make<JsonKeyIndex>();
  index->document_ = object.document_;
  index->slots_ = static_cast<Slot*>(arena.allocate(size * sizeof(Slot), alignof(Slot)));
  std::memset(index->slots_, 0, size * sizeof(Slot));
  index->mask_ = static_cast<std::uint32_t>(size - 1);
  std::uint32_t end = static_cast<std::uint32_t>(word) - 1;
  for (std::uint32_t at = object.index_ + 1; at < end; at = json_tape::behind(tape, at + 1)) {
    if (!index->insert(index->key_at(at), at)) {
      return nullptr;
    }
  }
  return index;
}

}  // namespace vedette
