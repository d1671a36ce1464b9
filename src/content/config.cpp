#include "content/config.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "base/yaml_scalar.h"
#include "content/item_file.h"
#include "content/mapping_reader.h"

namespace vedette::content {

namespace fs = std::filesystem;

namespace {

std::string absolute(const std::string& path) {
  if (path.empty()) {
    return path;
  }
  std::error_code error;
  return fs::absolute(path, error).lexically_normal();
}

std::string or_else(std::string path, const std::string& fallback) {
  return absolute(path.empty() ? fallback : path);
}

// csconfig/crowdsec_service.go, CollectAcquisitionFiles
void collect_acquisition(const OverlaidYaml& yaml, Config& config, Diagnostics& diagnostics) {
  std::error_code error;
  std::string file = absolute(yaml.text({"crowdsec_service", "acquisition_path"}, diagnostics));
  if (!file.empty() && fs::exists(file, error)) {
    config.acquisition_files.push_back(file);
  }
  std::string folder = absolute(yaml.text({"crowdsec_service", "acquisition_dir"}, diagnostics));
  if (folder.empty()) {
    return;
  }
  std::vector<std::string> found;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    found.push_back(entry.path());
  }
  std::sort(found.begin(), found.end());
  for (std::string_view extension : {".yaml", ".yml"}) {
    for (const std::string& path : found) {
      if (path.ends_with(extension) && !fs::path(path).filename().string().starts_with(".")) {
        config.acquisition_files.push_back(path);
      }
    }
  }
}

// csconfig/api.go, CTICfg.Load
void read_threat_intelligence(const OverlaidYaml& yaml, ThreatIntelligenceSpec& out, Diagnostics& diagnostics) {
  yaml.check_keys({"api", "cti"}, {"key", "cache_timeout", "cache_size", "enabled", "log_level"}, diagnostics);
  ItemReport report(diagnostics);
  out.key = yaml.text({"api", "cti", "key"}, diagnostics);
  if (const YamlNode* key = yaml.find({"api", "cti", "key"}); key != nullptr && out.key.empty()) {
    report.warning(*key, "the key is empty: threat intelligence is not asked", "leave `key` out, or fill it in");
  }
  if (const YamlNode* enabled = yaml.find({"api", "cti", "enabled"})) {
    std::optional<bool> value = yaml_bool(*enabled);
    if (!value) {
      report.error(*enabled, fmt::format("`enabled` takes true or false, not {}", describe(*enabled)));
    } else if (!*value) {
      out.key.clear();
    }
  }
  if (const YamlNode* timeout = yaml.find({"api", "cti", "cache_timeout"})) {
    Result<Duration> value = parse_duration(timeout->text);
    if (!value || *value < 0) {
      report.error(*timeout, fmt::format("`cache_timeout` takes a duration, not {}", describe(*timeout)), "write `cache_timeout: 60m`");
    } else {
      out.keep = *value;
    }
  }
  if (const YamlNode* size = yaml.find({"api", "cti", "cache_size"})) {
    std::optional<std::int64_t> value = yaml_integer(*size);
    if (!value || *value < 1) {
      report.error(*size, fmt::format("`cache_size` takes a whole number above 0, not {}", describe(*size)));
    } else {
      out.size = static_cast<std::size_t>(*value);
    }
  }
}

// csconfig/cscli.go
void read_hub_settings(const OverlaidYaml& yaml, HubSettings& out, Diagnostics& diagnostics) {
  out.branch = yaml.text({"cscli", "hub_branch"}, diagnostics);
  out.url = yaml.text({"cscli", "__hub_url_template__"}, diagnostics);
  out.output = yaml.text({"cscli", "output"}, diagnostics);
  out.color = yaml.text({"cscli", "color"}, diagnostics);
  if (const YamlNode* flag = yaml.find({"cscli", "hub_with_content"})) {
    std::optional<bool> value = yaml_bool(*flag);
    if (!value) {
      ItemReport(diagnostics).error(*flag, fmt::format("`hub_with_content` takes true or false, not {}", describe(*flag)));
    }
    out.with_content = value.value_or(false);
  }
}

}  // namespace

