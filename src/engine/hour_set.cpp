#include "engine/hour_set.h"

#include <algorithm>
#include <limits>

namespace vedette::engine {

void HourSet::add(std::int64_t hour, bool may_grow) {
  using Limits = std::numeric_limits<std::int32_t>;
  const auto value = static_cast<std::int32_t>(std::clamp<std::int64_t>(hour, Limits::min() + 1, Limits::max() - 1));
  // The first run that reaches to the hour before, nearly always the last run.
  auto at = runs_.end();
  if (!runs_.empty() && value <= runs_.back().last + 1) {
    at = runs_.back().first <= value
             ? std::prev(runs_.end())
             : std::lower_bound(runs_.begin(), runs_.end(), value, [](const Run& run, std::int32_t wanted) { return run.last + 1 < wanted; });
  }
  if (at == runs_.end() || value + 1 < at->first) {
    if (may_grow) {
      runs_.insert(at, {value, value});
    }
    return;
  }
  at->first = std::min(at->first, value);
  if (value <= at->last) {
    return;
  }
  at->last = value;
  if (auto next = std::next(at); next != runs_.end() && next->first <= value + 1) {
    at->last = next->last;
    runs_.erase(next);
  }
}

void HourSet::merge(const HourSet& other) {
  std::vector<Run> all = runs_;
  all.insert(all.end(), other.runs_.begin(), other.runs_.end());
  std::sort(all.begin(), all.end(), [](const Run& a, const Run& b) { return a.first < b.first; });
  runs_.clear();
  for (const Run& run : all) {
    if (!runs_.empty() && run.first <= runs_.back().last + 1) {
      runs_.back().last = std::max(runs_.back().last, run.last);
    } else {
      runs_.push_back(run);
    }
  }
}

std::int64_t HourSet::size() const {
  std::int64_t sum = 0;
  for (const Run& run : runs_) {
    sum += std::int64_t{run.last} - run.first + 1;
  }
  return sum;
}

}  // namespace vedette::engine
