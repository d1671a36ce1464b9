#include "engine/ordered_delivery.h"

#include <optional>

namespace vedette::engine {
namespace {

std::size_t bytes_of(const Batch& batch) {
  std::size_t bytes = 0;
  for (const buckets::PouredEventRef& event : batch.events) {
    bytes += event->memory();
  }
  return bytes;
}

}  // namespace

OrderedDelivery::OrderedDelivery(const sources::FileList& files, ChunkSchedule& schedule, Back& back)
    : files_(files), schedule_(schedule), back_(back) {}

void OrderedDelivery::deliver(FinishedChunk&& chunk) {
  std::size_t bytes = bytes_of(chunk.batch);
  std::unique_lock lock(mutex_);
  waiting_bytes_ += bytes;
  auto key = std::make_pair(chunk.file, chunk.chunk);
  waiting_.emplace(key, std::move(chunk));
  if (handing_over_) {
    // Whoever does so comes by it.
    schedule_.set_waiting(waiting_.size(), waiting_bytes_, due_file_);
    return;
  }
  handing_over_ = true;
  for (auto due = waiting_.begin(); due != waiting_.end() && due->first == std::make_pair(due_file_, due_chunk_); due = waiting_.begin()) {
    FinishedChunk next = std::move(due->second);
    waiting_.erase(due);
    std::size_t size = bytes_of(next.batch);
    lock.unlock();
    hand_over(next);
    lock.lock();
    waiting_bytes_ -= size;
    if (next.last) {
      ++due_file_;
      due_chunk_ = 0;
    } else {
      ++due_chunk_;
    }
  }
  handing_over_ = false;
  schedule_.set_waiting(waiting_.size(), waiting_bytes_, due_file_);
}

void OrderedDelivery::hand_over(FinishedChunk& chunk) {
  note(back_.add(std::move(chunk.batch)));
  if (!chunk.last || chunk.file + 1 == files_.size()) {
    return;
  }
  if (std::optional<std::int64_t> delivered = files_.delivered(chunk.file + 1)) {
    // Files without a time in their names come first, so what follows is not earlier than the next name says.
    note(back_.advance(Time{*delivered - kDisorderSeconds, 0, nullptr}));
  }
}

void OrderedDelivery::note(const Result<void>& result) {
  if (result) {
    return;
  }
  std::lock_guard lock(mutex_);
  if (trouble_.empty()) {
    trouble_ = result.error().message;
  }
}

std::string OrderedDelivery::trouble() const {
  std::lock_guard lock(mutex_);
  return trouble_;
}

}  // namespace vedette::engine
