#include "sources/archive/walk.h"

#include <absl/container/flat_hash_set.h>
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string_view>
#include <utility>

#include "base/error.h"
#include "sources/archive/file_name.h"

namespace vedette::sources {
namespace {

constexpr int kMaxDepth = 200;

struct DirectoryCloser {
  void operator()(DIR* directory) const { closedir(directory); }
};
using DirectoryPtr = std::unique_ptr<DIR, DirectoryCloser>;

/// The names in a folder, sorted: one text and their places in it, as a flat bucket can hold millions.
struct Names {
  struct Place {
    std::size_t at;
    unsigned char type;  // of dirent
  };
  std::string text;  // each name ends with a NUL
  std::vector<Place> places;

  [[nodiscard]] const char* name(const Place& place) const { return text.data() + place.at; }
};

std::size_t common_prefix(std::string_view a, std::string_view b) {
  return static_cast<std::size_t>(std::mismatch(a.begin(), a.end(), b.begin(), b.end()).first - a.begin());
}

std::string real_path(const std::string& path) {
  char resolved[PATH_MAX];
  return realpath(path.c_str(), resolved) != nullptr ? resolved : path;
}

class Walker {
 public:
  explicit Walker(WalkResult& result) : result_(result) {}

  void named(const std::string& path) {
    if (path == "-") {
      single(path, path, 0, true);
      return;
    }
    struct stat info {};
    if (stat(path.c_str(), &info) != 0) {
      problem(path, system_error("cannot be found", errno).message);
      return;
    }
    if (S_ISDIR(info.st_mode)) {
      std::string canonical = real_path(path);
      if (path.back() == '/' && canonical.back() != '/') {
        canonical += '/';  // what follows the path follows it without another
      }
      folder(path, result_.files.add_root(path, canonical), 0);
    } else if (S_ISREG(info.st_mode)) {
      single(path, real_path(path), static_cast<std::uint64_t>(info.st_size), true);
    } else {
      single(path, path, 0, true);
    }
  }

 private:
  void problem(const std::string& path, std::string message) {
    ++result_.problem_count;
    if (result_.problems.size() < WalkResult::kMaxProblems) {
      result_.problems.push_back({path, std::move(message)});
    }
  }

  static std::optional<std::int64_t> delivered(std::string_view path) {
    auto name = parse_log_file_name(path);
    return name ? std::optional(name->delivered) : std::nullopt;
  }

  void single(const std::string& path, const std::string& canonical, std::uint64_t size, bool is_named) {
    result_.files.begin_folder(result_.files.add_root(path, canonical), path);
    result_.files.add({}, size, delivered(path), is_named);
  }

  /// False when it cannot be opened, or was seen before: a folder met again, through a link or by a second name, would make loops.
  bool list(const std::string& path, DirectoryPtr& directory, Names& names) {
    directory.reset(opendir(path.c_str()));
    struct stat info {};
    if (!directory || fstat(dirfd(directory.get()), &info) != 0) {
      problem(path, system_error("the folder cannot be opened", errno).message);
      return false;
    }
    if (!seen_.emplace(info.st_dev, info.st_ino).second) {
      return false;
    }
    errno = 0;
    while (const dirent* entry = readdir(directory.get())) {
      std::string_view name = entry->d_name;
      if (name != "." && name != "..") {
        names.places.push_back({names.text.size(), entry->d_type});
        names.text.append(name).push_back('\0');
      }
      errno = 0;
    }
    if (errno != 0) {
      problem(path, system_error("the folder cannot be read to its end", errno).message);
    }
    std::sort(names.places.begin(), names.places.end(),
              [&names](const Names::Place& a, const Names::Place& b) { return std::strcmp(names.name(a), names.name(b)) < 0; });
    return true;
  }

  void folder(const std::string& path, std::uint32_t root, int depth) {
    if (depth >= kMaxDepth) {
      problem(path, "folders are nested too deep here");
      return;
    }
    DirectoryPtr directory;
    Names names;
    if (!list(path, directory, names)) {
      return;
    }
    std::string inside = path;
    if (inside.back() != '/') {
      inside += '/';
    }
    struct File {
      const char* name;
      std::uint64_t size;
    };
    struct Folder {
      std::string path;
      bool link;
    };
    std::vector<File> files;
    std::vector<Folder> folders;
    for (const Names::Place& place : names.places) {
      const char* name = names.name(place);
      if (place.type == DT_DIR) {
        folders.push_back({inside + name, false});
        continue;
      }
      struct stat info {};
      bool found = fstatat(dirfd(directory.get()), name, &info, AT_SYMLINK_NOFOLLOW) == 0;
      const bool link = found && S_ISLNK(info.st_mode);
      found = link ? fstatat(dirfd(directory.get()), name, &info, 0) == 0 : found;
      if (!found) {
        problem(inside + name, system_error("cannot be looked up", errno).message);
      } else if (S_ISDIR(info.st_mode)) {
        folders.push_back({inside + name, link});
      } else if (S_ISREG(info.st_mode) && link) {
        single(inside + name, real_path(inside + name), static_cast<std::uint64_t>(info.st_size), false);
      } else if (S_ISREG(info.st_mode)) {
        files.push_back({name, static_cast<std::uint64_t>(info.st_size)});
      }
    }
    directory.reset();
    if (!files.empty()) {
      std::string_view first = files.front().name;
      std::size_t common = common_prefix(first, files.back().name);
      result_.files.begin_folder(root, inside + std::string(first.substr(0, common)));
      for (const File& file : files) {
        result_.files.add(file.name + common, file.size, delivered(file.name), false);
      }
    }
    names = {};
    files = {};
    for (const Folder& inner : folders) {
      folder(inner.path, inner.link ? result_.files.add_root(inner.path, real_path(inner.path)) : root, depth + 1);
    }
  }

  WalkResult& result_;
  absl::flat_hash_set<std::pair<dev_t, ino_t>> seen_;
};

}  // namespace

WalkResult walk(const std::vector<std::string>& paths) {
  WalkResult result;
  Walker walker(result);
  // Sorted, so that what is shown for a file that was named twice does not depend on the order either.
  std::vector<std::string> sorted = paths;
  std::sort(sorted.begin(), sorted.end());
  sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
  for (const std::string& path : sorted) {
    walker.named(path);
  }
  result.files.put_in_order();
  return result;
}

}  // namespace vedette::sources
