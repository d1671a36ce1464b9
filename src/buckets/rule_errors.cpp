#include "buckets/rule_errors.h"

#include "buckets/scenario_identity.h"

namespace vedette::buckets {

void RuleErrors::add(std::uint32_t scenario, RulePart part, const OrderKey& at, std::string_view message, Span span) {
  Entry& entry = entries_[{scenario, part}];
  if (entry.count == 0 || at < entry.first) {
    entry.first = at;
    entry.message = message;
    entry.span = span;
  }
  ++entry.count;
}

void RuleErrors::merge(const RuleErrors& other) {
  for (const auto& [key, theirs] : other.entries_) {
    Entry& ours = entries_[key];
    if (ours.count == 0 || theirs.first < ours.first) {
      ours.first = theirs.first;
      ours.message = theirs.message;
      ours.span = theirs.span;
    }
    ours.count += theirs.count;
  }
}

void RuleErrors::renumber(std::span<const std::uint32_t> place) {
  std::map<Key, Entry> moved;
  for (auto& [key, entry] : entries_) {
    if (key.first < place.size() && place[key.first] != ScenarioChanges::kGone) {
      moved.emplace(Key{place[key.first], key.second}, std::move(entry));
    }
  }
  entries_ = std::move(moved);
}

}  // namespace vedette::buckets
