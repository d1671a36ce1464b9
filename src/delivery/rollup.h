// Many alerts of one kind as one alert, for a message about all of them.
#pragma once

#include <cstdint>

#include "model/alert.h"

namespace vedette::delivery {

/// Takes alerts one by one, so that there need not be room for all of them. The result is the last of them with
///   - a message that says how many there were and from when to when, before its own,
///   - `events_count` of all, `start_at` of the first, `stop_at` of the last,
///   - `rolled_up` in its meta: how many there were, as a list like all meta (["12"]).
class RollUp {
 public:
  void add(model::Alert alert);
  [[nodiscard]] std::int64_t count() const { return count_; }
  /// At least one was added.
  [[nodiscard]] model::Alert result() const;

 private:
  std::int64_t count_ = 0;
  std::int64_t events_ = 0;
  std::string first_;
  std::string last_;
  model::Alert alert_;
};

}  // namespace vedette::delivery
