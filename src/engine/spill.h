// A temporary file of sorted runs, for what does not fit into memory.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.h"

namespace vedette::engine {

/// One file without a name: it vanishes with the process. Records are written in runs, and each run is read once, from its start.
class SpillFile {
 public:
  /// Where a run lies in the file.
  struct Run {
    std::uint64_t begin = 0;
    std::uint64_t end = 0;
  };

  /// `folder` empty: $TMPDIR, or else /tmp. The file is made at the first write.
  explicit SpillFile(std::string folder);
  ~SpillFile();
  SpillFile(const SpillFile&) = delete;
  SpillFile& operator=(const SpillFile&) = delete;

  /// Starts a run; `append` adds records to it; `close_run` gives its place. When one of them fails the run is given up and the file is as before.
  void open_run();
  [[nodiscard]] Result<void> append(std::string_view record);
  [[nodiscard]] Result<Run> close_run();

  /// Up to `size` bytes from `offset`, all of them unless the file ends there.
  [[nodiscard]] Result<std::size_t> read(std::uint64_t offset, char* out, std::size_t size) const;
  /// Gives the disk blocks of [begin, end) back where the file system can.
  void discard(std::uint64_t begin, std::uint64_t end);

  /// Bytes of all closed runs.
  [[nodiscard]] std::uint64_t written() const { return written_; }

 private:
  [[nodiscard]] Result<void> create();
  [[nodiscard]] Result<void> flush();
  void give_up_run();
  [[nodiscard]] Error write_error(int error_number) const;

  std::string folder_;
  int file_ = -1;
  std::string buffer_;
  std::uint64_t run_begin_ = 0;
  std::uint64_t at_ = 0;  // where the next flush goes
  std::uint64_t written_ = 0;
};

/// Reads the records of one run in order.
class SpillReader {
 public:
  SpillReader(SpillFile& file, SpillFile::Run run, std::size_t buffer_size);

  /// The next record, a view until the next call; empty data at the end of the run. Consumed parts of the file are given back.
  [[nodiscard]] Result<std::string_view> next();
  [[nodiscard]] bool at_end() const { return start_ == stop_ && offset_ == run_.end; }

 private:
  /// Makes at least `size` bytes available at `start_`.
  [[nodiscard]] Result<void> need(std::size_t size);

  SpillFile& file_;
  SpillFile::Run run_;
  std::uint64_t offset_;  // of the next read from the file
  std::uint64_t discarded_;
  std::string buffer_;
  std::size_t start_ = 0;
  std::size_t stop_ = 0;
  std::size_t buffer_size_;
};

}  // namespace vedette::engine
