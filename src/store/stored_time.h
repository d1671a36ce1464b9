// Times as the tables hold them: microseconds since 1970, which both databases compare as integers.
#pragma once

#include <cstdint>

#include "base/time.h"

namespace vedette::store {

[[nodiscard]] inline std::int64_t stored_time(Time time) {
  return unix_microseconds(time);
}
[[nodiscard]] inline Time time_of(std::int64_t microseconds) {
  std::int64_t seconds = microseconds / 1'000'000;
  std::int64_t rest = microseconds % 1'000'000;
  if (rest < 0) {
    rest += 1'000'000;
    --seconds;
  }
  return from_unix(seconds, rest * kMicrosecond);
}

}  // namespace vedette::store
