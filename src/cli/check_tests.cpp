#include "cli/check_tests.h"

#include <filesystem>
#include <set>

#include "base/yaml.h"
#include "content/item_file.h"

namespace vedette::cli {
namespace {

namespace fs = std::filesystem;

// hubtest's config.yaml: `scenarios:` lists names, and paths of files.
void add_scenarios(const std::string& config, std::set<std::string>& out) {
  Result<std::shared_ptr<const SourceFile>> file = content::read_source_file(config);
  if (!file) {
    return;  // `vedette hubtest` says so
  }
  Diagnostics ignored;
  YamlFile yaml = YamlFile::parse(std::move(*file), ignored);
  if (yaml.documents().empty() || yaml.documents().front().root == nullptr) {
    return;
  }
  const YamlEntry* scenarios = yaml.documents().front().root->find("scenarios");
  if (scenarios == nullptr || !scenarios->value->is_sequence()) {
    return;
  }
  for (const YamlNode* item : scenarios->value->items) {
    fs::path path(item->text);
    out.insert(path.parent_path().filename().string() + "/" +
               (path.extension() == ".yaml" || path.extension() == ".yml" ? path.stem() : path.filename()).string());
  }
}

}  // namespace

void check_tests(const std::string& folder, const std::vector<content::ScenarioSpec>& scenarios, Diagnostics& diagnostics) {
  const std::string tests = folder + "/.tests";
  std::error_code error;
  if (!fs::is_directory(tests, error)) {
    return;
  }
  std::set<std::string> tested;
  for (fs::directory_iterator at(tests, error), end; !error && at != end; at.increment(error)) {
    add_scenarios(at->path().string() + "/config.yaml", tested);
  }
  for (const content::ScenarioSpec& scenario : scenarios) {
    const fs::path file(scenario.at.file()->name());
    if (tested.contains(scenario.name) || tested.contains(file.parent_path().filename().string() + "/" + file.stem().string())) {
      continue;
    }
    const std::string& text = scenario.at.text();
    std::size_t begin = text.starts_with("name:") ? 0 : text.find("\nname:");
    begin = begin == std::string::npos ? 0 : begin + (text[begin] == '\n');
    Span name{static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(std::min(text.find('\n', begin), text.size()))};
    diagnostics.add({Severity::kNote, "no test runs this scenario", scenario.at.file(), scenario.at.file_span(name),
                     "`vedette hubtest create` makes one from a log", scenario.name, "scenario-without-tests"});
  }
}

}  // namespace vedette::cli
