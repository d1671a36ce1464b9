#include "explain/stage_watch.h"

#include <fmt/format.h>

#include <utility>

#include "model/event_types.h"

namespace vedette::explain {
namespace {

constexpr std::size_t kMostChanges = 400;  // of one node
constexpr std::size_t kMostFailures = 20;

/// "Meta.user" of ".Meta[user]", the way RuleInfo spells it; empty for what is no field of a map.
std::string field_path(std::string_view target) {
  const std::size_t open = target.find('[');
  if (target.size() < 4 || target.front() != '.' || target.back() != ']' || open == std::string_view::npos) {
    return {};
  }
  return std::string(target.substr(1, open - 1)) + "." + std::string(target.substr(open + 1, target.size() - open - 2));
}

}  // namespace

StageMap::StageMap(const parse::Stages& stages, const expr::Environment& environment)
    : stages_(stages), environment_(environment), rules_(stages.nodes().size()) {
  for (const parse::RuleInfo& rule : stages.rules()) {
    rules_[rule.node].push_back(&rule);
  }
}

Fields StageWatch::fields_of(const model::Event& event) {
  Fields out;
  for (const expr::Field& field : model::event_type()->element->fields) {
    const bool log = event.overflow == nullptr;
    // Line.Raw of a log is the same all along; Process says whether the stages are through.
    if ((log && (field.name == "Overflow" || field.name == "Line")) || field.name == "Appsec" || field.name == "Process") {
      continue;
    }
    add_fields("evt." + field.name, field.get(&event, arena_), arena_, out);
  }
  arena_.reset();
  return out;
}

void StageWatch::settle(const model::Event& event) {
  Fields now = fields_of(event);
  std::vector<Change>* changes = open_.empty() ? nullptr : &open_.back().changes;
  if (changes != nullptr) {
    auto add = [&](Change::Kind kind, const std::string& path, std::string_view before, std::string_view after) {
      if (changes->size() < kMostChanges) {
        changes->push_back({kind, path, shortened(before), shortened(after)});
      }
    };
    for (const auto& [path, value] : now) {
      const auto old = last_.find(path);
      if (old == last_.end()) {
        add(Change::Kind::kAdded, path, {}, value);
      } else if (old->second != value) {
        add(Change::Kind::kChanged, path, old->second, value);
      }
    }
    for (const auto& [path, value] : last_) {
      if (now.find(path) == now.end()) {
        add(Change::Kind::kRemoved, path, value, {});
      }
    }
  }
  last_ = std::move(now);
}

Setting StageWatch::setting(const model::Event& event, const expr::Value& variable) const {
  Setting out;
  out.variables = {&variable, 1};
  out.services = services_;
  out.now = event.time;
  out.event = &event;
  out.omitted = &omitted_;
  return out;
}

void StageWatch::enter(std::uint32_t node, const model::Event& event) {
  if (open_.empty() && stages_.empty()) {
    last_ = fields_of(event);
  }
  settle(event);
  const parse::NodeInfo& info = map_.stages().nodes()[node];
  if (open_.empty() && (stages_.empty() || stages_.back().name != info.stage)) {
    stages_.push_back({info.stage, {}});
  }
  NodeStep step;
  step.name = info.name;
  open_.push_back(std::move(step));
  bool has_filter = false;
  for (const parse::RuleInfo* rule : map_.rules_of(node)) {
    has_filter |= rule->part == parse::RulePart::kFilter;
  }
  if (!has_filter) {
    ask_whitelist(node, event);
  }
}

void StageWatch::filtered(std::uint32_t node, bool let_in, const model::Event& event) {
  omitted_.look_into(event, arena_);
  const expr::Value variable = model::event_value(event);
  for (const parse::RuleInfo* rule : map_.rules_of(node)) {
    if (rule->part == parse::RulePart::kFilter) {
      open_.back().filter = clauses_.explain(*rule->text, map_.environment(), setting(event, variable));
      conclude(*open_.back().filter, let_in);
    }
  }
  if (let_in) {
    ask_whitelist(node, event);
  }
}

void StageWatch::ask_whitelist(std::uint32_t node, const model::Event& event) {
  const expr::Value variable = model::event_value(event);
  for (const parse::RuleInfo* rule : map_.rules_of(node)) {
    if (rule->part != parse::RulePart::kWhitelist) {
      continue;
    }
    open_.back().whitelist.push_back(clauses_.explain(*rule->text, map_.environment(), setting(event, variable)));
    if (open_.back().whitelist.back().truth == Truth::kTrue) {
      return;
    }
  }
}

void StageWatch::read(std::optional<std::string_view> text, bool matched) {
  if (!open_.empty()) {
    open_.back().grok_matched = matched;
    open_.back().grok_text = text ? shortened(*text) : std::string();
  }
}

void StageWatch::failed(std::string_view message, std::uint32_t rule) {
  if (open_.empty() || open_.back().failures.size() >= kMostFailures) {
    return;
  }
  const parse::RuleInfo& info = map_.stages().rules()[rule];
  static constexpr const char* kParts[] = {"filter", "whitelist", "static", "method", "stash key", "stash value", "grok"};
  const std::string target = info.target.empty() ? std::string() : " " + info.target;
  open_.back().failures.push_back(fmt::format("{}{}: {}", kParts[static_cast<std::size_t>(info.part)], target, message));
}

/// Fields that this node would have made of what CloudTrail left out.
void StageWatch::note_omitted(std::uint32_t node, const model::Event& event) {
  for (const parse::RuleInfo* rule : map_.rules_of(node)) {
    const std::string path = field_path(rule->target);
    if (rule->part != parse::RulePart::kStatic || path.empty() || last_.find("evt." + path) != last_.end()) {
      continue;
    }
    const expr::Part* part = clauses_.parts_of(*rule->text, map_.environment());
    if (part == nullptr || part->program == nullptr) {
      continue;
    }
    if (std::string field = omitted_.hides(event, *part->program, part->text, arena_); !field.empty()) {
      omitted_.add_derived(path, std::move(field));
    }
  }
}

void StageWatch::leave(std::uint32_t node, parse::NodeOutcome outcome, const model::Event& event) {
  settle(event);
  omitted_.look_into(event, arena_);
  if (!omitted_.empty() && outcome == parse::NodeOutcome::kSucceeded) {
    note_omitted(node, event);
  }
  NodeStep step = std::move(open_.back());
  open_.pop_back();
  step.outcome = outcome;
  // What the parsers call a node that has no name of its own.
  step.named = !step.name.empty() && (open_.empty() || step.name != "child-" + open_.back().name);
  if (!open_.empty()) {
    if (!step.named) {
      step.name = fmt::format("node {}", open_.back().nested.size() + 1);
    }
    open_.back().nested.push_back(std::move(step));
  } else {
    stages_.back().nodes.push_back(std::move(step));
  }
}

}  // namespace vedette::explain
