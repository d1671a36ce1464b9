#include "sources/archive/reader.h"

#include <algorithm>
#include <cstring>

#include "base/json.h"

namespace vedette::sources {
namespace {

constexpr std::size_t kKeptCapacity = 8 * FileReader::kChunkBytes;

/// Room for `size` bytes and the padding; keeps the first `kept`.
void reserve(Chunk& chunk, std::size_t size, std::size_t kept) {
  if (chunk.capacity >= size) {
    return;
  }
  std::unique_ptr<char[]> larger(new char[size + JsonReader::kPadding]);
  if (kept != 0) {
    std::memcpy(larger.get(), chunk.buffer.get(), kept);
  }
  chunk.buffer = std::move(larger);
  chunk.capacity = size;
}

}  // namespace

Result<void> FileReader::open(const std::string& path, SplitMode mode) {
  splitter_.begin(mode);
  report_ = {};
  carry_.clear();
  damage_.clear();
  records_ = 0;
  counted_bytes_ = 0;
  ended_ = false;
  Result<void> opened = unpacker_.open(path);
  if (!opened) {
    ended_ = true;
    report_.kind = FileKind::kUnreadable;
    report_.problem_count = 1;
    report_.problems.push_back(opened.error().message);
  }
  return opened;
}

bool FileReader::next(Chunk& chunk) {
  chunk.records.clear();
  chunk.texts.reset();
  chunk.first_index = records_;
  chunk.text_bytes = chunk.file_bytes = 0;
  if (ended_) {
    return false;
  }
  if (chunk.capacity > kKeptCapacity && carry_.size() < kChunkBytes) {
    chunk.buffer.reset();
    chunk.capacity = 0;
  }
  std::size_t size = carry_.size();
  std::size_t target = std::max(kChunkBytes, 2 * size);
  reserve(chunk, target, 0);
  if (size != 0) {
    std::memcpy(chunk.buffer.get(), carry_.data(), size);
  }
  carry_.clear();

  bool last = false;
  std::size_t consumed = 0;
  while (true) {
    while (size < target && !last) {
      Result<std::size_t> got = unpacker_.read({chunk.buffer.get() + size, target - size});
      if (!got) {
        damage_ = std::move(got.error().message);
        last = true;
      } else {
        last = *got == 0;
        size += *got;
      }
    }
    std::memset(chunk.buffer.get() + size, 0, JsonReader::kPadding);
    consumed = splitter_.feed({chunk.buffer.get(), size}, last, chunk.texts, chunk.records);
    if (last || consumed != 0 || splitter_.done()) {
      break;
    }
    target = 2 * size;  // one record is longer than all of the buffer
    reserve(chunk, target, size);
  }
  records_ += chunk.records.size();
  chunk.text_bytes = consumed;
  chunk.lines = splitter_.report().kind == FileKind::kRecordLines || splitter_.report().kind == FileKind::kLines;
  chunk.file_bytes = unpacker_.bytes_read() - counted_bytes_;
  counted_bytes_ = unpacker_.bytes_read();
  if (last || splitter_.done()) {
    finish();
  } else {
    carry_.assign(chunk.buffer.get() + consumed, chunk.buffer.get() + size);
  }
  return true;
}

void FileReader::finish() {
  ended_ = true;
  unpacker_.close();
  report_ = splitter_.report();
  if (!damage_.empty()) {
    ++report_.problem_count;
    report_.problems.insert(report_.problems.begin(), damage_);
    if (report_.records == 0) {
      report_.kind = FileKind::kUnreadable;
    }
  }
  if (carry_.capacity() > FileReader::kChunkBytes) {
    std::vector<char>().swap(carry_);
  }
}

}  // namespace vedette::sources
