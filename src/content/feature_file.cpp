#include "content/feature_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <string_view>
#include <vector>

#include "base/nearest.h"
#include "base/yaml.h"
#include "content/item_file.h"
#include "content/mapping_reader.h"

namespace vedette::content {
namespace {

// crowdsec: pkg/fflag/crowdsec.go. Expressions run on RE2 here anyway.
constexpr std::array<std::string_view, 7> kFeatures = {"disable_http_retry_backoff", "chunked_decisions_stream", "papi_client",
                                                       "re2_grok_support",           "re2_disable_grok_support", "re2_regexp_in_file_support",
                                                       "pprof_block_profile"};

}  // namespace

// crowdsec: pkg/csconfig/fflag.go, LoadFeatureFlags; pkg/fflag/features.go, SetFromYaml
void check_feature_file(const std::string& config_file, Diagnostics& diagnostics) {
  const std::filesystem::path path = std::filesystem::path(config_file).parent_path() / "feature.yaml";
  std::error_code error;
  if (!std::filesystem::exists(path, error)) {
    return;
  }
  Result<std::shared_ptr<const SourceFile>> file = read_source_file(path.string());
  if (!file) {
    say(diagnostics, Severity::kWarning, file.error().message);
    return;
  }
  const YamlFile yaml = YamlFile::parse(std::move(*file), diagnostics);
  if (yaml.documents().empty() || yaml.documents().front().failed || yaml.documents().front().root->is_null()) {
    return;
  }
  ItemReport report(diagnostics);
  const YamlNode& root = *yaml.documents().front().root;
  if (!root.is_sequence()) {
    report.warning(root, fmt::format("feature.yaml is a list of names, not {}", describe(root)), "write `- re2_regexp_in_file_support`");
    return;
  }
  for (const YamlNode* item : root.items) {
    if (item->is_scalar() && std::find(kFeatures.begin(), kFeatures.end(), item->text) != kFeatures.end()) {
      continue;
    }
    const std::vector<std::string_view> names(kFeatures.begin(), kFeatures.end());
    const std::string_view near = item->is_scalar() ? nearest_name(item->text, names) : std::string_view();
    report.warning(*item, fmt::format("there is no feature {}", item->is_scalar() ? "`" + std::string(item->text) + "`" : describe(*item)),
                   near.empty() ? std::string() : fmt::format("did you mean `{}`?", near));
  }
}

}  // namespace vedette::content
