// Puts the chunks that workers finish in any order back into canonical order, one at a time into the back.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <utility>

#include "engine/back.h"
#include "engine/chunk_schedule.h"
#include "sources/archive/file_list.h"

namespace vedette::engine {

/// A chunk after the front.
struct FinishedChunk {
  std::size_t file = 0;
  std::uint64_t chunk = 0;
  bool last = false;  // of its file
  Batch batch;
};

/// No thread of its own: the worker that brings the chunk that is due hands it on, and all that waited for it; the others go on reading.
class OrderedDelivery {
 public:
  /// All must outlive this. A file's name tells the earliest time of what follows it: the back is told so.
  OrderedDelivery(const sources::FileList& files, ChunkSchedule& schedule, Back& back);

  void deliver(FinishedChunk&& chunk);

  /// Why the back could not keep to its memory; empty while it could.
  [[nodiscard]] std::string trouble() const;

  /// How long CloudTrail may deliver an event after it happened and still be put in order: an hour.
  static constexpr std::int64_t kDisorderSeconds = 3600;

 private:
  void hand_over(FinishedChunk& chunk);
  void note(const Result<void>& result);

  const sources::FileList& files_;
  ChunkSchedule& schedule_;
  Back& back_;
  mutable std::mutex mutex_;
  std::map<std::pair<std::size_t, std::uint64_t>, FinishedChunk> waiting_;
  std::size_t waiting_bytes_ = 0;
  std::size_t due_file_ = 0;
  std::uint64_t due_chunk_ = 0;
  bool handing_over_ = false;
  std::string trouble_;
};

}  // namespace vedette::engine
