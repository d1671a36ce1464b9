#include "content/item_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <openssl/sha.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>

namespace vedette::content {

namespace fs = std::filesystem;

std::string_view folder_of(ItemKind kind) {
  switch (kind) {
    case ItemKind::kParser:
      return "parsers";
    case ItemKind::kPostoverflow:
      return "postoverflows";
    case ItemKind::kScenario:
      return "scenarios";
    case ItemKind::kContext:
      return "contexts";
  }
  return {};
}

std::string_view name_of(ItemKind kind) {
  std::string_view folder = folder_of(kind);
  return folder.substr(0, folder.size() - 1);
}

void say(Diagnostics& diagnostics, Severity severity, std::string message, std::string hint, std::string item, std::string_view rule) {
  diagnostics.add({severity, std::move(message), nullptr, {}, std::move(hint), std::move(item), rule});
}

std::string sha256_hex(std::string_view bytes) {
  unsigned char digest[SHA256_DIGEST_LENGTH];
  SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), digest);
  std::string out;
  for (unsigned char byte : digest) {
    out += fmt::format("{:02x}", byte);
  }
  return out;
}

Result<std::shared_ptr<const SourceFile>> read_source_file(const std::string& path, std::size_t max_bytes) {
  int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor < 0) {
    return tl::unexpected<Error>(system_error("read " + path, errno));
  }
  struct stat status {};
  if (::fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode)) {
    ::close(descriptor);
    return fail(ErrorKind::kInvalid, fmt::format("read {}: not a file", path));
  }
  std::string text;
  char buffer[64 * 1024];
  for (;;) {
    ssize_t got = ::read(descriptor, buffer, sizeof buffer);
    if (got < 0 && errno == EINTR) {
      continue;
    }
    if (got < 0) {
      Error error = system_error("read " + path, errno);
      ::close(descriptor);
      return tl::unexpected<Error>(std::move(error));
    }
    if (got == 0) {
      break;
    }
    text.append(buffer, static_cast<std::size_t>(got));
    if (text.size() > max_bytes) {
      ::close(descriptor);
      return fail(ErrorKind::kInvalid, fmt::format("read {}: more than the {} bytes allowed for such a file", path, max_bytes));
    }
  }
  ::close(descriptor);
  return std::make_shared<const SourceFile>(path, std::move(text));
}

bool place_item(const std::vector<std::string_view>& components, ItemFile& out) {
  if (components.size() < 2) {
    return false;
  }
  bool known = false;
  for (ItemKind kind : {ItemKind::kParser, ItemKind::kPostoverflow, ItemKind::kScenario, ItemKind::kContext}) {
    if (components[0] == folder_of(kind)) {
      out.kind = kind;
      known = true;
    }
  }
  bool staged = out.kind == ItemKind::kParser || out.kind == ItemKind::kPostoverflow;
  if (!known || (staged && components.size() < 3)) {
    return false;
  }
  out.stage = staged ? std::string(components[1]) : std::string();
  // parser/unix_parser.go, NewParsers sorts by the path of the installed link, which has no author folder.
  out.order = out.stage + "/" + std::string(components.back());
  return true;
}

std::vector<std::string> list_yaml_files(const std::string& folder, Diagnostics& diagnostics) {
  constexpr int kDeepest = 16;
  constexpr std::size_t kMost = 100'000;
  std::vector<std::string> out;
  std::error_code error;
  fs::recursive_directory_iterator walk(folder, fs::directory_options::none, error);
  if (error) {
    say(diagnostics, Severity::kError, fmt::format("cannot list {}: {}", folder, error.message()));
    return out;
  }
  while (walk != fs::recursive_directory_iterator()) {
    std::string name = walk->path().filename();
    bool hidden = name.starts_with(".");
    // A link to a folder is not followed, as filepath.WalkDir.
    std::error_code status_error;
    bool is_folder = walk->symlink_status(status_error).type() == fs::file_type::directory;
    if (is_folder && (hidden || walk.depth() >= kDeepest)) {
      walk.disable_recursion_pending();
    } else if (!is_folder && (name.ends_with(".yaml") || name.ends_with(".yml"))) {
      out.push_back(walk->path().lexically_relative(folder));
      if (out.size() >= kMost) {
        say(diagnostics, Severity::kError, fmt::format("{} has more than {} YAML files; the rest is left out", folder, kMost));
        break;
      }
    }
    fs::path at = walk->path();
    walk.increment(error);
    if (error) {
      say(diagnostics, Severity::kWarning, fmt::format("cannot list {}: {}", at.string(), error.message()));
      error.clear();
      break;
    }
  }
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace vedette::content
