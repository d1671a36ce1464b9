// A set of hours, as runs of hours that follow one another: a log without gaps is one run, however long.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace vedette::engine {

class HourSet {
 public:
  struct Run {
    std::int32_t first;
    std::int32_t last;  // included
  };

  /// `hour`: since 1970. With `may_grow` false, an hour that takes a run of its own is left out.
  void add(std::int64_t hour, bool may_grow = true);
  void merge(const HourSet& other);

  /// Sorted; between two runs at least an hour is missing.
  [[nodiscard]] const std::vector<Run>& runs() const { return runs_; }
  /// How many hours are in it.
  [[nodiscard]] std::int64_t size() const;

 private:
  std::vector<Run> runs_;
};

}  // namespace vedette::engine
