#include "content/hub/index_build.h"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <optional>

#include "base/json.h"
#include "base/yaml.h"
#include "base/yaml_scalar.h"
#include "content/hub/paths.h"
#include "content/item_file.h"

namespace vedette::content {

namespace fs = std::filesystem;

namespace {

std::string to_base64(std::string_view bytes) {
  std::string out((bytes.size() + 2) / 3 * 4 + 1, '\0');  // with the zero that EVP_EncodeBlock puts behind
  const int size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()), reinterpret_cast<const unsigned char*>(bytes.data()),
                                   static_cast<int>(bytes.size()));
  out.resize(static_cast<std::size_t>(size));
  return out;
}

/// json.dumps(indent=2, sort_keys=True), `margin` blanks deep.
std::string object(const std::map<std::string, std::string>& members, std::size_t margin) {
  if (members.empty()) {
    return "{}";
  }
  std::string out = "{";
  for (const auto& [key, value] : members) {
    out += fmt::format("{}\n{}{}: {}", out.size() == 1 ? "" : ",", std::string(margin + 2, ' '), json_string(key, false), value);
  }
  return out + "\n" + std::string(margin, ' ') + "}";
}

std::string json_of(const YamlNode& node, std::size_t margin);

std::string scalar(const YamlNode& node) {
  const YamlValue value = resolve_yaml(node);
  std::string out;
  switch (value.type) {
    case YamlType::kNull:
      return "null";
    case YamlType::kBool:
      return value.boolean ? "true" : "false";
    case YamlType::kInteger:
      return std::to_string(value.integer);
    case YamlType::kUnsigned:
      return std::to_string(value.unsigned_integer);
    case YamlType::kFloat:
      if (value.number - value.number == 0) {  // neither infinite nor no number
        append_json_number(out, value.number);
        return out;
      }
      return json_string(node.text, false);
    case YamlType::kString:
      break;
  }
  return json_string(node.text, false);
}

std::map<std::string, std::string> members_of(const YamlNode& mapping, std::size_t margin) {
  std::map<std::string, std::string> out;
  for (const YamlEntry& entry : mapping.entries) {
    out.insert_or_assign(entry.key->text, json_of(*entry.value, margin + 2));
  }
  return out;
}

std::string json_of(const YamlNode& node, std::size_t margin) {
  if (node.is_mapping()) {
    return object(members_of(node, margin), margin);
  }
  if (node.is_sequence()) {
    std::string out = "[";
    for (const YamlNode* item : node.items) {
      out += fmt::format("{}\n{}{}", out.size() == 1 ? "" : ",", std::string(margin + 2, ' '), json_of(*item, margin + 2));
    }
    return node.items.empty() ? "[]" : out + "\n" + std::string(margin, ' ') + "]";
  }
  return scalar(node);
}

/// A version as a decimal number: the generator's versions go on in tenths.
struct Decimal {
  std::uint64_t digits = 0;  // all of them, without the point
  unsigned scale = 0;        // how many of them stand behind it

  static std::optional<Decimal> parse(std::string_view text) {
    constexpr std::size_t kMostDigits = 15;
    Decimal out;
    bool behind = false;
    std::size_t count = 0;
    for (char c : text) {
      if (c == '.' && !behind) {
        behind = true;
      } else if (c >= '0' && c <= '9' && ++count <= kMostDigits) {
        out.digits = out.digits * 10 + static_cast<std::uint64_t>(c - '0');
        out.scale += behind ? 1 : 0;
      } else {
        return std::nullopt;
      }
    }
    return count > 0 ? std::optional<Decimal>(out) : std::nullopt;
  }
  [[nodiscard]] Decimal with_scale(unsigned wanted) const {
    Decimal out = *this;
    for (; out.scale < wanted; ++out.scale) {
      out.digits *= 10;
    }
    return out;
  }
  [[nodiscard]] bool is_below(const Decimal& other) const {
    const unsigned common = std::max(scale, other.scale);
    return with_scale(common).digits < other.with_scale(common).digits;
  }
  [[nodiscard]] std::string next_tenth() const {
    const Decimal wide = with_scale(1);
    std::uint64_t unit = 1;
    for (unsigned i = 0; i < wide.scale; ++i) {
      unit *= 10;
    }
    const std::uint64_t sum = wide.digits + unit / 10;
    return fmt::format("{}.{:0{}}", sum / unit, sum % unit, wide.scale);
  }
};

class Builder {
 public:
  Builder(std::string folder, const HubIndex& before, const HubLog& log) : folder_(std::move(folder)), before_(before), log_(log) {}

