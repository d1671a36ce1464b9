#include "engine/chunk_schedule.h"

#include <algorithm>
#include <utility>

namespace vedette::engine {
namespace {

constexpr std::size_t kMaxWaitingChunks = 256;
constexpr std::size_t kMaxWaitingBytes = 64 * 1024 * 1024;

}  // namespace

bool ChunkSchedule::take(Turn& turn) {
  std::unique_lock lock(mutex_);
  while (true) {
    if (stopped_) {
      return false;
    }
    auto earliest = std::min_element(streams_.begin(), streams_.end(), [](const Stream& a, const Stream& b) { return a.file < b.file; });
    if (earliest != streams_.end() && (!held_back_ || earliest->file == first_unfinished_)) {
      turn.file = earliest->file;
      turn.chunk = earliest->next_chunk;
      turn.reader = std::move(earliest->reader);
      turn.opened = true;
      streams_.erase(earliest);
      ++being_read_;
      return true;
    }
    const bool may_begin = next_file_ < files_ && (!held_back_ || next_file_ == first_unfinished_);
    if (may_begin) {
      turn.file = next_file_++;
      turn.chunk = 0;
      turn.opened = false;
      if (free_readers_.empty()) {
        turn.reader = std::make_unique<sources::FileReader>(sources::SplitLimits{}, stop_);
      } else {
        turn.reader = std::move(free_readers_.back());
        free_readers_.pop_back();
      }
      ++being_read_;
      return true;
    }
    if (next_file_ == files_ && streams_.empty() && being_read_ == 0) {
      changed_.notify_all();
      return false;
    }
    changed_.wait(lock);
  }
}

void ChunkSchedule::give_back(Turn& turn) {
  std::lock_guard lock(mutex_);
  --being_read_;
  if (turn.reader->ended()) {
    free_readers_.push_back(std::move(turn.reader));
  } else {
    streams_.push_back({turn.file, turn.chunk + 1, std::move(turn.reader)});
  }
  changed_.notify_all();
}

void ChunkSchedule::set_waiting(std::size_t chunks, std::size_t bytes, std::size_t first_unfinished_file) {
  std::lock_guard lock(mutex_);
  held_back_ = chunks > kMaxWaitingChunks || bytes > kMaxWaitingBytes;
  first_unfinished_ = first_unfinished_file;
  changed_.notify_all();
}

void ChunkSchedule::stop() {
  std::lock_guard lock(mutex_);
  stopped_ = true;
  changed_.notify_all();
}

bool ChunkSchedule::stopped() const {
  std::lock_guard lock(mutex_);
  return stopped_;
}

}  // namespace vedette::engine
