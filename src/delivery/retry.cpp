#include "delivery/retry.h"

#include <algorithm>

namespace vedette::delivery {
namespace {

constexpr std::int64_t kTriesOfFiveMinutes = 14;  // 1 + 2 + 4 + 8 + 16 + 9 * 30 s
constexpr double kJitter = 0.3;

Duration doubled(Duration first, std::int64_t times, Duration most) {
  Duration out = first;
  for (std::int64_t i = 0; i < times && out < most; ++i) {
    out *= 2;
  }
  return std::min(out, most);
}

Duration jittered(Duration delay, double chance) {
  const double factor = 1 - kJitter + 2 * kJitter * std::clamp(chance, 0.0, 1.0);
  return static_cast<Duration>(static_cast<double>(delay) * factor);
}

}  // namespace

Duration retry_delay(std::int64_t attempts, std::int64_t max_retry, double chance) {
  const std::int64_t round = max_retry > 0 ? max_retry + 1 : kTriesOfFiveMinutes;
  const std::int64_t in_round = std::max<std::int64_t>(attempts - 1, 0) % round;  // tries of this round before the last one
  if (in_round + 1 == round) {
    return jittered(kRest, chance);
  }
  return jittered(doubled(kFirstDelay, in_round, kLongestDelay), chance);
}

Duration pause_after(std::int64_t failures, double chance) {
  return jittered(doubled(kFirstDelay / 2, std::max<std::int64_t>(failures - 1, 0), kLongestDelay / 2), chance * 0.9);
}

}  // namespace vedette::delivery
