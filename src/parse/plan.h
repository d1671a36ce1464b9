// What Stages runs: nodes with everything resolved that can be before the first event.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/ip.h"
#include "enrich/enricher.h"
#include "expr/program.h"
#include "grok/pattern.h"
#include "model/field_map.h"
#include "parse/dispatch.h"
#include "parse/stages.h"

namespace vedette::parse {

/// A compiled expression and the index of its RuleInfo.
struct Rule {
  std::shared_ptr<const expr::Program> program;
  std::uint32_t index = 0;
  /// The value without running, when it is always the same.
  const expr::Value* constant = nullptr;
  /// Nothing of its run outlives it: no effect on the event.
  bool pure = true;
};

struct StaticAction {
  enum class Target : std::uint8_t { kMethod, kParsed, kMeta, kEnriched, kByName, kNowhere };

  Target target = Target::kNowhere;
  model::FieldId field = model::kDynamicKey;  // kParsed, kMeta, kEnriched
  std::string name;                           // kByName: the target; kMethod: the method
  const enrich::Enricher* method = nullptr;   // kMethod; null: there is none of that name
  std::string value;                          // the text, when not empty
  Rule expression;                            // else the expression, which may be missing too
  bool copies = false;                        // the expression is a path, the target one of the three maps
};

struct GrokAction {
  enum class Source : std::uint8_t { kLine, kParsed, kExpression };

  std::shared_ptr<const grok::Pattern> pattern;
  std::vector<model::FieldId> fields;  // of Parsed, as pattern->fields()
  Source source = Source::kParsed;
  model::FieldId field = model::kDynamicKey;  // kParsed
  Rule expression;                            // kExpression
  std::vector<StaticAction> statics;          // when it matches
};

struct StashAction {
  std::string cache;
  Duration ttl = 0;
  Rule key;
  Rule value;
};

struct Whitelist {
  std::string reason;
  std::vector<Ip> ips;
  std::vector<IpPrefix> ranges;
  std::vector<Rule> expressions;

  [[nodiscard]] bool has_addresses() const { return !ips.empty() || !ranges.empty(); }
  [[nodiscard]] bool empty() const { return !has_addresses() && expressions.empty(); }
  [[nodiscard]] bool holds(const Ip& ip) const;
};

struct Node {
  std::uint32_t index = 0;  // of its NodeInfo
  bool debug = false;
  bool next_stage = false;  // onsuccess
  Rule filter;              // no program: every event enters
  Whitelist whitelist;
  std::optional<GrokAction> grok;
  std::vector<StashAction> stashes;
  std::vector<Node> children;
  std::vector<StaticAction> statics;
};

struct Stage {
  std::string name;
  std::vector<Node> nodes;
  Dispatch dispatch;
};

struct Plan {
  StagesKind kind = StagesKind::kLog;
  std::vector<Stage> stages;
  std::vector<std::string> stage_names;
  std::vector<NodeInfo> nodes;
  std::vector<RuleInfo> rules;
  std::vector<StashConfig> stashes;
  std::vector<std::shared_ptr<const expr::Program>> programs;
  expr::Effect effect = expr::Effect::kPure;
  std::size_t most_captures = 0;                         // of all groks
  std::vector<std::unique_ptr<const SourceText>> texts;  // that RuleInfo::text points to
};

}  // namespace vedette::parse
