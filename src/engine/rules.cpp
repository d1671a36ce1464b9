#include "engine/rules.h"

#include <utility>

#include "content/data_files.h"
#include "enrich/geo_files.h"
#include "model/event_types.h"

namespace vedette::engine {
namespace {

content::Content load_content(const RulesChoice& choice, Diagnostics& diagnostics) {
  if (!choice.config_file.empty()) {
    content::Content content = content::load_config(choice.config_file, diagnostics);
    content.data_folders.insert(content.data_folders.begin(), choice.data_folders.begin(), choice.data_folders.end());
    return content;
  }
  if (!choice.content_folder.empty()) {
    return content::load_folder(choice.content_folder, choice.data_folders, diagnostics);
  }
  content::Content content = content::load_bundled(diagnostics);
  content.data_folders.insert(content.data_folders.begin(), choice.data_folders.begin(), choice.data_folders.end());
  return content;
}

}  // namespace

Rules load_rules(const RulesChoice& choice, Diagnostics& diagnostics) {
  return compile_rules(load_content(choice, diagnostics), diagnostics);
}

Rules compile_rules(content::Content content, Diagnostics& diagnostics) {
  Rules rules;
  rules.content = std::move(content);
  rules.skipped = rules.content.skipped;

  rules.files = content::load_data_files(rules.content, diagnostics, &rules.file_digests);
  rules.geo = enrich::open_geo_files(rules.content.data_folders, diagnostics);
  rules.parsers = parse::Stages::compile(rules.content.parsers, parse::StagesKind::kLog, diagnostics, rules.skipped, model::event_environment(),
                                         rules.content.pattern_files);
  rules.postoverflows = parse::Stages::compile(rules.content.postoverflows, parse::StagesKind::kPostoverflow, diagnostics, rules.skipped,
                                               model::event_environment(), rules.content.pattern_files);
  rules.scenarios = std::make_unique<buckets::Scenarios>(buckets::Scenarios::compile(rules.content, model::content_functions(), diagnostics));
  rules.skipped.insert(rules.skipped.end(), rules.scenarios->skipped().begin(), rules.scenarios->skipped().end());
  return rules;
}

}  // namespace vedette::engine
