#include "notify/log_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <vector>

#include "base/go_layout.h"

namespace vedette::notify {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kStamp = "20060102-150405";

/// False: the file stays as it was.
bool compress_file(const std::string& path) {
  std::FILE* from = std::fopen(path.c_str(), "rbe");
  if (from == nullptr) {
    return false;
  }
  const std::string target = path + ".gz";
  const std::string unfinished = target + ".tmp";
  gzFile to = gzopen(unfinished.c_str(), "wbe");
  bool good = to != nullptr;
  std::vector<char> piece(std::size_t{256} << 10);
  while (good) {
    const std::size_t got = std::fread(piece.data(), 1, piece.size(), from);
    if (got == 0) {
      good = std::ferror(from) == 0;
      break;
    }
    good = gzwrite(to, piece.data(), static_cast<unsigned>(got)) == static_cast<int>(got);
  }
  good = to != nullptr && gzclose(to) == Z_OK && good;
  std::fclose(from);
  std::error_code error;
  if (good) {
    fs::rename(unfinished, target, error);
    good = !error;
  }
  fs::remove(good ? path : unfinished, error);
  return good;
}

/// cmd/notification-file/main.go, rotateLogFile: the newest `most` stay, unless they are older than `days`.
void remove_old(const std::string& path, std::int64_t most, std::int64_t days) {
  const fs::path folder = fs::path(path).parent_path().empty() ? fs::path(".") : fs::path(path).parent_path();
  const std::string prefix = fs::path(path).filename().string() + ".";
  std::vector<fs::path> found;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    std::string rest = entry.path().filename().string();
    if (!rest.starts_with(prefix)) {
      continue;
    }
    rest.erase(0, prefix.size());
    // Only what was put aside here: "alerts.log.gz.conf" may be somebody's.
    Time stamp;
    if (try_parse_time(kStamp, std::string_view(rest).substr(0, kStamp.size()), stamp) &&
        rest.find_first_not_of("0123456789.gz", kStamp.size()) == std::string::npos) {
      found.push_back(entry.path());
    }
  }
  std::sort(found.rbegin(), found.rend());
  for (std::size_t i = 0; i < found.size(); ++i) {
    const auto age = fs::file_time_type::clock::now() - fs::last_write_time(found[i], error);
    if (static_cast<std::int64_t>(i) >= most || (!error && age > std::chrono::hours(24) * days)) {
      fs::remove(found[i], error);
    }
  }
}

}  // namespace

LogFile::~LogFile() {
  if (tidying_.joinable()) {
    tidying_.join();
  }
  if (descriptor_ >= 0) {
    ::close(descriptor_);
  }
}

Result<void> LogFile::open() {
  struct stat ours {};
  struct stat there {};
  if (descriptor_ >= 0 && ::fstat(descriptor_, &ours) == 0 && ::stat(path_.c_str(), &there) == 0 && ours.st_dev == there.st_dev &&
      ours.st_ino == there.st_ino) {
    size_ = ours.st_size;
    return {};
  }
  if (descriptor_ >= 0) {
    ::close(descriptor_);
  }
  constexpr mode_t kMode = 0640;  // alerts are nobody else's business
  descriptor_ = ::open(path_.c_str(), O_APPEND | O_CREAT | O_WRONLY | O_CLOEXEC, kMode);
  if (descriptor_ < 0 || ::fstat(descriptor_, &ours) != 0) {
    return tl::unexpected(system_error("open " + path_, errno));
  }
  size_ = ours.st_size;
  return {};
}

Result<void> LogFile::append(std::string_view text, Time now) {
  std::lock_guard lock(mutex_);
  if (Result<void> opened = open(); !opened) {
    return opened;
  }
  const std::int64_t before = size_;
  std::string_view rest = text;
  int problem = 0;
  while (!rest.empty()) {
    const ssize_t written = ::write(descriptor_, rest.data(), rest.size());
    if (written < 0) {
      if (errno == EINTR) {
        continue;
      }
      problem = errno;
      break;
    }
    rest.remove_prefix(static_cast<std::size_t>(written));
  }
  if (problem == 0 && ::fdatasync(descriptor_) != 0 && errno != EINVAL && errno != EROFS) {  // a pipe or /dev/stdout cannot
    problem = errno;
  }
  if (problem != 0) {
    if (rest.size() < text.size()) {
      (void)!::ftruncate(descriptor_, before);  // half a message is none; the next try writes all of it
    }
    return tl::unexpected(system_error("write " + path_, problem));
  }
  size_ += static_cast<std::int64_t>(text.size());
  if (rotation_.enabled && size_ > rotation_.max_megabytes * 1024 * 1024) {
    rotate(now);
  }
  return {};
}

void LogFile::rotate(Time now) {
  if (tidying_.joinable()) {
    tidying_.join();
  }
  std::string aside = path_ + "." + format_time(now, kStamp);
  std::error_code error;
  for (int i = 1; fs::exists(aside, error) || fs::exists(aside + ".gz", error); ++i) {
    aside = path_ + "." + format_time(now, kStamp) + "." + std::to_string(i);
  }
  fs::rename(path_, aside, error);
  if (error) {
    return;  // the file grows on: nothing is lost
  }
  ::close(descriptor_);
  descriptor_ = -1;
  tidying_ = std::thread([aside, path = path_, rotation = rotation_] {
    if (rotation.compress) {
      compress_file(aside);
    }
    remove_old(path, rotation.max_files, rotation.max_days);
  });
}

}  // namespace vedette::notify
