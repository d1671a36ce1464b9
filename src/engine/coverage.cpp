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

using Silence = std::pair<std::int64_t, std::int64_t>;  // the hours around a gap

std::vector<Silence> silences(const HourSet& hours) {
  std::vector<Silence> out;
  const std::vector<HourSet::Run>& runs = hours.runs();
  if (runs.empty() || hours.size() * 2 < std::int64_t{runs.back().last} - runs.front().first + 1) {
    return out;
  }
  for (std::size_t i = 1; i < runs.size(); ++i) {
    if (std::int64_t{runs[i].first} - runs[i - 1].last - 1 >= Coverage::kMinGapHours) {
      out.emplace_back(runs[i - 1].last, runs[i].first);
    }
  }
  return out;
}

}  // namespace

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
  const std::size_t before = stream.hours.runs().size();
  stream.hours.add(hour_of(time), runs_ < kMaxRuns);
  runs_ += stream.hours.runs().size() - before;  // two runs may have become one
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
    ours.hours.merge(theirs.hours);
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
  std::map<std::string, HourSet> by_account;
  for (const auto& [key, stream] : streams_) {
    by_account[key.first].merge(stream.hours);
  }
  std::vector<Gap> out;
  for (const auto& [account, all] : by_account) {
    std::vector<Silence> silent = silences(all);
    for (const Silence& run : silent) {
      out.push_back({account, {}, start_of(run.first + 1), start_of(run.second)});
    }
    for (auto it = streams_.lower_bound(Key(account, "")); it != streams_.end() && it->first.first == account; ++it) {
      for (const Silence& run : silences(it->second.hours)) {
        if (std::find(silent.begin(), silent.end(), run) == silent.end()) {
          out.push_back({account, it->first.second, start_of(run.first + 1), start_of(run.second)});
        }
      }
    }
  }
  return out;
}

}  // namespace vedette::engine
