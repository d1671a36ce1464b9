#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <iterator>

#include "content/config.h"
#include "content/item_file.h"
#include "content/mapping_reader.h"

namespace vedette::content {
namespace {

const YamlNode* root_of(const YamlFile& file) {
  if (file.documents().empty() || file.documents().front().failed) {
    return nullptr;
  }
  return file.documents().front().root;
}

// False: this layer says nothing about the path. `out` may be null: it says that there is no value.
bool look_up(const YamlFile& file, std::initializer_list<std::string_view> path, const YamlNode*& out) {
  const YamlNode* node = root_of(file);
  if (node == nullptr) {
    return false;
  }
  for (std::string_view key : path) {
    const YamlEntry* entry = node->find(key);
    if (entry == nullptr) {
      return false;
    }
    node = entry->value;
  }
  out = node->is_null() ? nullptr : node;
  return true;
}

bool is_name_byte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

}  // namespace

std::string expand_environment(std::string text) {
  constexpr std::size_t kLongest = 1024 * 1024;  // a variable may name another one in its value
  for (std::size_t i = 0; i + 1 < text.size() && text.size() < kLongest; ++i) {
    if (text[i] != '$') {
      continue;
    }
    bool braces = text[i + 1] == '{';
    std::size_t begin = i + (braces ? 2 : 1);
    std::size_t end = begin;
    if (braces) {
      end = text.find('}', begin);
      if (end == std::string::npos) {
        continue;
      }
    } else {
      while (end < text.size() && is_name_byte(text[end])) {
        ++end;
      }
    }
    if (end == begin) {
      continue;
    }
    if (const char* value = std::getenv(text.substr(begin, end - begin).c_str())) {
      text.replace(i, end - i + braces, value);
    }
  }
  return text;
}

std::optional<OverlaidYaml> OverlaidYaml::read(const std::string& file, Missing missing, Diagnostics& diagnostics) {
  OverlaidYaml out;
  std::error_code error;
  for (const std::string& path : {file + ".local", file}) {
    bool base = path == file;
    if (!std::filesystem::exists(path, error) && (!base || missing == Missing::kAllowed)) {
      continue;
    }
    Result<std::shared_ptr<const SourceFile>> text = read_source_file(path);
    if (!text) {
      say(diagnostics, Severity::kError, text.error().message, base ? "name a CrowdSec config.yaml, or a folder with --content" : "");
      return std::nullopt;
    }
    std::size_t errors = diagnostics.error_count();
    out.layers_.push_back(YamlFile::parse(std::move(*text), diagnostics));
    if (diagnostics.error_count() != errors) {
      return std::nullopt;
    }
    const YamlNode* root = root_of(out.layers_.back());
    if (root != nullptr && !root->is_null() && !root->is_mapping()) {
      ItemReport(diagnostics).error(*root, fmt::format("this file should be a mapping of keys, not {}", describe(*root)));
      return std::nullopt;
    }
  }
  return out;
}

const YamlNode* OverlaidYaml::find(std::initializer_list<std::string_view> path) const {
  const YamlNode* out = nullptr;
  for (const YamlFile& layer : layers_) {
    if (look_up(layer, path, out)) {
      return out;
    }
  }
  return nullptr;
}

std::string OverlaidYaml::text(std::initializer_list<std::string_view> path, Diagnostics& diagnostics) const {
  const YamlNode* node = find(path);
  if (node == nullptr) {
    return {};
  }
  if (!node->is_scalar()) {
    ItemReport(diagnostics).error(*node, fmt::format("`{}` takes one value, not {}", *(path.end() - 1), describe(*node)));
    return {};
  }
  return expand_environment(node->text);
}

void OverlaidYaml::check_keys(std::initializer_list<std::string_view> path, const std::vector<std::string_view>& known,
                              Diagnostics& diagnostics) const {
  for (const YamlFile& layer : layers_) {
    const YamlNode* node = nullptr;
    if (!look_up(layer, path, node) || node == nullptr) {
      continue;
    }
    ItemReport report(diagnostics);
    if (!node->is_mapping()) {
      report.error(*node, fmt::format("this should be a mapping of keys, not {}", describe(*node)));
      continue;
    }
    for (const YamlEntry& entry : node->entries) {
      if (std::find(known.begin(), known.end(), entry.key->text) == known.end()) {
        std::vector<std::string_view> absent;
        std::copy_if(known.begin(), known.end(), std::back_inserter(absent), [&](std::string_view key) { return node->find(key) == nullptr; });
        report.unknown_key(entry, fmt::format("unknown key `{}`: it is ignored", entry.key->text), absent);
      }
    }
  }
}

}  // namespace vedette::content
