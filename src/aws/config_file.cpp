#include "aws/config_file.h"

#include <cerrno>
#include <cstdio>
#include <memory>

namespace vedette::aws {
namespace {

constexpr std::size_t kMaxFile = std::size_t{4} << 20;

std::string_view trim(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  return begin == std::string_view::npos ? std::string_view() : text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 0x20) : c;
  }
  return out;
}

/// What stands before a comment that follows a blank.
std::string_view without_comment(std::string_view value) {
  for (std::size_t i = 1; i < value.size(); ++i) {
    if ((value[i] == '#' || value[i] == ';') && (value[i - 1] == ' ' || value[i - 1] == '\t')) {
      return trim(value.substr(0, i));
    }
  }
  return trim(value);
}

/// Reads line by line: what a line means hangs on the section and the setting before it.
class Reader {
 public:
  Reader(ConfigFileKind kind, const std::string& path, ConfigFiles& files) : kind_(kind), path_(path), files_(files) {}

  Result<void> take(std::string_view line) {
    ++number_;
    const std::string_view text = trim(line);
    if (text.empty() || text.front() == '#' || text.front() == ';') {
      return {};
    }
    const bool indented = line.front() == ' ' || line.front() == '\t';
    if (indented && !key_.empty()) {
      continue_setting(text);
      return {};
    }
    if (text.front() == '[') {
      return open_section(text);
    }
    const std::size_t equals = text.find('=');
    if (equals == std::string_view::npos || trim(text.substr(0, equals)).empty()) {
      return wrong("is neither a section nor a setting");
    }
    if (!section_seen_) {
      return wrong("stands before the first section");
    }
    key_ = lower(trim(text.substr(0, equals)));
    const std::string_view value = without_comment(text.substr(equals));
    const std::string_view told = trim(value.substr(1));
    nested_ = told.empty();
    if (section_ != nullptr) {
      (*section_)[key_] = told;
    }
    return {};
  }

 private:
  [[nodiscard]] tl::unexpected<Error> wrong(const char* what) const {
    // The line itself may be a secret.
    return fail(ErrorKind::kInvalid, path_ + ":" + std::to_string(number_) + ": this line " + what);
  }

  void continue_setting(std::string_view text) {
    if (section_ == nullptr) {
      return;
    }
    const std::size_t equals = text.find('=');
    if (nested_ && equals != std::string_view::npos) {
      (*section_)[key_ + "." + lower(trim(text.substr(0, equals)))] = trim(without_comment(text.substr(equals)).substr(1));
    } else if (!nested_) {
      std::string& value = (*section_)[key_];
      value += "\n" + std::string(text);
    }
  }

  Result<void> open_section(std::string_view text) {
    const std::size_t end = text.find(']');
    if (end == std::string_view::npos) {
      return wrong("opens a section that does not end");
    }
    section_seen_ = true;
    key_.clear();
    section_ = nullptr;
    const std::string_view title = trim(text.substr(1, end - 1));
    const std::size_t blank = title.find_first_of(" \t");
    const std::string_view word = title.substr(0, blank);
    std::string_view name = blank == std::string_view::npos ? std::string_view() : trim(title.substr(blank));
    if (name.size() >= 2 && (name.front() == '"' || name.front() == '\'') && name.back() == name.front()) {
      name = name.substr(1, name.size() - 2);
    }
    if (kind_ == ConfigFileKind::kCredentials) {
      open_profile(title);
    } else if (word == "profile" && !name.empty()) {
      open_profile(name);
    } else if (title == "default") {
      open_profile(title);
    } else if (word == "sso-session" && !name.empty()) {
      section_ = &files_.sso_sessions[std::string(name)];
    } else if (word == "services" && !name.empty()) {
      section_ = &files_.services[std::string(name)];
    }
    return {};
  }

  void open_profile(std::string_view name) {
    Profile& profile = files_.profiles[std::string(name)];
    profile.name = name;
    if (profile.source.find(path_) == std::string::npos) {
      profile.source += (profile.source.empty() ? "" : ", ") + path_;
    }
    section_ = &profile.settings;
  }

  const ConfigFileKind kind_;
  const std::string& path_;
  ConfigFiles& files_;
  int number_ = 0;
  bool section_seen_ = false;
  Settings* section_ = nullptr;  // null: one that is passed over
  std::string key_;              // what an indented line belongs to
  bool nested_ = false;
};

Result<std::string> read_bounded(const std::string& path) {
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  const std::unique_ptr<std::FILE, Close> file(std::fopen(path.c_str(), "re"));
  if (file == nullptr) {
    if (errno == ENOENT || errno == ENOTDIR) {
      return std::string();
    }
    return tl::unexpected(system_error("open " + path, errno));
  }
  std::string text;
  char buffer[16'384];
  while (const std::size_t got = std::fread(buffer, 1, sizeof buffer, file.get())) {
    text.append(buffer, got);
    if (text.size() > kMaxFile) {
      return fail(ErrorKind::kInvalid, path + " is longer than the 4 MiB that are read of it");
    }
  }
  if (std::ferror(file.get()) != 0) {
    return tl::unexpected(system_error("read " + path, errno));
  }
  return text;
}

std::string path_of(const Environment& environment, std::string_view variable, std::string_view standard) {
  const std::string_view named = environment.get(variable);
  return environment.expand_home(named.empty() ? standard : named);
}

}  // namespace

std::string_view Profile::get(std::string_view key) const {
  const auto found = settings.find(key);
  return found == settings.end() ? std::string_view() : std::string_view(found->second);
}

std::optional<bool> Profile::flag(std::string_view key) const {
  return parse_flag(get(key));
}

const Profile* ConfigFiles::find(std::string_view name) const {
  const auto found = profiles.find(name);
  return found == profiles.end() ? nullptr : &found->second;
}

Result<void> read_config_text(std::string_view text, ConfigFileKind kind, const std::string& path, ConfigFiles& files) {
  Reader reader(kind, path, files);
  if (text.starts_with("\xef\xbb\xbf")) {
    text.remove_prefix(3);
  }
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
    if (line.empty()) {
      continue;
    }
    if (Result<void> taken = reader.take(line); !taken) {
      return taken;
    }
  }
  return {};
}

Result<ConfigFiles> read_config_files(const Environment& environment) {
  ConfigFiles files;
  const std::string config = path_of(environment, "AWS_CONFIG_FILE", "~/.aws/config");
  const std::string credentials = path_of(environment, "AWS_SHARED_CREDENTIALS_FILE", "~/.aws/credentials");
  for (const auto& [path, kind] : {std::pair(&config, ConfigFileKind::kConfig), std::pair(&credentials, ConfigFileKind::kCredentials)}) {
    Result<std::string> text = read_bounded(*path);
    if (!text) {
      return tl::unexpected(std::move(text.error()));
    }
    if (Result<void> taken = read_config_text(*text, kind, *path, files); !taken) {
      return tl::unexpected(std::move(taken.error()));
    }
  }
  return files;
}

}  // namespace vedette::aws
