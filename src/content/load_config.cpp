#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <optional>

#include "base/nearest.h"
#include "base/yaml_scalar.h"
#include "content/config.h"
#include "content/feature_file.h"
#include "content/hub/index.h"
#include "content/hub/paths.h"
#include "content/item_file.h"
#include "content/mapping_reader.h"
#include "content/spec.h"
#include "content/spec_reader.h"

namespace vedette::content {

namespace fs = std::filesystem;

namespace {

/// Without an index that can be read, items are named after their files.
std::optional<HubIndex> read_index(const std::string& file, Diagnostics& diagnostics) {
  Result<HubIndex> index = HubIndex::read(file);
  if (index) {
    return std::move(*index);
  }
  if (index.error().kind == ErrorKind::kNotFound) {
    say(diagnostics, Severity::kWarning, fmt::format("the Hub's index {} is missing: versions of installed items are unknown", file),
        "`vedette hub update` fetches it");
  } else {
    say(diagnostics, Severity::kWarning, index.error().message, "`vedette hub update` fetches it again");
  }
  return std::nullopt;
}

class InstalledItems {
 public:
  InstalledItems(const Config& config, Content& content, Diagnostics& diagnostics)
      : config_(config), content_(content), diagnostics_(diagnostics), index_(read_index(config.index_path, diagnostics)) {}

  void collect(ItemKind kind) {
    std::string base = config_.config_dir + "/" + std::string(folder_of(kind));
    std::error_code error;
    if (!fs::is_directory(base, error)) {
      return;
    }
    for (const std::string& path : list_yaml_files(base, diagnostics_)) {
      add(kind, base, path);
    }
  }

  // cwhub/sync.go, syncDir: items of the Hub first, so that a local one of the same name wins.
  std::vector<ItemFile> take() {
    std::move(local_.begin(), local_.end(), std::back_inserter(hub_));
    return std::move(hub_);
  }

 private:
  void ignore(ItemKind kind, const std::string& path, std::string why, std::string hint) {
    say(diagnostics_, Severity::kWarning, fmt::format("{} is ignored: {}", path, why), std::move(hint));
    content_.skipped.push_back({path, std::string(name_of(kind)), std::move(why)});
  }

  void add(ItemKind kind, const std::string& base, const std::string& path) {
    std::string full = base + "/" + path;
    Result<std::string> target = resolve_link(full);
    if (!target) {
      ignore(kind, full, "its link leads nowhere", "install the item again, or remove the link");
      return;
    }
    ItemFile item;
    item.kind = kind;
    bool staged = kind == ItemKind::kParser || kind == ItemKind::kPostoverflow;
    std::size_t slash = path.find('/');
    if (staged && slash == std::string::npos) {
      ignore(kind, full, fmt::format("a {} stands in a folder named after its stage", name_of(kind)), "move it to s01-parse/ or so");
      return;
    }
    item.stage = staged ? path.substr(0, slash) : std::string();
    item.order = full;
    Result<std::shared_ptr<const SourceFile>> file = read_source_file(full);
    if (!file) {
      say(diagnostics_, Severity::kError, file.error().message);
      content_.skipped.push_back({full, std::string(name_of(kind)), file.error().message});
      return;
    }
    item.file = std::move(*file);
    std::string relative = fs::path(*target).lexically_relative(config_.hub_dir);
    bool of_hub = !relative.empty() && !relative.starts_with("..");
    if (!of_hub) {
      local_.push_back(std::move(item));
      return;
    }
    if (index_) {
      const IndexedItem* indexed = index_->find_path(relative);
      if (indexed == nullptr) {
        ignore(kind, full, "the Hub's index does not know it", "`vedette hub update` fetches a newer index");
        return;
      }
      item.name = indexed->name;
      item.version = indexed->version_of(sha256_hex(item.file->text())).value_or("?");
    } else {
      fs::path hub_path(relative);
      item.name = (hub_path.parent_path().filename() / hub_path.stem()).string();
      item.version = "?";
    }
    hub_.push_back(std::move(item));
  }

