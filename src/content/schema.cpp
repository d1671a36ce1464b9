#include "content/schema.h"

#include <algorithm>

namespace vedette::content {
namespace {

bool looks_like_ip(std::string_view item) {
  return std::all_of(item.begin(), item.end(),
                     [](char c) { return std::string_view("0123456789abcdefABCDEF.:%").find(c) != std::string_view::npos; });
}

bool looks_like_range(std::string_view item) {
  std::size_t slash = item.find('/');
  return slash != std::string_view::npos && looks_like_ip(item.substr(0, slash)) && looks_like_ip(item.substr(slash + 1));
}

bool looks_like_expression(std::string_view item) {
  return !looks_like_ip(item) && !looks_like_range(item);
}

bool looks_like_plain_name(std::string_view item) {
  return std::none_of(item.begin(), item.end(), [](char c) { return std::string_view(" ()[]{}'\"=<>&|!?,").find(c) != std::string_view::npos; });
}

constexpr Key kStaticKeys[] = {{"target"}, {"parsed"}, {"meta"}, {"enriched"}, {"value"}, {"expression"}, {"method"}};
constexpr Key kGrokKeys[] = {{"apply_on"}, {"name"}, {"pattern"}, {"expression"}, {"statics", Shape::kMappings, &kStaticSchema}};
constexpr Key kStashKeys[] = {{"name", Shape::kScalar, nullptr, true},
                              {"key", Shape::kScalar, nullptr, true},
                              {"value", Shape::kScalar, nullptr, true},
                              {"ttl", Shape::kScalar, nullptr, true},
                              {"size"},
                              {"strategy"}};
constexpr Key kWhitelistKeys[] = {{"reason"},
                                  {"ip", Shape::kStrings, nullptr, false, looks_like_ip},
                                  {"cidr", Shape::kStrings, nullptr, false, looks_like_range},
                                  {"expression", Shape::kStrings, nullptr, false, looks_like_expression}};
constexpr Key kDataKeys[] = {{"source_url"}, {"dest_file", Shape::kScalar, nullptr, true}, {"type"}, {"cache"}, {"strategy"}, {"size"}, {"ttl"}};

// parser/node_config.go, NodeConfig
constexpr Key kNodeKeys[] = {{"format"},
                             {"debug"},
                             {"profiling"},
                             {"name"},
                             {"author"},
                             {"description"},
                             {"references", Shape::kStrings, nullptr, false, looks_like_plain_name},
                             {"stage"},
                             {"onsuccess"},
                             {"filter"},
                             {"nodes", Shape::kMappings, &kNodeSchema},
                             {"pattern_syntax", Shape::kFreeMapping},
                             {"grok", Shape::kMapping, &kGrokSchema},
                             {"statics", Shape::kMappings, &kStaticSchema},
                             {"stash", Shape::kMappings, &kStashSchema},
                             {"whitelist", Shape::kMapping, &kWhitelistSchema},
                             {"data", Shape::kMappings, &kDataSchema}};

constexpr Key kScopeKeys[] = {{"type"}, {"expression"}};
constexpr Key kBayesianConditionKeys[] = {{"condition", Shape::kScalar, nullptr, true}, {"prob_given_evil"}, {"prob_given_benign"}, {"guillotine"}};

// leakybucket/manager_load.go, BucketSpec
constexpr Key kScenarioKeys[] = {{"format"},
                                 {"description", Shape::kScalar, nullptr, true},
                                 {"references", Shape::kStrings, nullptr, false, looks_like_plain_name},
                                 {"type", Shape::kScalar, nullptr, true},
                                 {"name", Shape::kScalar, nullptr, true},
                                 {"capacity"},
                                 {"leakspeed"},
                                 {"filter", Shape::kScalar, nullptr, true},
                                 {"groupby"},
                                 {"distinct"},
                                 {"debug"},
                                 {"labels", Shape::kFreeMapping},
                                 {"blackhole"},
                                 {"scope", Shape::kMapping, &kScopeSchema},
                                 {"reprocess"},
                                 {"data", Shape::kMappings, &kDataSchema},
                                 {"condition"},
                                 {"cache_size"},
                                 {"cancel_on"},
                                 {"bayesian_prior"},
                                 {"bayesian_threshold"},
                                 {"bayesian_conditions", Shape::kMappings, &kBayesianConditionSchema},
                                 {"overflow_filter"},
                                 {"duration"},
                                 {"version"}};

// models.Decision as a profile may give it
constexpr Key kDecisionKeys[] = {{"duration"}, {"id"},   {"origin"}, {"scenario"}, {"scope"}, {"simulated"}, {"type", Shape::kScalar, nullptr, true},
                                 {"until"},    {"uuid"}, {"value"}};

// csconfig/profiles.go, ProfileCfg
constexpr Key kProfileKeys[] = {{"name"},
                                {"debug"},
                                {"filters", Shape::kStrings},
                                {"decisions", Shape::kMappings, &kDecisionSchema},
                                {"duration_expr"},
                                {"on_success"},
                                {"on_failure"},
                                {"on_error"},
                                {"notifications", Shape::kStrings, nullptr, false, looks_like_plain_name}};

}  // namespace

const Schema kNodeSchema{"parser", kNodeKeys};
const Schema kStaticSchema{"static", kStaticKeys};
const Schema kGrokSchema{"grok", kGrokKeys};
const Schema kStashSchema{"stash", kStashKeys};
const Schema kWhitelistSchema{"whitelist", kWhitelistKeys};
const Schema kDataSchema{"data file", kDataKeys};
const Schema kScenarioSchema{"scenario", kScenarioKeys};
const Schema kScopeSchema{"scope", kScopeKeys};
const Schema kBayesianConditionSchema{"bayesian condition", kBayesianConditionKeys};
const Schema kProfileSchema{"profile", kProfileKeys};
const Schema kDecisionSchema{"decision", kDecisionKeys};

}  // namespace vedette::content
