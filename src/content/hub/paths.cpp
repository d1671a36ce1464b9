#include "content/hub/paths.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>

namespace vedette::content {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kMostFiles = 200'000;
constexpr int kDeepest = 64;

void walk(const fs::path& folder, int depth, std::vector<std::string>& out) {
  std::error_code error;
  std::vector<fs::directory_entry> entries;
  for (fs::directory_iterator it(folder, error); !error && it != fs::directory_iterator() && entries.size() < kMostFiles; it.increment(error)) {
    entries.push_back(*it);
  }
  std::sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) { return a.path().native() < b.path().native(); });
  for (const fs::directory_entry& entry : entries) {
    const std::string name = entry.path().filename();
    if (entry.symlink_status(error).type() == fs::file_type::directory) {
      if (!name.starts_with(".") && depth < kDeepest) {
        walk(entry.path(), depth + 1, out);
      }
    } else if ((name.ends_with(".yaml") || name.ends_with(".yml")) && out.size() < kMostFiles) {
      out.push_back(entry.path());
    }
  }
}

}  // namespace

// cwhub/safepath.go
Result<std::string> safe_path(const std::string& folder, std::string_view relative) {
  if (relative.find('\0') != std::string_view::npos) {
    return fail(ErrorKind::kInvalid, "a path holds a zero byte");
  }
  if (relative.starts_with("/")) {
    return fail(ErrorKind::kInvalid, fmt::format("\"{}\": must be a relative path", relative));
  }
  const fs::path joined = (fs::path(folder) / relative).lexically_normal();
  const std::string below = joined.lexically_relative(fs::path(folder).lexically_normal());
  if (below.empty() || below == "." || below.starts_with("..") || below.ends_with("/")) {
    return fail(ErrorKind::kInvalid, fmt::format("\"{}\": path escapes base directory \"{}\"", relative, folder));
  }
  return joined.string();
}

std::optional<std::vector<std::string>> components_below(const std::string& path, const std::string& folder) {
  const fs::path below = fs::path(path).lexically_normal().lexically_relative(fs::path(folder).lexically_normal());
  const std::string text = below;
  if (text.empty() || text == "." || text.starts_with("..")) {
    return std::nullopt;
  }
  std::vector<std::string> out;
  for (const fs::path& part : below) {
    out.push_back(part);
  }
  return out;
}

// cwhub/path.go, resolveSymlink
Result<std::string> resolve_link(const std::string& path) {
  constexpr int kMostSteps = 10;
  fs::path at = path;
  for (int i = 0; i < kMostSteps; ++i) {
    std::error_code error;
    const fs::file_status status = fs::symlink_status(at, error);
    if (!fs::exists(status)) {
      const int number = error ? error.value() : ENOENT;
      return fail(number == ENOENT ? ErrorKind::kNotFound : ErrorKind::kDenied, fmt::format("lstat {}: {}", at.string(), std::strerror(number)));
    }
    if (!fs::is_symlink(status)) {
      return at.lexically_normal().string();
    }
    const fs::path target = fs::read_symlink(at, error);
    if (error) {
      return fail(ErrorKind::kDenied, fmt::format("readlink {}: {}", at.string(), error.message()));
    }
    at = target.is_absolute() ? target : at.parent_path() / target;
  }
  return fail(ErrorKind::kInvalid, "too many levels of symbolic links");
}

std::vector<std::string> walk_yaml_files(const std::string& folder) {
  std::vector<std::string> out;
  std::error_code error;
  if (fs::symlink_status(folder, error).type() == fs::file_type::directory) {
    walk(folder, 0, out);
  }
  return out;
}

}  // namespace vedette::content
