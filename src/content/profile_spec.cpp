#include "content/profile_spec.h"

#include <fmt/format.h>

#include <filesystem>

#include "base/yaml.h"
#include "content/item_file.h"
#include "content/mapping_reader.h"
#include "content/spec_reader.h"

namespace vedette::content {
namespace {

void check_choice(const MappingReader& fields, std::string_view key, const std::vector<std::string_view>& choices) {
  const YamlNode* node = fields.node(key);
  if (node == nullptr || node->text.empty()) {
    return;
  }
  std::string list;
  for (std::string_view choice : choices) {
    if (node->text == choice) {
      return;
    }
    list += fmt::format("{}`{}`", list.empty() ? "" : ", ", choice);
  }
  fields.report().error(*node, fmt::format("`{}` is one of {}, not {}", key, list, describe(*node)));
}

std::vector<DecisionSpec> read_decisions(const MappingReader& fields, bool has_duration_expr) {
  std::vector<DecisionSpec> out;
  for (const YamlNode* node : fields.mappings("decisions")) {
    MappingReader decision(*node, kDecisionSchema, fields.report());
    DecisionSpec spec;
    spec.type = decision.text("type");
    spec.scope = decision.text("scope");
    if (const YamlNode* origin = decision.node("origin"); origin != nullptr && !origin->is_null()) {
      spec.origin = decision.text("origin");
    }
    spec.simulated = decision.optional_flag("simulated");
    if (node->is_mapping() && spec.type.empty()) {
      decision.missing("type", "what is done: `type: ban`");
    }
    if (const YamlNode* duration = decision.node("duration")) {
      std::optional<Duration> value = parse_duration_with_days(duration->text);
      if (value) {
        spec.duration = *value;
        spec.duration_text = duration->text;
      } else if (!has_duration_expr) {
        fields.report().error(*duration, fmt::format("`duration` takes a duration, not {}", describe(*duration)), "write it as 4h, 30m or 7d");
      }
    } else if (node->is_mapping() && !has_duration_expr) {
      fields.report().warning(decision.place(), "this decision has no `duration`: it will last 4h");
    }
    out.push_back(std::move(spec));
  }
  return out;
}

std::optional<ProfileSpec> read_profile(const YamlDocument& document, const std::shared_ptr<const SourceFile>& file, Diagnostics& diagnostics) {
  ItemReport report(diagnostics);
  if (document.failed) {
    report_broken_document(document, file, kProfileSchema, report);
    return std::nullopt;
  }
  const YamlNode& root = *document.root;
  if (root.is_null()) {
    return std::nullopt;
  }
  if (const YamlEntry* name = root.find("name"); name != nullptr && name->value->is_scalar()) {
    report.name_item(name->value->text);
  }
  MappingReader fields(root, kProfileSchema, report);
  ProfileSpec spec;
  if (root.is_mapping()) {
    spec.at = root.source();
    spec.name = fields.text("name");
    spec.debug = fields.flag("debug");
    spec.filters = fields.texts("filters");
    spec.duration_expr = fields.source("duration_expr");
    spec.decisions = read_decisions(fields, !spec.duration_expr.empty());
    spec.on_success = fields.text("on_success");
    spec.on_failure = fields.text("on_failure");
    spec.on_error = fields.text("on_error");
    spec.notifications = fields.texts("notifications");
    // csprofiles/csprofiles.go, NewProfile
    check_choice(fields, "on_success", {"continue", "break"});
    check_choice(fields, "on_failure", {"continue", "break", "apply"});
    check_choice(fields, "on_error", {"continue", "break", "report", "apply", "ignore"});
    if (spec.filters.empty() && !report.failed()) {
      fields.missing("filters", "without one it takes no alert: `filters:` and below it `- Alert.Remediation == true` or so");
    }
  }
  if (report.failed()) {
    report_broken_document(document, file, kProfileSchema, report);
    return std::nullopt;
  }
  return spec;
}

}  // namespace

std::vector<ProfileSpec> load_profiles(const std::string& file, Diagnostics& diagnostics) {
  std::vector<ProfileSpec> out;
  std::error_code error;
  std::size_t errors = diagnostics.error_count();
  for (const std::string& path : {file + ".local", file}) {
    if (path != file && !std::filesystem::exists(path, error)) {
      continue;
    }
    Result<std::shared_ptr<const SourceFile>> text = read_source_file(path);
    if (!text) {
      say(diagnostics, Severity::kError, text.error().message);
      continue;
    }
    YamlFile yaml = YamlFile::parse(*text, diagnostics);
    for (const YamlDocument& document : yaml.documents()) {
      if (std::optional<ProfileSpec> profile = read_profile(document, *text, diagnostics)) {
        out.push_back(std::move(*profile));
      }
    }
  }
  if (out.empty() && diagnostics.error_count() == errors) {
    say(diagnostics, Severity::kError, fmt::format("{} holds no profile", file));
  }
  return out;
}

}  // namespace vedette::content
