// For tests: a hub made of a few files, and a machine that it is installed on, both in a temporary folder.
#pragma once

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "content/hub/hub.h"
#include "content/hub/index_build.h"

namespace vedette::content {

class HubMachine {
 public:
  HubMachine() : root_((std::filesystem::temp_directory_path() / ("vedette_hub_" + std::to_string(::getpid()))).string()) {
    std::filesystem::remove_all(root_);
    for (const char* folder : {"/etc/hub", "/data", "/site"}) {
      std::filesystem::create_directories(root_ + folder);
    }
  }
  ~HubMachine() { std::filesystem::remove_all(root_); }
  HubMachine(const HubMachine&) = delete;
  HubMachine& operator=(const HubMachine&) = delete;

  [[nodiscard]] std::string path(const std::string& name) const { return root_ + "/" + name; }
  void write(const std::string& name, const std::string& text) const {
    std::filesystem::create_directories(std::filesystem::path(path(name)).parent_path());
    std::ofstream(path(name), std::ios::binary) << text;
  }
  [[nodiscard]] std::string read(const std::string& name) const {
    std::ostringstream out;
    out << std::ifstream(path(name), std::ios::binary).rdbuf();
    return out.str();
  }
  [[nodiscard]] bool exists(const std::string& name) const { return std::filesystem::exists(std::filesystem::symlink_status(path(name))); }
  /// Files and links below a folder, sorted.
  [[nodiscard]] std::vector<std::string> files(const std::string& folder) const {
    std::vector<std::string> out;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(path(folder))) {
      if (!entry.is_directory() || entry.is_symlink()) {
        out.push_back(entry.path().lexically_relative(path(folder)).string());
      }
    }
    std::sort(out.begin(), out.end());
    return out;
  }

  [[nodiscard]] HubFolders folders() const { return {path("etc/hub/.index.json"), path("etc/hub"), path("etc"), path("data")}; }
  [[nodiscard]] HubLog log() {
    return [this](HubLevel level, const std::string& message) { said_.emplace_back(level, message); };
  }
  /// What was said, a line each, this machine's folder as ROOT; forgotten then.
  [[nodiscard]] std::string take_said() {
    std::string out;
    for (const auto& [level, message] : std::exchange(said_, {})) {
      out += (level == HubLevel::kError ? "error: " : level == HubLevel::kWarning ? "warning: " : "info: ") + without_root(message) + "\n";
    }
    return out;
  }
  [[nodiscard]] std::string without_root(std::string text) const {
    for (std::size_t at; (at = text.find(root_)) != std::string::npos;) {
      text.replace(at, root_.size(), "ROOT");
    }
    return text;
  }

  /// The index of what lies in site/, the versions of the present one going on.
  void publish() {
    HubIndex before;
    if (Result<HubIndex> present = HubIndex::read(folders().index)) {
      before = std::move(*present);
    }
    write("etc/hub/.index.json", build_index(path("site"), before, log()).value());
  }

 private:
  std::string root_;
  std::vector<std::pair<HubLevel, std::string>> said_;
};

}  // namespace vedette::content
