// blackhole: for a while after an overflow, further overflows of the same partition are discarded.
#pragma once

#include <deque>
#include <string>
#include <string_view>

#include "base/text_table.h"
#include "base/time.h"

namespace vedette::buckets {

/// leakybucket: BlackholeProcessor, shared by all buckets of a scenario. Holds the partitions whose blackhole has not ended.
class Blackhole {
 public:
  /// Whether an overflow at `time` is to be discarded. Forgets what has ended by then.
  [[nodiscard]] bool hides(std::string_view partition, Time time);
  /// When the partition's blackhole ends; zero when it has none.
  [[nodiscard]] Time until(std::string_view partition) const;
  /// An overflow went through.
  void start(std::string_view partition, Time time, Duration duration);

  [[nodiscard]] std::size_t size() const { return until_.size(); }

 private:
  struct Ending {
    Time time;
    std::string partition;
  };
  TextMap<Time> until_;
  std::deque<Ending> endings_;  // in the order of start: sorted as long as overflows come in order
};

}  // namespace vedette::buckets
