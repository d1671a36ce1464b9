// The names of fields, numbered. Written while loading, read by every thread without a lock.
#include <absl/hash/hash.h>

#include <array>
#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/json.h"
#include "model/field_map.h"

namespace vedette::model {

namespace {

/// Names live in blocks that never move; the hash table over them is replaced when it grows, and old tables stay for readers that still use them.
class FieldRegistry {
 public:
  static FieldRegistry& instance() {
    static auto* registry = new FieldRegistry();  // never destroyed: events may outlive static destruction order
    return *registry;
  }

  FieldId intern(std::string_view name) {
    std::lock_guard lock(mutex_);
    FieldId found = find(name);
    if (found != kDynamicKey) {
      return found;
    }
    VEDETTE_CHECK(count_ < kBlockSize * kMaxBlocks);
    if (count_ % kBlockSize == 0) {
      blocks_[count_ / kBlockSize].store(new Block(), std::memory_order_release);
    }
    FieldId id = count_++;
    Name& named = (*blocks_[id / kBlockSize].load(std::memory_order_relaxed))[id % kBlockSize];
    named.text = std::string(name);
    append_json_string(named.json, name);
    if (count_ * 2 > table_.load(std::memory_order_relaxed)->slots.size()) {
      grow();
    } else {
      insert(*table_.load(std::memory_order_relaxed), id);
    }
    return id;
  }

  [[nodiscard]] FieldId find(std::string_view name) const {
    const Table* table = table_.load(std::memory_order_acquire);
    std::size_t mask = table->slots.size() - 1;
    for (std::size_t at = hash(name) & mask;; at = (at + 1) & mask) {
      std::uint32_t slot = table->slots[at].load(std::memory_order_acquire);
      if (slot == 0) {
        return kDynamicKey;
      }
      if (name_of(slot - 1) == name) {
        return slot - 1;
      }
    }
  }

  [[nodiscard]] const std::string& name_of(FieldId id) const { return named(id).text; }
  [[nodiscard]] const std::string& json_of(FieldId id) const { return named(id).json; }

 private:
  static constexpr std::size_t kBlockSize = 256;
  static constexpr std::size_t kMaxBlocks = 4096;
  struct Name {
    std::string text;
    std::string json;
  };
  using Block = std::array<Name, kBlockSize>;
  struct Table {
    explicit Table(std::size_t size) : slots(size) {}
    std::vector<std::atomic<std::uint32_t>> slots;  // id + 1; 0 is free
  };

  FieldRegistry() { table_.store(tables_.emplace_back(std::make_unique<Table>(1024)).get(), std::memory_order_release); }

  [[nodiscard]] static std::size_t hash(std::string_view name) { return absl::HashOf(name); }
  [[nodiscard]] const Name& named(FieldId id) const { return (*blocks_[id / kBlockSize].load(std::memory_order_acquire))[id % kBlockSize]; }

  void insert(Table& table, FieldId id) {
    std::size_t mask = table.slots.size() - 1;
    std::size_t at = hash(name_of(id)) & mask;
    while (table.slots[at].load(std::memory_order_relaxed) != 0) {
      at = (at + 1) & mask;
    }
    table.slots[at].store(id + 1, std::memory_order_release);
  }

  void grow() {
    auto larger = std::make_unique<Table>(table_.load(std::memory_order_relaxed)->slots.size() * 2);
    for (FieldId id = 0; id < count_; ++id) {
      insert(*larger, id);
    }
    table_.store(tables_.emplace_back(std::move(larger)).get(), std::memory_order_release);
  }

  std::mutex mutex_;
  std::uint32_t count_ = 0;
  std::array<std::atomic<Block*>, kMaxBlocks> blocks_{};
  std::vector<std::unique_ptr<Table>> tables_;
  std::atomic<Table*> table_{nullptr};
};

}  // namespace

FieldId intern_field(std::string_view name) {
  return FieldRegistry::instance().intern(name);
}

FieldId find_field(std::string_view name) {
  return FieldRegistry::instance().find(name);
}

std::string_view field_name(FieldId id) {
  const FieldRegistry& registry = FieldRegistry::instance();
  return registry.name_of(id);
}

std::string_view field_json(FieldId id) {
  const FieldRegistry& registry = FieldRegistry::instance();
  return registry.json_of(id);
}

const expr::KeyInterner& field_interner() {
  static constexpr expr::KeyInterner kInterner{&intern_field};
  return kInterner;
}

}  // namespace vedette::model
