#include "sources/archive/walk.h"

#include <dirent.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <memory>
#include <set>
#include <utility>

#include "base/error.h"
#include "sources/archive/file_name.h"

namespace vedette::sources {
namespace {

constexpr int kMaxDepth = 200;

struct DirectoryCloser {
  void operator()(DIR* directory) const { closedir(directory); }
};

class Walker {
 public:
  explicit Walker(WalkResult& result) : result_(result) {}

  void named(const std::string& path) {
    if (path == "-") {
      InputFile file;
      file.path = file.canonical = "-";
      file.named = true;
      result_.files.push_back(std::move(file));
      return;
    }
    struct stat info {};
    if (stat(path.c_str(), &info) != 0) {
      problem(path, "cannot be found", errno);
      return;
    }
    if (S_ISDIR(info.st_mode)) {
      folder(path, info, 0);
    } else {
      file(path, info, true);
    }
  }

 private:
  void problem(const std::string& path, std::string_view what, int error_number) {
    result_.problems.push_back({path, system_error(what, error_number).message});
  }

  void file(const std::string& path, const struct stat& info, bool named) {
    if (!S_ISREG(info.st_mode) && !named) {
      return;
    }
    InputFile file;
    file.path = path;
    file.named = named;
    file.size = S_ISREG(info.st_mode) ? static_cast<std::uint64_t>(info.st_size) : 0;
    char resolved[PATH_MAX];
    file.canonical = S_ISREG(info.st_mode) && realpath(path.c_str(), resolved) != nullptr ? resolved : path;
    if (auto name = parse_log_file_name(path)) {
      file.delivered = name->delivered;
    }
    result_.files.push_back(std::move(file));
  }

  void folder(const std::string& path, const struct stat& info, int depth) {
    // A folder met again, through a link or by a second name, was seen: no loops.
    if (!seen_.emplace(info.st_dev, info.st_ino).second) {
      return;
    }
    if (depth >= kMaxDepth) {
      result_.problems.push_back({path, "folders are nested too deep here"});
      return;
    }
    std::unique_ptr<DIR, DirectoryCloser> directory(opendir(path.c_str()));
    if (!directory) {
      problem(path, "the folder cannot be opened", errno);
      return;
    }
    std::vector<std::string> names;
    errno = 0;
    while (const dirent* entry = readdir(directory.get())) {
      std::string_view name = entry->d_name;
      if (name != "." && name != "..") {
        names.emplace_back(name);
      }
      errno = 0;
    }
    if (errno != 0) {
      problem(path, "the folder cannot be read to its end", errno);
    }
    directory.reset();
    std::sort(names.begin(), names.end());
    for (const std::string& name : names) {
      std::string inner = path;
      if (inner.back() != '/') {
        inner += '/';
      }
      inner += name;
      struct stat inner_info {};
      if (stat(inner.c_str(), &inner_info) != 0) {
        problem(inner, "cannot be looked up", errno);
      } else if (S_ISDIR(inner_info.st_mode)) {
        folder(inner, inner_info, depth + 1);
      } else {
        file(inner, inner_info, false);
      }
    }
  }

  WalkResult& result_;
  std::set<std::pair<dev_t, ino_t>> seen_;
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

  std::vector<InputFile>& files = result.files;
  std::stable_sort(files.begin(), files.end(),
                   [](const InputFile& a, const InputFile& b) { return a.canonical != b.canonical ? a.canonical < b.canonical : a.path < b.path; });
  auto kept = files.begin();
  for (auto at = files.begin(); at != files.end(); ++at) {
    if (kept != files.begin() && std::prev(kept)->canonical == at->canonical) {
      std::prev(kept)->named |= at->named;
      continue;
    }
    if (kept != at) {
      *kept = std::move(*at);
    }
    ++kept;
  }
  files.erase(kept, files.end());
  std::uint32_t rank = 0;
  for (InputFile& file : files) {
    file.rank = rank++;
    result.total_bytes += file.size;
  }
  std::stable_sort(files.begin(), files.end(), [](const InputFile& a, const InputFile& b) {
    if (a.delivered.has_value() != b.delivered.has_value()) {
      return !a.delivered.has_value();
    }
    return a.delivered && *a.delivered != *b.delivered ? *a.delivered < *b.delivered : false;
  });
  return result;
}

}  // namespace vedette::sources
