#include "store/store_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>

namespace vedette::store {

namespace {

class FileLock final : public StoreLock {
 public:
  explicit FileLock(int descriptor) : descriptor_(descriptor) {}
  ~FileLock() override { ::close(descriptor_); }
  [[nodiscard]] bool is_held() override { return true; }

 private:
  int descriptor_;
};

class DatabaseLock final : public StoreLock {
 public:
  explicit DatabaseLock(std::unique_ptr<Connection> connection) : connection_(std::move(connection)) {}
  [[nodiscard]] bool is_held() override {
    return connection_->execute("SELECT 1").has_value();  // without an answer the connection is broken, and the lock gone with it
  }

 private:
  std::unique_ptr<Connection> connection_;
};

/// FNV-1a: the same number in every process.
std::int64_t number_of(std::string_view name) {
  std::uint64_t hash = 14695981039346656037ULL;
  for (std::string_view part : {std::string_view("vedette/"), name}) {
    for (char c : part) {
      hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
    }
  }
  return static_cast<std::int64_t>(hash);
}

}  // namespace

Result<std::unique_ptr<StoreLock>> lock_file(const std::string& path, std::string_view name) {
  const std::string file = path + "." + std::string(name) + ".lock";
  const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor < 0) {
    return tl::unexpected(system_error("open " + file, errno));
  }
  if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    const int error = errno;
    ::close(descriptor);
    if (error == EWOULDBLOCK) {
      return nullptr;
    }
    return tl::unexpected(system_error("lock " + file, error));
  }
  return std::make_unique<FileLock>(descriptor);
}

Result<std::unique_ptr<StoreLock>> lock_in_database(std::unique_ptr<Connection> connection, std::string_view name) {
  bool granted = false;
  {
    Result<Rows> rows = connection->query("SELECT pg_try_advisory_lock($1)", {number_of(name)});
    if (!rows) {
      return tl::unexpected(std::move(rows.error()));
    }
    Result<bool> answer = rows->next();
    if (!answer) {
      return tl::unexpected(std::move(answer.error()));
    }
    granted = *answer && rows->integer(0) != 0;
  }
  if (!granted) {
    return nullptr;
  }
  return std::make_unique<DatabaseLock>(std::move(connection));
}

}  // namespace vedette::store
