// The progress bar on a terminal: how far, how fast, how long still.
#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

#include "engine/replay.h"

namespace vedette::cli {

/// Draws on standard error a few times a second from a thread of its own, while it lives; draws nothing when that is no terminal or `wanted` is
/// false. The line is gone when this is destroyed.
class ProgressBar {
 public:
  ProgressBar(const engine::ReplayProgress& progress, bool wanted);
  ~ProgressBar();
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

 private:
  void draw_until_done();

  const engine::ReplayProgress& progress_;
  bool done_ = false;
  std::mutex mutex_;
  std::condition_variable ended_;
  std::thread thread_;
};

/// One line, `width` columns at most. `total_bytes` 0: unknown (a pipe).
[[nodiscard]] std::string progress_line(std::uint64_t read_bytes, std::uint64_t total_bytes, std::uint64_t records, double seconds,
                                        std::size_t width);

}  // namespace vedette::cli
