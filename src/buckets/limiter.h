// The leak of a bucket: a token bucket that starts full, with the reference's arithmetic to the last bit.
#pragma once

#include <cstdint>
#include <string>

#include "base/time.h"

namespace vedette::buckets {

/// golang.org/x/time/rate Every: events a second for one event an interval; the largest double ("Inf") for an interval that is not positive.
[[nodiscard]] double rate_of_interval(Duration interval);

/// rate.Limiter, as far as AllowN(t, 1) goes. Rate and burst are the scenario's and given at each call.
class Limiter {
 public:
  explicit Limiter(std::int64_t burst) : tokens_(static_cast<double>(burst)) {}

  /// Takes a token at `time` when there is one. `time` may go back: then nothing has leaked.
  [[nodiscard]] bool allow(Time time, double rate, std::int64_t burst);
  /// What would be there at `time`.
  [[nodiscard]] double tokens_at(Time time, double rate, std::int64_t burst) const;

 private:
  double tokens_;
  std::int64_t last_seconds_ = Time::kZeroSeconds;
  std::int32_t last_nanoseconds_ = 0;
};

}  // namespace vedette::buckets
