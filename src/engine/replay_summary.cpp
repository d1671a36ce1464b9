#include "engine/replay_summary.h"

#include <algorithm>

namespace vedette::engine {
namespace {

std::string place_of(const SourceText* text, Span span) {
  if (text == nullptr || text->file() == nullptr) {
    return {};
  }
  LineColumn at = text->file()->position(text->file_offset(span.begin));
  return text->file()->name() + ":" + std::to_string(at.line) + ":" + std::to_string(at.column);
}

std::string part_name(const parse::RuleInfo& rule) {
  switch (rule.part) {
    case parse::RulePart::kFilter:
      return "filter";
    case parse::RulePart::kWhitelist:
      return "whitelist";
    case parse::RulePart::kStatic:
      return "static " + rule.target;
    case parse::RulePart::kMethod:
      return "method " + rule.target;
    case parse::RulePart::kGrok:
      return "grok";
    case parse::RulePart::kStashKey:
      return "stash key";
    case parse::RulePart::kStashValue:
      return "stash value";
  }
  return {};
}

void add_stages(const parse::Stages& stages, const parse::Runner& runner, std::vector<RuleTrouble>& out) {
  for (std::size_t i = 0; i < stages.rules().size(); ++i) {
    const parse::RuleFailure& failure = runner.failures()[i];
    if (failure.count == 0) {
      continue;
    }
    const parse::RuleInfo& rule = stages.rules()[i];
    std::uint32_t node = rule.node;
    // Nested nodes rarely have names; their document has.
    while (stages.nodes()[node].name.empty() && stages.nodes()[node].parent != parse::ParseResult::kNone) {
      node = stages.nodes()[node].parent;
    }
    out.push_back({stages.nodes()[node].name, part_name(rule), failure.count, failure.message, place_of(rule.text, failure.span)});
  }
}

const SourceText* text_of(const content::ScenarioSpec& spec, buckets::RulePart part) {
  switch (part) {
    case buckets::RulePart::kFilter:
      return &spec.filter;
    case buckets::RulePart::kGroupby:
      return &spec.groupby;
    case buckets::RulePart::kDistinct:
      return &spec.distinct;
    case buckets::RulePart::kCancelOn:
      return &spec.cancel_on;
    case buckets::RulePart::kScope:
      return &spec.scope_expression;
    case buckets::RulePart::kCondition:
      return &spec.condition;
    case buckets::RulePart::kOverflowFilter:
      return &spec.overflow_filter;
    case buckets::RulePart::kBayesian:
    case buckets::RulePart::kContext:
      break;
  }
  return nullptr;
}

}  // namespace

std::vector<RuleTrouble> rule_troubles(const Rules& rules, const parse::Runner& parsers, const buckets::RuleErrors& scenarios,
                                       const parse::Runner* postoverflows) {
  std::vector<RuleTrouble> out;
  add_stages(*rules.parsers, parsers, out);
  for (const auto& [key, entry] : scenarios.entries()) {
    const buckets::Scenario& scenario = rules.scenarios->at(key.first);
    out.push_back({scenario.name(), std::string(buckets::rule_part_name(key.second)), entry.count, entry.message,
                   place_of(text_of(scenario.spec, key.second), entry.span)});
  }
  if (postoverflows != nullptr) {
    add_stages(*rules.postoverflows, *postoverflows, out);
  }
  std::stable_sort(out.begin(), out.end(), [](const RuleTrouble& a, const RuleTrouble& b) { return a.count > b.count; });
  return out;
}

}  // namespace vedette::engine
