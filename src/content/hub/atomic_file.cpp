#include "content/hub/atomic_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>

namespace vedette::content {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kEnding = ".download";  // not one that is taken for an item's file

mode_t mode_for(const std::string& place) {
  struct stat info {};
  if (::stat(place.c_str(), &info) == 0 && S_ISREG(info.st_mode)) {
    return info.st_mode & 07777;
  }
  const mode_t mask = ::umask(0);
  ::umask(mask);
  return 0644 & ~mask;
}

void sync_folder(const std::string& folder) {
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor >= 0) {
    (void)::fsync(descriptor);  // some file systems cannot
    ::close(descriptor);
  }
}

/// Fills `buffer` unless the file ends before; how many bytes there were.
std::size_t read_some(int descriptor, std::array<char, 64 * 1024>& buffer) {
  std::size_t filled = 0;
  while (filled < buffer.size()) {
    const ssize_t got = ::read(descriptor, buffer.data() + filled, buffer.size() - filled);
    if (got < 0 && errno == EINTR) {
      continue;
    }
    if (got <= 0) {
      break;
    }
    filled += static_cast<std::size_t>(got);
  }
  return filled;
}

}  // namespace

Result<AtomicFile> AtomicFile::create(const std::string& place) {
  std::error_code error;
  const fs::path folder = fs::path(place).parent_path();
  fs::create_directories(folder, error);
  if (error) {
    return tl::unexpected(system_error("create " + folder.string(), error.value()));
  }
  if (fs::is_directory(place, error)) {
    return fail(ErrorKind::kConflict, "write " + place + ": it is a folder");
  }
  std::string temporary = place + ".XXXXXX" + std::string(kEnding);
  const int descriptor = ::mkostemps(temporary.data(), static_cast<int>(kEnding.size()), O_CLOEXEC);
  if (descriptor < 0) {
    return tl::unexpected(system_error("write " + place, errno));
  }
  (void)::fchmod(descriptor, mode_for(place));
  return AtomicFile(place, std::move(temporary), descriptor);
}

AtomicFile::AtomicFile(AtomicFile&& other) noexcept
    : place_(std::move(other.place_)), temporary_(std::exchange(other.temporary_, {})), descriptor_(std::exchange(other.descriptor_, -1)) {}

AtomicFile::~AtomicFile() {
  if (descriptor_ >= 0) {
    ::close(descriptor_);
  }
  if (!temporary_.empty()) {
    ::unlink(temporary_.c_str());
  }
}

Result<void> AtomicFile::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) {
      continue;
    }
    if (written < 0) {
      return tl::unexpected(system_error("write " + place_, errno));
    }
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

bool AtomicFile::same_as_before() const {
  const int before = ::open(place_.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (before < 0) {
    return false;
  }
  struct stat old_info {};
  struct stat new_info {};
  bool same = ::fstat(before, &old_info) == 0 && ::fstat(descriptor_, &new_info) == 0 && S_ISREG(old_info.st_mode) &&
              old_info.st_size == new_info.st_size && ::lseek(descriptor_, 0, SEEK_SET) == 0;
  std::array<char, 64 * 1024> left;
  std::array<char, 64 * 1024> right;
  while (same) {
    const std::size_t got = read_some(before, left);
    same = got == read_some(descriptor_, right) && std::memcmp(left.data(), right.data(), got) == 0;
    if (got < left.size()) {
      break;
    }
  }
  ::close(before);
  return same;
}

Result<AtomicFile::Change> AtomicFile::commit() {
  if (same_as_before()) {
    (void)::utimensat(AT_FDCWD, place_.c_str(), nullptr, 0);
    return Change::kNone;
  }
  if (::fsync(descriptor_) != 0) {
    return tl::unexpected(system_error("write " + place_, errno));
  }
  if (::rename(temporary_.c_str(), place_.c_str()) != 0) {
    return tl::unexpected(system_error("replace " + place_, errno));
  }
  temporary_.clear();
  sync_folder(fs::path(place_).parent_path());
  return Change::kReplaced;
}

Result<AtomicFile::Change> write_file(const std::string& place, std::string_view bytes) {
  Result<AtomicFile> file = AtomicFile::create(place);
  if (!file) {
    return tl::unexpected(file.error());
  }
  if (Result<void> written = file->write(bytes); !written) {
    return tl::unexpected(written.error());
  }
  return file->commit();
}

}  // namespace vedette::content
