// A file that texts are appended to, and that is put aside when it has grown: cmd/notification-file.
#pragma once

#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

#include "base/error.h"
#include "base/time.h"

namespace vedette::notify {

/// Thread safe. Opened with the first text; reopened when somebody else has moved it away.
class LogFile {
 public:
  struct Rotation {
    bool enabled = false;
    std::int64_t max_megabytes = 0;  // a file that has grown past it is put aside as <path>.20060102-150405
    std::int64_t max_days = 0;       // files put aside longer ago are deleted, as are those beyond `max_files`
    std::int64_t max_files = 0;
    bool compress = false;  // with gzip, beside the work
  };

  LogFile(std::string path, Rotation rotation) : path_(std::move(path)), rotation_(rotation) {}
  ~LogFile();
  LogFile(const LogFile&) = delete;
  LogFile& operator=(const LogFile&) = delete;

  [[nodiscard]] const std::string& path() const { return path_; }

  /// All of the text and safe on disk, or nothing of it.
  [[nodiscard]] Result<void> append(std::string_view text, Time now);

 private:
  [[nodiscard]] Result<void> open();
  void rotate(Time now);

  const std::string path_;
  const Rotation rotation_;
  std::mutex mutex_;
  int descriptor_ = -1;
  std::int64_t size_ = 0;
  std::thread tidying_;
};

}  // namespace vedette::notify