std::optional<Config> read_config(const std::string& file, Diagnostics& diagnostics) {
  std::optional<OverlaidYaml> yaml = OverlaidYaml::read(file, OverlaidYaml::Missing::kIsAnError, diagnostics);
  if (!yaml) {
    return std::nullopt;
  }
  yaml->check_keys({}, {"common", "prometheus", "crowdsec_service", "cscli", "db_config", "api", "config_paths", "plugin_config"}, diagnostics);
  yaml->check_keys({"config_paths"},
                   {"config_dir", "data_dir", "simulation_path", "index_path", "hub_dir", "plugin_dir", "notification_dir", "pattern_dir"},
                   diagnostics);
  yaml->check_keys({"crowdsec_service"},
                   {"enable", "acquisition_path", "acquisition_dir", "console_context_path", "console_context_value_length", "parser_routines",
                    "buckets_routines", "output_routines", "state_input_file", "state_output_dir", "dns_cache"},
                   diagnostics);
  // csconfig/config_paths.go, loadConfigurationPaths
  if (yaml->find({"config_paths"}) == nullptr) {
    say(diagnostics, Severity::kError, fmt::format("{} has no `config_paths`", file), "it names config_dir, data_dir and hub_dir");
    return std::nullopt;
  }
  std::size_t errors = diagnostics.error_count();
  Config config;
  config.file = absolute(file);
  config.config_dir = or_else(yaml->text({"config_paths", "config_dir"}, diagnostics), fs::path(config.file).parent_path());
  std::error_code missing;
  if (!fs::is_directory(config.config_dir, missing)) {
    say(diagnostics, Severity::kError, fmt::format("`config_dir` of {} is no folder: {}", file, config.config_dir),
        config.config_dir.find('$') != std::string::npos ? "a variable in it is not set" : "items are installed below it");
  }
  config.data_dir = absolute(yaml->text({"config_paths", "data_dir"}, diagnostics));
  if (config.data_dir.empty()) {
    ItemReport(diagnostics)
        .error(*yaml->find({"config_paths"}), "`config_paths` has no `data_dir`", "name the folder of data files, as /var/lib/crowdsec/data");
  }
  config.hub_dir = or_else(yaml->text({"config_paths", "hub_dir"}, diagnostics), config.config_dir + "/hub");
  config.index_path = or_else(yaml->text({"config_paths", "index_path"}, diagnostics), config.hub_dir + "/.index.json");
  config.notification_dir = or_else(yaml->text({"config_paths", "notification_dir"}, diagnostics), config.config_dir + "/notifications");
  config.plugin_dir = yaml->text({"config_paths", "plugin_dir"}, diagnostics);
  config.plugin_user = yaml->text({"plugin_config", "user"}, diagnostics);
  config.plugin_group = yaml->text({"plugin_config", "group"}, diagnostics);
  std::string patterns = yaml->text({"config_paths", "pattern_dir"}, diagnostics);
  config.pattern_dir = or_else(patterns, config.config_dir + "/patterns");
  if (!patterns.empty() && !fs::is_directory(config.pattern_dir, missing)) {
    say(diagnostics, Severity::kWarning, fmt::format("`pattern_dir` of {} is no folder: {}", file, config.pattern_dir),
        "the standard patterns are used");
  }
  config.simulation_path = or_else(yaml->text({"config_paths", "simulation_path"}, diagnostics), config.config_dir + "/simulation.yaml");
  std::string context = yaml->text({"crowdsec_service", "console_context_path"}, diagnostics);
  config.console_context_named = !context.empty();
  config.console_context_path = or_else(context, config.config_dir + "/console/context.yaml");
  if (const YamlNode* length = yaml->find({"crowdsec_service", "console_context_value_length"})) {
    std::optional<std::int64_t> value = yaml_integer(*length);
    if (!value) {
      ItemReport(diagnostics).error(*length, fmt::format("`console_context_value_length` takes a whole number, not {}", describe(*length)));
    }
    config.console_context_length = value.value_or(0);
  }
  read_threat_intelligence(*yaml, config.threat_intelligence, diagnostics);
  read_hub_settings(*yaml, config.hub, diagnostics);
  config.profiles_path = absolute(yaml->text({"api", "server", "profiles_path"}, diagnostics));
  config.database = read_database_spec(*yaml, diagnostics);
  collect_acquisition(*yaml, config, diagnostics);
  if (diagnostics.error_count() != errors) {
    return std::nullopt;
  }
  return config;
}

}  // namespace vedette::content
