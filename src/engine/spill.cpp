#include "engine/spill.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <utility>

namespace vedette::engine {

namespace {

constexpr std::size_t kWriteBuffer = 1 << 20;
constexpr std::uint64_t kDiscardStep = 4 << 20;

std::string default_folder() {
  const char* folder = std::getenv("TMPDIR");
  return folder != nullptr && *folder != '\0' ? folder : "/tmp";
}

}  // namespace

SpillFile::SpillFile(std::string folder) : folder_(folder.empty() ? default_folder() : std::move(folder)) {}

SpillFile::~SpillFile() {
  if (file_ >= 0) {
    ::close(file_);
  }
}

Error SpillFile::write_error(int error_number) const {
  return system_error("write waiting events to a temporary file in " + folder_ + " (set TMPDIR to a folder with more room)", error_number);
}

Result<void> SpillFile::create() {
  if (file_ >= 0) {
    return {};
  }
  file_ = ::open(folder_.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (file_ < 0) {
    // Not every file system knows files without a name.
    std::string name = folder_ + "/vedette-XXXXXX";
    file_ = ::mkostemp(name.data(), O_CLOEXEC);
    if (file_ < 0) {
      return tl::unexpected(write_error(errno));
    }
    ::unlink(name.c_str());
  }
  return {};
}

void SpillFile::open_run() {
  buffer_.clear();
  run_begin_ = at_;
}

void SpillFile::give_up_run() {
  buffer_.clear();
  at_ = run_begin_;
  if (file_ >= 0) {
    // What was written of the run would only keep the disk full. When this fails too, the next run overwrites it.
    (void)!::ftruncate(file_, static_cast<off_t>(at_));
  }
}

Result<void> SpillFile::flush() {
  if (Result<void> created = create(); !created) {
    give_up_run();
    return created;
  }
  std::size_t done = 0;
  while (done < buffer_.size()) {
    ssize_t count = ::pwrite(file_, buffer_.data() + done, buffer_.size() - done, static_cast<off_t>(at_));
    if (count < 0) {
      if (errno == EINTR) {
        continue;
      }
      Error error = write_error(errno);
      give_up_run();
      return tl::unexpected(std::move(error));
    }
    done += static_cast<std::size_t>(count);
    at_ += static_cast<std::uint64_t>(count);
  }
  buffer_.clear();
  return {};
}

Result<void> SpillFile::append(std::string_view record) {
  auto size = static_cast<std::uint32_t>(record.size());
  buffer_.append(reinterpret_cast<const char*>(&size), sizeof size);
  buffer_.append(record);
  return buffer_.size() < kWriteBuffer ? Result<void>() : flush();
}

Result<SpillFile::Run> SpillFile::close_run() {
  if (Result<void> flushed = flush(); !flushed) {
    return tl::unexpected(flushed.error());
  }
  written_ += at_ - run_begin_;
  return Run{run_begin_, at_};
}

Result<std::size_t> SpillFile::read(std::uint64_t offset, char* out, std::size_t size) const {
  std::size_t done = 0;
  while (done < size) {
    ssize_t count = ::pread(file_, out + done, size - done, static_cast<off_t>(offset + done));
    if (count < 0) {
      if (errno == EINTR) {
        continue;
      }
      return tl::unexpected(system_error("read waiting events back from the temporary file in " + folder_, errno));
    }
    if (count == 0) {
      break;
    }
    done += static_cast<std::size_t>(count);
  }
  return done;
}

void SpillFile::discard(std::uint64_t begin, std::uint64_t end) {
  (void)::fallocate(file_, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, static_cast<off_t>(begin), static_cast<off_t>(end - begin));
}

SpillReader::SpillReader(SpillFile& file, SpillFile::Run run, std::size_t buffer_size)
    : file_(file), run_(run), offset_(run.begin), discarded_(run.begin), buffer_size_(buffer_size) {}

Result<void> SpillReader::need(std::size_t size) {
  if (stop_ - start_ >= size) {
    return {};
  }
  std::memmove(buffer_.data(), buffer_.data() + start_, stop_ - start_);
  stop_ -= start_;
  start_ = 0;
  if (std::size_t room = std::max(buffer_size_, size); buffer_.size() < room) {
    buffer_.resize(room);
  }
  std::size_t wanted = std::min<std::uint64_t>(buffer_.size() - stop_, run_.end - offset_);
  Result<std::size_t> count = file_.read(offset_, buffer_.data() + stop_, wanted);
  if (!count) {
    return tl::unexpected(count.error());
  }
  offset_ += *count;
  stop_ += *count;
  if (offset_ - discarded_ >= kDiscardStep) {
    file_.discard(discarded_, offset_);
    discarded_ = offset_;
  }
  if (stop_ < size) {
    return fail(ErrorKind::kUnavailable, "the temporary file of waiting events is shorter than what was written to it");
  }
  return {};
}

Result<std::string_view> SpillReader::next() {
  if (at_end()) {
    if (discarded_ != run_.end) {
      file_.discard(discarded_, run_.end);
      discarded_ = run_.end;
    }
    return std::string_view();
  }
  std::uint32_t size = 0;
  if (Result<void> there = need(sizeof size); !there) {
    return tl::unexpected(there.error());
  }
  std::memcpy(&size, buffer_.data() + start_, sizeof size);
  start_ += sizeof size;
  if (Result<void> there = need(size); !there) {
    return tl::unexpected(there.error());
  }
  std::string_view record(buffer_.data() + start_, size);
  start_ += size;
  return record;
}

}  // namespace vedette::engine
