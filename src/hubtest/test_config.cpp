#include "hubtest/test_config.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/yaml.h"
#include "content/mapping_reader.h"
#include "content/schema.h"

namespace vedette::hubtest {
namespace {

using content::Key;
using content::MappingReader;
using content::Schema;
using content::Shape;

constexpr std::array kKeys = {Key{"parsers", Shape::kStrings},
                              Key{"scenarios", Shape::kStrings},
                              Key{"postoverflows", Shape::kStrings},
                              Key{"collections", Shape::kStrings},  // in the Hub's older tests; without meaning
                              Key{"appsec-rules", Shape::kStrings},
                              Key{"nuclei_template"},
                              Key{"expect_failure"},
                              Key{"log_file"},
                              Key{"log_type"},
                              Key{"labels", Shape::kFreeMapping},
                              Key{"ignore_parsers"},
                              Key{"override_statics", Shape::kMappings, &content::kStaticSchema},
                              Key{"own_data_dir"}};
constexpr Schema kTestSchema{"test", kKeys};

std::vector<std::string> names(const MappingReader& reader, std::string_view key) {
  std::vector<std::string> out;
  for (const SourceText& text : reader.texts(key)) {
    if (!text.empty()) {
      out.push_back(text.text());
    }
  }
  return out;
}

/// The list as it is written, under a parser of its own: the reference writes such a file as well.
std::string override_document(const YamlNode& list) {
  const std::string& text = list.file()->text();
  const std::size_t begin = list.span.begin;
  const std::size_t line = text.rfind('\n', begin == 0 ? 0 : begin - 1);
  const std::size_t column = begin - (line == std::string::npos ? 0 : line + 1);
  const bool flow = begin < text.size() && text[begin] == '[';
  return "name: overrides\nfilter: \"1==1\"\nstatics:\n" + std::string(flow ? 2 : column, ' ') + text.substr(begin, list.span.end - begin) + "\n";
}

}  // namespace

Result<TestConfig> read_test_config(const Hub& hub, const std::string& name, Diagnostics& diagnostics) {
  TestConfig out;
  out.name = name;
  out.folder = hub.tests_folder() + "/" + name;
  Result<std::shared_ptr<const SourceFile>> file = content::read_source_file(out.config_path());
  if (!file) {
    return tl::unexpected(file.error());
  }
  YamlFile yaml = YamlFile::parse(*file, diagnostics);
  if (yaml.documents().empty() || yaml.documents().front().root == nullptr || yaml.documents().front().failed) {
    return fail(ErrorKind::kInvalid, out.config_path() + " is no YAML document");
  }
  content::ItemReport report(diagnostics);
  report.name_item(name);
  const MappingReader reader(*yaml.documents().front().root, kTestSchema, report);
  out.parsers = names(reader, "parsers");
  out.scenarios = names(reader, "scenarios");
  out.postoverflows = names(reader, "postoverflows");
  out.appsec_rules = names(reader, "appsec-rules");
  out.log_file = reader.text("log_file");
  out.log_type = reader.text("log_type");
  out.ignore_parsers = reader.flag("ignore_parsers");
  if (const YamlNode* labels = reader.node("labels"); labels != nullptr && labels->is_mapping()) {
    for (const YamlEntry& entry : labels->entries) {
      if (entry.key->is_scalar() && entry.value->is_scalar()) {
        out.labels.emplace_back(entry.key->text, entry.value->text);
      }
    }
  }
  if (const YamlNode* statics = reader.node("override_statics"); statics != nullptr && statics->is_sequence() && !statics->items.empty()) {
    out.override_document = override_document(*statics);
  }
  if (report.failed()) {
    return fail(ErrorKind::kInvalid, fmt::format("{}: {}", out.config_path(), report.first_error()));
  }
  return out;
}

}  // namespace vedette::hubtest
