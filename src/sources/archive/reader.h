// One file from its bytes on disk to chunks of whole records.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/arena.h"
#include "base/error.h"
#include "sources/archive/decompress.h"
#include "sources/archive/problem.h"
#include "sources/archive/split.h"

namespace vedette::sources {

/// Some records of one file, in its order. Reused; what it points to is its own and valid until it is filled again.
struct Chunk {
  std::vector<std::string_view> records;  // each followed by JsonReader::kPadding readable bytes
  std::uint64_t first_index = 0;          // of records[0] among the file's records
  std::uint64_t text_bytes = 0;           // unpacked bytes that it took
  std::uint64_t file_bytes = 0;           // bytes of the file that were read for it
  bool lines = false;                     // records are lines of the file as they stand, not parts of a document

  std::unique_ptr<char[]> buffer;
  std::size_t capacity = 0;
  Arena texts;  // records that had to be unescaped
};

/// Reused from file to file. One owner at a time, not always the same thread.
class FileReader {
 public:
  /// `stop`: see Unpacker.
  explicit FileReader(SplitLimits limits = {}, const std::atomic<bool>* stop = nullptr) : unpacker_(stop), splitter_(limits) {}

  /// A failure is the file's one problem; `report()` then says kUnreadable.
  [[nodiscard]] Result<void> open(const std::string& path, SplitMode mode);

  /// Fills `chunk` with the next records (about `kChunkBytes` of text; a file's last chunk may have none); false when the file has ended and
  /// the chunk holds nothing.
  [[nodiscard]] bool next(Chunk& chunk);
  /// Whether the last chunk has been given.
  [[nodiscard]] bool ended() const { return ended_; }

  [[nodiscard]] const SplitReport& report() const { return report_; }

  static constexpr std::size_t kChunkBytes = 1024 * 1024;

 private:
  void finish();

  Unpacker unpacker_;
  Splitter splitter_;
  SplitReport report_;
  std::vector<char> carry_;
  std::string damage_;  // what ended the reading early
  bool ended_ = true;
  std::uint64_t records_ = 0;
  std::uint64_t counted_bytes_ = 0;
};

}  // namespace vedette::sources
