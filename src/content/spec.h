// CrowdSec's content as typed specs: what the YAML says, checked for shape and names, expressions kept as positioned text and not yet compiled.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/diagnostic.h"
#include "base/source.h"
#include "base/time.h"

namespace vedette::content {

/// enrichment.DataProvider
struct DataSpec {
  std::string source_url;
  SourceText dest_file;
  std::string type;  // "string", "regexp", "map", ..
  std::optional<bool> cache;
  std::string strategy;
  std::optional<std::int64_t> size;
  std::optional<Duration> ttl;
};

/// parser.Static: one target, one source.
struct StaticSpec {
  SourceText at;       // the whole mapping, for messages
  std::string target;  // target: evt.StrTime
  std::string parsed;
  std::string meta;
  std::string enriched;
  std::string method;
  std::string value;
  SourceText expression;  // empty when absent
};

struct GrokSpec {
  SourceText at;
  std::string apply_on;
  SourceText name;
  SourceText pattern;
  SourceText expression;
  std::vector<StaticSpec> statics;
};

struct StashSpec {
  SourceText at;
  std::string name;
  SourceText key;
  SourceText value;
  std::string ttl;
  std::int64_t size = 0;
  std::string strategy;
};

struct WhitelistSpec {
  std::string reason;
  std::vector<SourceText> ips;
  std::vector<SourceText> cidrs;
  std::vector<SourceText> expressions;
};

/// parser.NodeConfig: a parser document (log stages and postoverflow stages alike) or a nested node.
struct NodeSpec {
  SourceText at;  // the document or mapping
  std::string format;
  bool debug = false;
  std::string name;
  std::string author;
  std::string description;
  std::string stage;       // the folder's name; nested nodes inherit it
  std::string on_success;  // "", "continue" or "next_stage"
  SourceText filter;
  std::vector<NodeSpec> nodes;
  std::vector<std::pair<std::string, SourceText>> pattern_syntax;
  std::optional<GrokSpec> grok;
  std::vector<StaticSpec> statics;
  std::vector<StashSpec> stashes;
  WhitelistSpec whitelist;
  std::vector<DataSpec> data;
};

enum class BucketType : std::uint8_t { kLeaky, kTrigger, kCounter, kConditional, kBayesian };

struct BayesianConditionSpec {
  SourceText condition;
  float prob_given_evil = 0;
  float prob_given_benign = 0;
  bool guillotine = false;
};

/// leakybucket.BucketSpec
struct ScenarioSpec {
  SourceText at;
  std::string format;
  std::string name;
  std::string description;
  std::string version;  // ScenarioVersion: of the hub item; empty for local ones ("")
  std::string hash;     // sha256 of the file, as the reference's scenario_hash
  BucketType type = BucketType::kLeaky;
  std::int64_t capacity = 0;
  std::optional<Duration> leakspeed;
  std::optional<Duration> duration;
  std::optional<Duration> blackhole;
  std::int64_t cache_size = 0;
  SourceText filter;
  SourceText groupby;
  SourceText distinct;
  SourceText cancel_on;
  SourceText overflow_filter;
  SourceText condition;
  float bayesian_prior = 0;
  float bayesian_threshold = 0;
  std::vector<BayesianConditionSpec> bayesian_conditions;
  std::string scope_type;  // "Ip" when absent
  SourceText scope_expression;
  bool reprocess = false;
  bool debug = false;
  bool simulated = false;  // by simulation.yaml
  /// Scalars as text ("true", "3"), lists and maps as JSON. `remediation: true` is read as the reference reads it.
  std::map<std::string, std::string> labels;
  bool remediation = false;
  std::vector<std::string> references;  // where to read more; as written, not checked
  std::vector<DataSpec> data;
};

/// A file of the content that did not make it, with why (the diagnostics say where).
struct SkippedItem {
  std::string name;
  std::string kind;  // "parser", "scenario", "postoverflow", ..
  std::string reason;
};

/// How to ask CrowdSec's threat intelligence (api.cti).
struct ThreatIntelligenceSpec {
  std::string key;  // empty: it is not asked
  Duration keep = Duration{600} * 1'000'000'000;
  std::size_t size = 100;  // answers kept
};

/// All that is enabled: parsers and postoverflows in stage order, within a stage in the reference's order (by file); scenarios by name.
struct Content {
  std::string origin;  // "bundled content", a folder, or the config file: for messages
  bool usable = true;  // false: the config file does not say where content lies, or the folder has none
  std::vector<NodeSpec> parsers;
  std::vector<NodeSpec> postoverflows;
  std::vector<ScenarioSpec> scenarios;
  std::vector<std::string> data_folders;                   // searched in order for dest_file names
  std::map<std::string, std::vector<SourceText>> context;  // alert context: key -> expressions
  ThreatIntelligenceSpec threat_intelligence;
  std::int64_t context_value_length = 0;  // crowdsec_service.console_context_value_length; 0: the reference's default
  /// The files of the pattern folder (`pattern_dir`, or patterns/ of a folder of content), by name; none when the standard patterns are all there is.
  std::vector<std::shared_ptr<const SourceFile>> pattern_files;
  std::vector<SkippedItem> skipped;
};

/// A folder in the Hub's layout (parsers/<stage>/<author>/*.yaml, scenarios/.., postoverflows/..): all of it enabled. Also takes an
/// /etc/crowdsec-like layout (parsers/<stage>/*.yaml). What cannot be read is in `diagnostics` and `skipped`; the rest goes on.
[[nodiscard]] Content load_folder(const std::string& folder, const std::vector<std::string>& data_folders, Diagnostics& diagnostics);

/// CrowdSec's config.yaml and the items installed under its config_paths.
[[nodiscard]] Content load_config(const std::string& config_file, Diagnostics& diagnostics);

/// What is built into the program (hub/).
[[nodiscard]] Content load_bundled(Diagnostics& diagnostics);

}  // namespace vedette::content