  const Config& config_;
  Content& content_;
  Diagnostics& diagnostics_;
  std::optional<HubIndex> index_;
  std::vector<ItemFile> hub_;
  std::vector<ItemFile> local_;
};

// Exclusions that name nothing.
void warn_of_absent(const YamlNode* exclusions, const Content& content, ItemReport& report) {
  if (exclusions == nullptr || content.scenarios.empty()) {
    return;
  }
  std::vector<std::string_view> names;
  for (const ScenarioSpec& scenario : content.scenarios) {
    names.push_back(scenario.name);
  }
  for (const YamlNode* item : exclusions->items) {
    if (item->is_scalar() && std::find(names.begin(), names.end(), item->text) == names.end()) {
      const std::string_view near = nearest_name(item->text, names);
      report.add({Severity::kWarning,
                  fmt::format("there is no scenario `{}`: this excludes nothing", item->text),
                  item->file(),
                  item->span,
                  near.empty() ? "install the scenario, or remove this line" : fmt::format("did you mean `{}`?", near),
                  {},
                  "absent-scenario"});
    }
  }
}

// csconfig/simulation.go
void apply_simulation(const Config& config, Content& content, Diagnostics& diagnostics) {
  std::optional<OverlaidYaml> yaml = OverlaidYaml::read(config.simulation_path, OverlaidYaml::Missing::kAllowed, diagnostics);
  if (!yaml) {
    return;
  }
  yaml->check_keys({}, {"simulation", "exclusions"}, diagnostics);
  ItemReport report(diagnostics);
  bool simulated = false;
  if (const YamlNode* flag = yaml->find({"simulation"})) {
    std::optional<bool> value = yaml_bool(*flag);
    if (!value) {
      report.error(*flag, fmt::format("`simulation` takes true or false, not {}", describe(*flag)));
    }
    simulated = value.value_or(false);
  }
  std::vector<std::string_view> exclusions;
  if (const YamlNode* list = yaml->find({"exclusions"})) {
    if (!list->is_sequence()) {
      report.error(*list, fmt::format("`exclusions` takes a list of scenario names, not {}", describe(*list)));
    }
    for (const YamlNode* item : list->items) {
      exclusions.push_back(item->text);
    }
  }
  for (ScenarioSpec& scenario : content.scenarios) {
    bool excluded = std::find(exclusions.begin(), exclusions.end(), scenario.name) != exclusions.end();
    scenario.simulated = simulated != excluded;
  }
  warn_of_absent(yaml->find({"exclusions"}), content, report);
}

// alertcontext/config.go, LoadConsoleContext
void add_console_context(const Config& config, Content& content, Diagnostics& diagnostics) {
  std::error_code error;
  if (!fs::exists(config.console_context_path, error)) {
    if (config.console_context_named) {
      say(diagnostics, Severity::kError, fmt::format("the context file {} does not exist", config.console_context_path),
          "crowdsec_service.console_context_path names it");
    }
    return;
  }
  Result<std::shared_ptr<const SourceFile>> file = read_source_file(config.console_context_path);
  if (!file) {
    say(diagnostics, Severity::kError, file.error().message);
    return;
  }
  YamlFile yaml = YamlFile::parse(std::move(*file), diagnostics);
  if (!yaml.documents().empty() && !yaml.documents().front().failed) {
    read_context(*yaml.documents().front().root, content, diagnostics);
  }
}

}  // namespace

Content load_installed(const Config& config, Diagnostics& diagnostics) {
  Content content;
  content.origin = config.file;
  content.data_folders.push_back(config.data_dir);
  content.context_value_length = config.console_context_length;
  content.threat_intelligence = config.threat_intelligence;
  check_feature_file(config.file, diagnostics);
  content.pattern_files = read_pattern_files(config.pattern_dir, diagnostics);
  InstalledItems installed(config, content, diagnostics);
  for (ItemKind kind : {ItemKind::kParser, ItemKind::kPostoverflow, ItemKind::kScenario, ItemKind::kContext}) {
    installed.collect(kind);
  }
  read_items(installed.take(), content, diagnostics);
  add_console_context(config, content, diagnostics);
  apply_simulation(config, content, diagnostics);
  return content;
}

Content load_config(const std::string& config_file, Diagnostics& diagnostics) {
  if (std::optional<Config> config = read_config(config_file, diagnostics)) {
    return load_installed(*config, diagnostics);
  }
  Content content;
  content.origin = config_file;
  content.usable = false;
  return content;
}

}  // namespace vedette::content
