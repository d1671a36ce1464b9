// A growing run of bytes, reused from event to event and from alert to alert.
#pragma once

#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>
#include <utility>

namespace vedette {

/// Like a std::string that is written at its end, but room is made without filling it.
class Bytes {
 public:
  [[nodiscard]] std::string_view view() const { return {data_.get(), size_}; }
  [[nodiscard]] std::size_t size() const { return size_; }
  void clear() { size_ = 0; }

  /// Room for `count` more bytes, to be written by the caller; valid until the next call.
  [[nodiscard]] char* extend(std::size_t count) {
    if (capacity_ - size_ < count) [[unlikely]] {
      grow(count);
    }
    char* at = data_.get() + size_;
    size_ += count;
    return at;
  }
  void remove_last(std::size_t count) { size_ -= count; }
  void append(std::string_view text) {
    if (!text.empty()) {
      std::memcpy(extend(text.size()), text.data(), text.size());
    }
  }
  void append(char c) { *extend(1) = c; }

 private:
  void grow(std::size_t count) {
    std::size_t capacity = capacity_ < 512 ? 1024 : 2 * capacity_;
    while (capacity - size_ < count) {
      capacity *= 2;
    }
    std::unique_ptr<char[]> data(new char[capacity]);
    if (size_ != 0) {
      std::memcpy(data.get(), data_.get(), size_);
    }
    data_ = std::move(data);
    capacity_ = capacity;
  }

  std::unique_ptr<char[]> data_;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

}  // namespace vedette