  Result<std::string> run() {
    std::map<std::string, std::string> types;
    for (ItemType type : kItemTypes) {
      const std::string base = folder_ + "/" + std::string(plural_of(type));
      std::map<std::string, std::string> items;
      for (const std::string& path : walk_yaml_files(base)) {
        add(type, path, items);
      }
      std::error_code error;
      if (fs::is_directory(base, error)) {
        types.emplace(plural_of(type), object(items, 2));
      }
      found_ += items.size();
    }
    if (found_ == 0) {
      return fail(ErrorKind::kNotFound, fmt::format("there is no hub in {}: neither .index.json nor an item", folder_));
    }
    return object(types, 0) + "\n";
  }

 private:
  // mkindex.py: <type>/[<stage>/]<author>/<name>.yaml, nothing above and nothing below.
  void add(ItemType type, const std::string& path, std::map<std::string, std::string>& items) {
    const std::optional<std::vector<std::string>> parts = components_below(path, folder_);
    if (!parts || parts->size() != (has_stages(type) ? 4U : 3U)) {
      return;
    }
    Result<std::shared_ptr<const SourceFile>> file = read_source_file(path);
    if (!file) {
      log_(HubLevel::kWarning, file.error().message);
      return;
    }
    const std::string name = (*parts)[parts->size() - 2] + "/" + fs::path(path).stem().string();
    std::map<std::string, std::string> members;
    members["path"] = json_string(fs::path(path).lexically_relative(folder_).string(), false);
    members["author"] = json_string((*parts)[parts->size() - 2], false);
    members["content"] = json_string(to_base64((*file)->text()), false);
    members["labels"] = "null";
    if (has_stages(type)) {
      members["stage"] = json_string((*parts)[1], false);
    }
    if (Result<std::shared_ptr<const SourceFile>> text = read_source_file(fs::path(path).replace_extension(".md"));
        text && !(*text)->text().empty()) {
      members["long_description"] = json_string(to_base64((*text)->text()), false);
    }
    add_versions(type, name, sha256_hex((*file)->text()), members);
    if (!add_what_it_says(*file, members)) {
      log_(HubLevel::kWarning, fmt::format("{} is no YAML that an item can be read from: the index knows its text only", path));
    }
    items.insert_or_assign(name, object(members, 4));
  }

  // mkindex.py, set_versions
  void add_versions(ItemType type, const std::string& name, const std::string& digest, std::map<std::string, std::string>& members) {
    std::map<std::string, std::string> versions;
    auto put = [&](const std::string& number, bool deprecated, const std::string& its_digest) {
      versions[number] = object({{"deprecated", deprecated ? "true" : "false"}, {"digest", json_string(its_digest, false)}}, 8);
    };
    std::string version;
    Decimal last;
    if (const IndexedItem* before = before_.find(type, name)) {
      for (const IndexedVersion& known : before->versions) {
        put(known.number, known.deprecated, known.digest);
        version = known.digest == digest ? known.number : version;
        if (const std::optional<Decimal> number = Decimal::parse(known.number); number && last.is_below(*number)) {
          last = *number;
        }
      }
    }
    if (version.empty()) {
      version = last.next_tenth();
      put(version, false, digest);
    }
    members["version"] = json_string(version, false);
    members["versions"] = object(versions, 6);
  }

  // mkindex.py, set_meta_from_content: of the first document.
  static bool add_what_it_says(const std::shared_ptr<const SourceFile>& file, std::map<std::string, std::string>& members) {
    Diagnostics ignored;
    const YamlFile yaml = YamlFile::parse(file, ignored);
    if (yaml.documents().empty() || yaml.documents().front().failed || yaml.documents().front().root == nullptr ||
        !yaml.documents().front().root->is_mapping()) {
      return false;
    }
    const YamlNode& root = *yaml.documents().front().root;
    auto copy = [&](std::string_view key, bool (YamlNode::*is_right)() const) {
      const YamlEntry* entry = root.find(key);
      if (entry != nullptr && !entry->value->is_null() && (entry->value->*is_right)() &&
          (!entry->value->is_scalar() || !entry->value->text.empty())) {
        members[std::string(key)] = is_right == &YamlNode::is_scalar ? json_string(entry->value->text, false) : json_of(*entry->value, 6);
      }
    };
    if (const YamlEntry* labels = root.find("labels"); labels != nullptr && labels->value->is_mapping()) {
      std::map<std::string, std::string> its = members_of(*labels->value, 6);
      if (auto found = its.find("classification"); found != its.end() && found->second == "null") {
        its.erase(found);  // as scenarios made from sigma rules have it
      }
      members["labels"] = object(its, 6);
    }
    copy("description", &YamlNode::is_scalar);
    copy("references", &YamlNode::is_sequence);
    for (ItemType type : kItemTypes) {
      copy(plural_of(type), &YamlNode::is_sequence);
    }
    return true;
  }

  std::string folder_;
  const HubIndex& before_;
  const HubLog& log_;
  std::size_t found_ = 0;
};

}  // namespace

Result<std::string> build_index(const std::string& folder, const HubIndex& before, const HubLog& log) {
  return Builder(folder, before, log).run();
}

}  // namespace vedette::content
