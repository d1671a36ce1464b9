// A bump allocator for what lives as long as one event, one chunk or one compiled program.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <new>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace vedette {

/// Hands out memory that is freed all at once by `reset()` or the destructor; destructors of what lives in it never run.
/// Not thread safe: one owner thread. Pointers stay valid until `reset()`.
class Arena {
 public:
  explicit Arena(std::size_t first_block_bytes = 16 * 1024) : first_block_bytes_(first_block_bytes) {}
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;
  Arena(Arena&&) = default;
  Arena& operator=(Arena&&) = default;

  [[nodiscard]] void* allocate(std::size_t bytes, std::size_t align = alignof(std::max_align_t)) {
    std::uintptr_t at = (cursor_ + (align - 1)) & ~(std::uintptr_t{align} - 1);
    if (at + bytes > limit_ || cursor_ == 0) {
      return allocate_slow(bytes, align);
    }
    cursor_ = at + bytes;
    return reinterpret_cast<void*>(at);
  }

  /// A copy of `text` that lives in the arena.
  [[nodiscard]] std::string_view copy(std::string_view text) {
    if (text.empty()) {
      return {};
    }
    char* data = static_cast<char*>(allocate(text.size(), 1));
    std::memcpy(data, text.data(), text.size());
    return {data, text.size()};
  }

  template <class T, class... Args>
  [[nodiscard]] T* make(Args&&... args) {
    static_assert(std::is_trivially_destructible_v<T>, "an arena never runs destructors");
    return new (allocate(sizeof(T), alignof(T))) T(std::forward<Args>(args)...);
  }

  /// `count` value-initialised elements.
  template <class T>
  [[nodiscard]] T* make_array(std::size_t count) {
    static_assert(std::is_trivially_destructible_v<T>, "an arena never runs destructors");
    T* data = static_cast<T*>(allocate(count * sizeof(T), alignof(T)));
    for (std::size_t i = 0; i < count; ++i) {
      new (data + i) T();
    }
    return data;
  }

  /// Forgets everything; keeps one block (the largest), so that steady state allocates nothing.
  void reset();

  /// Bytes of all blocks held (for budgets and the tests of "allocates nothing").
  [[nodiscard]] std::size_t capacity() const { return capacity_; }

 private:
  struct Block {
    std::unique_ptr<char[]> data;
    std::size_t size;
  };

  void* allocate_slow(std::size_t bytes, std::size_t align);

  std::size_t first_block_bytes_;
  std::uintptr_t cursor_ = 0;
  std::uintptr_t limit_ = 0;
  std::size_t capacity_ = 0;
  std::vector<Block> blocks_;
};

}  // namespace vedette
