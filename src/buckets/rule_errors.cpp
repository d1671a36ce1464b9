#include "buckets/rule_errors.h"

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

}  // namespace vedette::buckets
