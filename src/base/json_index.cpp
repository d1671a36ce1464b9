#include "base/json_index.h"

#include <bit>
#include <cstring>

#include "base/json_tape.h"

namespace vedette {

namespace {

constexpr std::size_t kFewKeys = 8;
constexpr std::size_t kManyKeys = 4096;
constexpr std::uint32_t kMaxProbes = 16;

/// Length, first and last bytes: enough to tell apart the keys of real records, and cheap. Whoever chooses keys that collide gets no index.
inline std::uint32_t hash_of(std::string_view key) {
  std::uint32_t first = 0;
  std::uint32_t last = 0;
  if (key.size() >= 4) {
    std::memcpy(&first, key.data(), 4);
    std::memcpy(&last, key.data() + key.size() - 4, 4);
  } else {
    for (char c : key) {
      first = first << 8 | static_cast<unsigned char>(c);
    }
  }
  std::uint64_t mixed = (std::uint64_t{last} << 32 | first) ^ (std::uint64_t{key.size()} << 20);
  mixed *= 0x9E3779B97F4A7C15;
  mixed ^= mixed >> 32;  // the last bytes sit high, where a single multiplication would not bring them down
  mixed *= 0xD6E8FEB86659FD93;
  return static_cast<std::uint32_t>(mixed >> 32);
}

}  // namespace

inline std::string_view JsonKeyIndex::key_at(std::uint32_t at) const {
  return json_tape::string_at(*document_, document_->tape[at]);
}

inline bool JsonKeyIndex::insert(std::string_view key, std::uint32_t at) {
  std::uint32_t hash = hash_of(key);
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
  index->slots_ = arena.make_array<Slot>(size);
  index->mask_ = static_cast<std::uint32_t>(size - 1);
  std::uint32_t end = static_cast<std::uint32_t>(word) - 1;
  for (std::uint32_t at = object.index_ + 1; at < end; at = json_tape::behind(tape, at + 1)) {
    if (!index->insert(index->key_at(at), at)) {
      return nullptr;
    }
  }
  return index;
}

bool JsonKeyIndex::find(std::string_view key, JsonView& out) const {
  std::uint32_t hash = hash_of(key);
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

}  // namespace vedette
