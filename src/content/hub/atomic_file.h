// A file that appears whole or not at all: written beside its place, moved there when it is complete and on the disk.
#pragma once

#include <sys/types.h>

#include <string>
#include <string_view>
#include <utility>

#include "base/error.h"

namespace vedette::content {

class AtomicFile {
 public:
  /// Makes the folders above `place`. A file that is there keeps its mode; a new one is readable by all that the umask lets.
  [[nodiscard]] static Result<AtomicFile> create(const std::string& place);
  /// Without commit() nothing is left behind.
  ~AtomicFile();
  AtomicFile(AtomicFile&& other) noexcept;
  AtomicFile& operator=(AtomicFile&&) = delete;

  [[nodiscard]] Result<void> write(std::string_view bytes);

  enum class Change : bool { kNone, kReplaced };
  /// When the file that is there has the same bytes already, it stays and only its modification time is set to now.
  [[nodiscard]] Result<Change> commit();

 private:
  AtomicFile(std::string place, std::string temporary, int descriptor)
      : place_(std::move(place)), temporary_(std::move(temporary)), descriptor_(descriptor) {}
  [[nodiscard]] bool same_as_before() const;

  std::string place_;
  std::string temporary_;  // empty: nothing to remove
  int descriptor_;
};

/// All of it at once.
[[nodiscard]] Result<AtomicFile::Change> write_file(const std::string& place, std::string_view bytes);

}  // namespace vedette::content
