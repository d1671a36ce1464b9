#include <algorithm>
#include <new>

#include "base/json_tape.h"

namespace vedette::json_tape {

namespace {

constexpr std::size_t kAlignment = 64;
constexpr std::size_t kBlockBytes = 1 << 20;
/// Blocks above this size were made for one large document and are not kept: memory must not stay at the size of the worst record.
constexpr std::size_t kKeptBlockBytes = 64 << 20;

std::size_t rounded_up(std::size_t bytes) {
  return (bytes + kAlignment - 1) & ~(kAlignment - 1);
}

}  // namespace

std::uint8_t* Store::start_of(Block& block) const {
  auto address = reinterpret_cast<std::uintptr_t>(block.data.get());
  return reinterpret_cast<std::uint8_t*>(rounded_up(address));
}

std::uint8_t* Store::reserve(std::size_t bytes) {
  bytes = rounded_up(bytes);
  while (current_ < blocks_.size()) {
    Block& block = blocks_[current_];
    if (block.size - used_ >= bytes) {
      return start_of(block) + used_;
    }
    ++current_;
    used_ = 0;
  }
  std::size_t size = std::max(bytes, kBlockBytes);
  std::unique_ptr<std::uint8_t[]> data(new (std::nothrow) std::uint8_t[size + kAlignment]);
  if (data == nullptr) {
    return nullptr;
  }
  blocks_.push_back({std::move(data), size});
  return start_of(blocks_.back());
}

void Store::keep(std::size_t bytes) {
  used_ += rounded_up(bytes);
}

void Store::reset() {
  std::erase_if(blocks_, [](const Block& block) { return block.size > kKeptBlockBytes; });
  current_ = 0;
  used_ = 0;
}

}  // namespace vedette::json_tape
