#include "engine/coverage.h"

#include <algorithm>
#include <utility>

#include "base/text_table.h"

namespace vedette::engine {
namespace {

std::int64_t hour_of(Time time) {
  std::int64_t hour = time.seconds / 3600;
  return time.seconds % 3600 < 0 ? hour - 1 : hour;
}

Time start_of(std::int64_t hour) {
  return Time{hour * 3600, 0, nullptr};
}

using Run = std::pair<std::int64_t, std::int64_t>;  // the hours around a gap

std::vector<Run> silent_runs(const std::vector<std::int64_t>& hours) {
  std::vector<Run> runs;
  if (hours.size() < 2 || static_cast<std::int64_t>(hours.size()) * 2 < hours.back() - hours.front() + 1) {
    return runs;
  }
  for (std::size_t i = 1; i < hours.size(); ++i) {
    if (hours[i] - hours[i - 1] - 1 >= Coverage::kMinGapHours) {
      runs.emplace_back(hours[i - 1], hours[i]);
    }
  }
  return runs;
}

}  // namespace

std::vector<std::int64_t> Coverage::tidy_hours(std::vector<std::int64_t> hours) {
  std::sort(hours.begin(), hours.end());
  hours.erase(std::unique(hours.begin(), hours.end()), hours.end());
  return hours;
}

Coverage::Stream* Coverage::find_or_add(std::string_view account, std::string_view region, Time time) {
  recent_.entries.resize(Recent::kSize);
  Recent::Entry& recent = recent_.entries[(hash_of_word(account) * 31 + hash_of_word(region)) % Recent::kSize];
  if (recent.key == nullptr || recent.key->second != region || recent.key->first != account) {
    auto found = streams_.find(Key(account, region));
    if (found == streams_.end()) {
      if (streams_.size() >= kMaxStreams) {
        return nullptr;
      }
      found = streams_.emplace(Key(account, region), Stream{}).first;
      found->second.first = found->second.last = time;
    }
    recent = {&found->first, &found->second};
  }
  return recent.stream;
}

void Coverage::see(std::string_view account, std::string_view region, Time time) {
  Stream* seen = find_or_add(account, region, time);
  if (seen == nullptr) {
    return;
  }
  Stream& stream = *seen;
  ++stream.records;
  stream.first = std::min(stream.first, time);
  stream.last = std::max(stream.last, time);
  std::int64_t hour = hour_of(time);
  if (!stream.hours.empty() && stream.hours.back() == hour) {
    return;
  }
  stream.tidy = stream.tidy && (stream.hours.empty() || stream.hours.back() < hour);
  if (stream.hours.size() >= 2 * kMaxHours) {
    if (!stream.tidy) {
      stream.hours = tidy_hours(std::move(stream.hours));
      stream.tidy = true;
    }
    if (stream.hours.size() >= kMaxHours) {
      return;
    }
  }
  stream.hours.push_back(hour);
}

void Coverage::merge(const Coverage& other) {
  for (const auto& [key, theirs] : other.streams_) {
    auto found = streams_.find(key);
    if (found == streams_.end()) {
      streams_.emplace(key, theirs);
      continue;
    }
    Stream& ours = found->second;
    ours.records += theirs.records;
    ours.first = std::min(ours.first, theirs.first);
    ours.last = std::max(ours.last, theirs.last);
    ours.hours.insert(ours.hours.end(), theirs.hours.begin(), theirs.hours.end());
    ours.tidy = false;
  }
}

std::vector<RegionCoverage> Coverage::regions() const {
  std::vector<RegionCoverage> out;
  for (const auto& [key, stream] : streams_) {
    out.push_back({key.first, key.second, stream.records, stream.first, stream.last});
  }
  return out;
}

std::vector<Gap> Coverage::gaps() const {
  std::map<std::string, std::vector<std::int64_t>> by_account;
  for (const auto& [key, stream] : streams_) {
    std::vector<std::int64_t>& all = by_account[key.first];
    all.insert(all.end(), stream.hours.begin(), stream.hours.end());
  }
  std::vector<Gap> out;
  for (auto& [account, all] : by_account) {
    std::vector<Run> silent = silent_runs(tidy_hours(std::move(all)));
    for (const Run& run : silent) {
      out.push_back({account, {}, start_of(run.first + 1), start_of(run.second)});
    }
    for (auto it = streams_.lower_bound(Key(account, "")); it != streams_.end() && it->first.first == account; ++it) {
      for (const Run& run : silent_runs(tidy_hours(it->second.hours))) {
        if (std::find(silent.begin(), silent.end(), run) == silent.end()) {
          out.push_back({account, it->first.second, start_of(run.first + 1), start_of(run.second)});
        }
      }
    }
  }
  return out;
}

}  // namespace vedette::engine
