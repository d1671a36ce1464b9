// Everything that decides what an event means: content loaded, compiled and ready for all threads.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/diagnostic.h"
#include "buckets/scenario.h"
#include "buckets/scenario_identity.h"
#include "content/spec.h"
#include "parse/stages.h"

namespace vedette::expr {
class DataFiles;
class GeoDatabases;
}  // namespace vedette::expr

namespace vedette::engine {

/// Where the content comes from; with neither, it is the bundled one.
struct RulesChoice {
  std::string config_file;                // a CrowdSec config.yaml
  std::string content_folder;             // a folder in the Hub's layout
  std::vector<std::string> data_folders;  // searched for data files, before those of the content
};

/// Immutable once loaded; shared by all threads.
struct Rules {
  content::Content content;
  std::unique_ptr<parse::Stages> parsers;
  std::unique_ptr<parse::Stages> postoverflows;
  std::unique_ptr<buckets::Scenarios> scenarios;
  std::shared_ptr<const expr::DataFiles> files;   // shared: expressions hold on to what they were compiled with
  buckets::FileDigests file_digests;              // of those files
  std::shared_ptr<const expr::GeoDatabases> geo;  // null: no data folder has any
  /// What did not load: of reading the content, and of compiling it.
  std::vector<content::SkippedItem> skipped;
};

/// Never fails: what does not load is in `diagnostics` and in `skipped`, the rest is there.
[[nodiscard]] Rules load_rules(const RulesChoice& choice, Diagnostics& diagnostics);
/// The same of content that is read already.
[[nodiscard]] Rules compile_rules(content::Content content, Diagnostics& diagnostics);

}  // namespace vedette::engine
