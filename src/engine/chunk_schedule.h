// Which worker reads what next: files in canonical order, one that is cut into many chunks passed from worker to worker.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

#include "sources/archive/reader.h"

namespace vedette::engine {

/// One turn of a worker: read a chunk of `file` from `reader`.
struct Turn {
  std::size_t file = 0;     // its number, in canonical order
  std::uint64_t chunk = 0;  // its number within the file
  std::unique_ptr<sources::FileReader> reader;
  bool opened = false;  // false: the worker opens it first
};

/// Thread safe. Hands out turns so that little runs ahead of the first unfinished file: what is read waits, unpacked, for what comes before it.
class ChunkSchedule {
 public:
  /// Of so many files. A single worker gets all of them in order.
  /// `stop`, when given, also ends the wait of readers for pipes.
  explicit ChunkSchedule(std::size_t files, const std::atomic<bool>* stop = nullptr) : files_(files), stop_(stop) {}

  /// Waits for something to do; false when there is nothing more, or after `stop`.
  [[nodiscard]] bool take(Turn& turn);
  /// After reading the chunk: the reader goes to whoever takes the next one, or to the next file when this one has ended.
  void give_back(Turn& turn);

  /// Chunks that were read and wait for earlier ones, and their bytes: new files are held back while they are many.
  void set_waiting(std::size_t chunks, std::size_t bytes, std::size_t first_unfinished_file);

  /// No more turns.
  void stop();
  [[nodiscard]] bool stopped() const;

 private:
  struct Stream {
    std::size_t file;
    std::uint64_t next_chunk;
    std::unique_ptr<sources::FileReader> reader;
  };

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  const std::size_t files_;
  const std::atomic<bool>* stop_;
  bool stopped_ = false;
  std::size_t next_file_ = 0;
  std::size_t being_read_ = 0;   // turns handed out and not given back
  std::vector<Stream> streams_;  // files begun, not ended and in nobody's hands
  std::vector<std::unique_ptr<sources::FileReader>> free_readers_;
  bool held_back_ = false;
  std::size_t first_unfinished_ = 0;
};

}  // namespace vedette::engine
