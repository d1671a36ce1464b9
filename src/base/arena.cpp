#include "base/arena.h"

#include <algorithm>

namespace vedette {

void* Arena::allocate_slow(std::size_t bytes, std::size_t align) {
  std::size_t wanted = blocks_.empty() ? first_block_bytes_ : std::min<std::size_t>(blocks_.back().size * 2, 4 << 20);
  std::size_t size = std::max(wanted, bytes + align);
  blocks_.push_back({std::unique_ptr<char[]>(new char[size]), size});
  capacity_ += size;
  cursor_ = reinterpret_cast<std::uintptr_t>(blocks_.back().data.get());
  limit_ = cursor_ + size;
  std::uintptr_t at = (cursor_ + (align - 1)) & ~(std::uintptr_t{align} - 1);
  cursor_ = at + bytes;
  return reinterpret_cast<void*>(at);
}

void Arena::reset() {
  if (blocks_.empty()) {
    return;
  }
  if (blocks_.size() > 1) {
    auto largest = std::max_element(blocks_.begin(), blocks_.end(), [](const Block& a, const Block& b) { return a.size < b.size; });
    Block keep = std::move(*largest);
    blocks_.clear();
    capacity_ = keep.size;
    blocks_.push_back(std::move(keep));
  }
  cursor_ = reinterpret_cast<std::uintptr_t>(blocks_.front().data.get());
  limit_ = cursor_ + blocks_.front().size;
}

}  // namespace vedette
