// Which accounts and regions a log covers, and where it is silent: hours with records, by account and region.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "engine/hour_set.h"

namespace vedette::engine {

/// Whole hours without a record, inside a stream that otherwise has records in at least half of its hours.
struct Gap {
  std::string account;
  std::string region;  // empty: all of the account's regions
  Time from;           // the end of the last hour with records
  Time to;             // the start of the next
};

struct RegionCoverage {
  std::string account;
  std::string region;
  std::uint64_t records = 0;
  Time first;
  Time last;
};

/// One thread's view; merged at the end. Bounded, and of the size of the log's gaps, not of the log: past `kMaxStreams` accounts and regions, or
/// `kMaxRuns` runs of hours of all of them, only counts go on.
class Coverage {
 public:
  void see(std::string_view account, std::string_view region, Time time);
  void merge(const Coverage& other);

  /// Sorted by account, region.
  [[nodiscard]] std::vector<RegionCoverage> regions() const;
  /// At least `kMinGapHours` long; an account's own before those of its regions, and a region's only when its account is not silent too.
  [[nodiscard]] std::vector<Gap> gaps() const;

  static constexpr std::int64_t kMinGapHours = 2;
  static constexpr std::size_t kMaxStreams = 4096;
  static constexpr std::size_t kMaxRuns = 1'000'000;

 private:
  struct Stream {
    std::uint64_t records = 0;
    Time first;
    Time last;
    HourSet hours;
  };
  using Key = std::pair<std::string, std::string>;
  [[nodiscard]] Stream* find_or_add(std::string_view account, std::string_view region, Time time);

  std::map<Key, Stream, std::less<>> streams_;
  std::size_t runs_ = 0;  // of all streams
  /// Streams seen lately, by a hash of their names: records of many accounts and regions may lie mixed.
  struct Recent {
    struct Entry {
      const Key* key = nullptr;
      Stream* stream = nullptr;
    };
    static constexpr std::size_t kSize = 1024;
    std::vector<Entry> entries;

    // They point into the map of their owner.
    Recent() = default;
    Recent(const Recent& /*other*/) {}
    Recent& operator=(const Recent& /*other*/) {
      entries.clear();
      return *this;
    }
  };
  Recent recent_;
};

}  // namespace vedette::engine
