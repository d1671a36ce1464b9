// The files of an archive in the order they are read, kept small: an archive can have tens of millions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/arena.h"

namespace vedette::sources {

/// One file to read.
struct InputFile {
  std::string path;                       // how to open and show it; "-" is standard input
  std::string canonical;                  // absolute, symbolic links resolved: the order of ties
  std::uint32_t rank = 0;                 // its place in the order of canonical paths
  bool named = false;                     // by the user, not found in a folder
  std::optional<std::int64_t> delivered;  // from the name, Unix seconds
};

/// Filled folder by folder, then put in order; read only from then on. A file costs some 30 bytes and the part of its name in which it differs from
/// its neighbours; a folder its path.
class FileList {
 public:
  /// The canonical form of all paths that begin with `path` begins with `canonical` instead. Returns the root's number.
  std::uint32_t add_root(std::string_view path, std::string_view canonical);
  /// Files whose paths begin with `prefix` follow, which itself begins with the root's path.
  void begin_folder(std::uint32_t root, std::string_view prefix);
  /// The file at `prefix` + `rest`, of `size` bytes on disk (0 for pipes).
  void add(std::string_view rest, std::uint64_t size, std::optional<std::int64_t> delivered, bool named);
  /// Puts all in order, each file once; the files without a time in the name first (by canonical path), then by (time in the name, canonical path).
  void put_in_order();

  [[nodiscard]] std::size_t size() const { return entries_.size(); }
  /// Made anew by each call.
  [[nodiscard]] InputFile operator[](std::size_t index) const;
  [[nodiscard]] std::optional<std::int64_t> delivered(std::size_t index) const;
  [[nodiscard]] std::uint64_t total_bytes() const { return total_bytes_; }

 private:
  static constexpr std::int32_t kNoTime = std::numeric_limits<std::int32_t>::min();
  static constexpr std::int64_t kNameSeconds = 60;  // names tell the minute

  struct Root {
    std::size_t path_size;
    std::string_view canonical;
  };
  struct Folder {
    std::string_view prefix;
    std::uint32_t root;
  };
  struct Entry {
    const char* rest;
    std::uint64_t size;
    std::uint32_t rest_size;
    std::uint32_t folder;
    std::int32_t delivered;  // minutes, or kNoTime
    std::uint32_t rank : 31;
    std::uint32_t named : 1;
  };

  [[nodiscard]] static std::string_view rest_of(const Entry& entry) { return {entry.rest, entry.rest_size}; }
  /// Of their canonical paths: negative, 0, positive.
  [[nodiscard]] int compare_canonical(const Entry& a, const Entry& b) const;
  [[nodiscard]] bool canonical_before(const Entry& a, const Entry& b) const;

  Arena text_{64 * 1024};
  std::vector<Root> roots_;
  std::vector<Folder> folders_;
  std::vector<Entry> entries_;
  std::uint64_t total_bytes_ = 0;
};

}  // namespace vedette::sources
