#include <fmt/format.h>

#include <charconv>

#include "content/spec_reader.h"

namespace vedette::content {

std::vector<DataSpec> read_data(const MappingReader& reader) {
  std::vector<DataSpec> out;
  for (const YamlNode* node : reader.mappings("data")) {
    MappingReader fields(*node, kDataSchema, reader.report());
    DataSpec data;
    data.source_url = fields.text("source_url");
    data.dest_file = fields.source("dest_file");
    data.type = fields.text("type");
    data.cache = fields.optional_flag("cache");
    data.strategy = fields.text("strategy");
    data.size = fields.integer("size");
    data.ttl = fields.duration("ttl");
    if (data.dest_file.empty()) {
      // leakybucket/manager_load.go, initDataFiles: an error in the log, and the item goes on.
      reader.report().warning(fields.place(), "this data file has no `dest_file`: it is left out",
                              "name the file, as `dest_file: allowed_users.txt`");
      continue;
    }
    out.push_back(std::move(data));
  }
  return out;
}

namespace {

// hashicorp/go-version: digits with dots; a pre-release satisfies no constraint that has none.
bool parse_version(std::string_view text, std::vector<std::uint64_t>& segments, bool& prerelease) {
  if (text.starts_with("v")) {
    text.remove_prefix(1);
  }
  std::size_t end = text.find_first_of("-+");
  prerelease = end != std::string_view::npos && text[end] == '-';
  text = text.substr(0, end);
  while (true) {
    std::size_t dot = text.find('.');
    std::string_view part = text.substr(0, dot);
    std::uint64_t value = 0;
    auto [stop, error] = std::from_chars(part.data(), part.data() + part.size(), value);
    if (part.empty() || error != std::errc() || stop != part.data() + part.size()) {
      return false;
    }
    segments.push_back(value);
    if (dot == std::string_view::npos) {
      return true;
    }
    text.remove_prefix(dot + 1);
  }
}

}  // namespace

bool check_format(const MappingReader& reader, std::string& format) {
  format = reader.text("format");
  if (format.empty()) {
    format = "1.0";
    return true;
  }
  std::vector<std::uint64_t> segments;
  bool prerelease = false;
  if (!parse_version(format, segments, prerelease)) {
    reader.report().error(*reader.node("format"), fmt::format("`format` takes a version number, not `{}`", format),
                          "write `format: 2.0`, or leave it out");
    return false;
  }
  bool above = segments[0] > 3;
  for (std::size_t i = 1; i < segments.size(); ++i) {
    above = above || (segments[0] == 3 && segments[i] != 0);
  }
  if (segments[0] < 1 || above || prerelease) {
    reader.report().error(*reader.node("format"), fmt::format("format {} is not supported: this item is skipped", format), "formats 1.0 to 3.0 are");
    return false;
  }
  return true;
}

}  // namespace vedette::content
