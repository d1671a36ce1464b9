#include "cli/hub/inspect.h"

#include <fmt/format.h>

#include <array>

#include "base/json.h"
#include "base/printable.h"
#include "hubtest/yaml_text.h"

namespace vedette::cli {
namespace {

using content::HubItem;
using content::ItemType;

/// The order of the fields of cwhub.Dependencies.
constexpr std::array kPartOrder = {ItemType::kParsers,  ItemType::kPostoverflows, ItemType::kScenarios,  ItemType::kCollections,
                                   ItemType::kContexts, ItemType::kAppsecConfigs, ItemType::kAppsecRules};

/// json.MarshalIndent of a struct whose fields are left out when empty.
class JsonWriter {
 public:
  void text(std::string_view key, std::string_view value) {
    if (!value.empty()) {
      begin(key);
      append_json_string(out_, value);
    }
  }
  void texts(std::string_view key, const std::vector<std::string>& values) {
    if (values.empty()) {
      return;
    }
    begin(key);
    out_ += '[';
    for (const std::string& value : values) {
      out_ += &value == &values.front() ? "\n    " : ",\n    ";
      append_json_string(out_, value);
    }
    out_ += "\n  ]";
  }
  void flag(std::string_view key, bool value) {
    begin(key);
    out_ += value ? "true" : "false";
  }
  void versions(const std::vector<content::IndexedVersion>& versions) {
    if (versions.empty()) {
      return;
    }
    begin("versions");
    out_ += '{';
    for (const content::IndexedVersion& version : versions) {
      out_ += &version == &versions.front() ? "\n    " : ",\n    ";
      append_json_string(out_, version.number);
      out_ += ": {";
      if (!version.digest.empty()) {
        out_ += "\n      \"digest\": ";
        append_json_string(out_, version.digest);
      }
      if (version.deprecated) {
        out_ += version.digest.empty() ? "\n      \"deprecated\": true" : ",\n      \"deprecated\": true";
      }
      out_ += version.digest.empty() && !version.deprecated ? "}" : "\n    }";
    }
    out_ += "\n  }";
  }
  [[nodiscard]] std::string take() { return std::move(out_) + "\n}\n"; }

 private:
  void begin(std::string_view key) { out_ += fmt::format("{}\n  \"{}\": ", out_.size() == 1 ? "" : ",", key); }

  std::string out_ = "{";
};

class YamlWriter {
 public:
  void text(std::string_view key, std::string_view value) {
    if (value.empty()) {
      return;
    }
    out_ += fmt::format("{}: ", key);
    // yaml.v3: a text of several lines is a literal block, unless it holds what a block cannot.
    if (value.find('\n') != std::string_view::npos && value.find(" \n") == std::string_view::npos &&
        value.find_first_of("\t\r") == std::string_view::npos && value.front() != ' ' && value.front() != '\n') {
      block(value);
    } else {
      out_ += hubtest::yaml_scalar(value) + "\n";
    }
  }
  void texts(std::string_view key, const std::vector<std::string>& values, std::size_t margin = 0) {
    if (values.empty()) {
      return;
    }
    out_ += fmt::format("{}{}:\n", std::string(margin, ' '), key);
    for (const std::string& value : values) {
      out_ += fmt::format("{}- {}\n", std::string(margin + 2, ' '), hubtest::yaml_scalar(value));
    }
  }
  void flag(std::string_view key, bool value) { out_ += fmt::format("{}: {}\n", key, value); }
  void line(std::string_view line) { out_ += fmt::format("{}\n", line); }
  [[nodiscard]] std::string take() { return std::move(out_); }

 private:
  void block(std::string_view value) {
    const std::size_t breaks = value.size() - (value.find_last_not_of('\n') + 1);
    out_ += breaks == 0 ? "|-\n" : breaks == 1 ? "|\n" : "|+\n";
    while (!value.empty()) {
      const std::size_t end = value.find('\n');
      const std::string_view line = value.substr(0, end);
      out_ += line.empty() ? "\n" : fmt::format("  {}\n", printable(line));
      value = end == std::string_view::npos ? std::string_view() : value.substr(end + 1);
    }
  }

  std::string out_;
};

}  // namespace

// cwhub/item.go, MarshalJSON
std::string item_json(const content::Hub& hub, const HubItem& item) {
  JsonWriter out;
  out.text("type", plural_of(item.type));
  out.text("stage", item.stage);
  out.text("name", item.name);
  out.text("file_name", item.file_name);
  out.text("description", item.description);
  out.text("content", item.content);
  out.texts("references", item.references);
  out.text("path", item.path);
  out.text("version", item.version);
  out.versions(item.versions);
  const content::Dependencies parts = hub.current_dependencies(item);
  for (ItemType type : kPartOrder) {
    out.texts(plural_of(type), parts.of(type));
  }
  out.text("local_path", item.state.local_path);
  out.text("local_version", item.state.local_version);
  out.text("local_hash", item.state.local_hash);
  out.flag("installed", item.state.is_installed());
  out.flag("downloaded", item.state.is_downloaded());
  out.flag("up_to_date", item.state.up_to_date);
  out.flag("tainted", item.state.tainted);
  out.flag("local", item.state.local);
  out.texts("belongs_to_collections", item.state.belongs_to_collections);
  return out.take();
}

// cwhub/item.go, MarshalYAML
std::string item_yaml(const content::Hub& hub, const HubItem& item) {
  YamlWriter out;
  out.text("type", plural_of(item.type));
  out.text("stage", item.stage);
  out.text("name", item.name);
  out.text("file_name", item.file_name);
  out.text("description", item.description);
  out.texts("references", item.references);
  out.text("path", item.path);
  out.text("version", item.version);
  const content::Dependencies parts = hub.current_dependencies(item);
  out.line(parts.empty() ? "dependencies: {}" : "dependencies:");
  for (ItemType type : kPartOrder) {
    out.texts(plural_of(type), parts.of(type), 2);
  }
  out.text("local_path", item.state.local_path);
  out.text("local_version", item.state.local_version);
  out.text("local_hash", item.state.local_hash);
  if (item.state.download_path.empty()) {
    out.line("downloadpath: \"\"");
  } else {
    out.text("downloadpath", item.state.download_path);
  }
  out.flag("up_to_date", item.state.up_to_date);
  out.flag("tainted", item.state.tainted);
  out.texts("tainted_by", item.state.tainted_by);
  out.texts("belongs_to_collections", item.state.belongs_to_collections);
  out.flag("installed", item.state.is_installed());
  out.flag("local", item.state.local);
  return out.take();
}

}  // namespace vedette::cli
