// When a message that did not go out is tried again.
#pragma once

#include <cstdint>

#include "base/time.h"

namespace vedette::delivery {

/// Tries come in rounds. Within a round they follow each other after 1, 2, 4 .. 30 s (csplugin/backoff.go); a round has max_retry + 1 tries, or
/// takes about five minutes when there is no max_retry. The reference drops the message then; here it rests and the next round begins, until the
/// message is a week old: a receiver that is down for days loses nothing.
inline constexpr Duration kFirstDelay = kSecond;
inline constexpr Duration kLongestDelay = 30 * kSecond;
inline constexpr Duration kRest = 10 * kMinute;
inline constexpr Duration kGiveUpAfter = 7 * 24 * kHour;

/// How long after its `attempts`-th try (from 1) a message waits. `chance` is 0 .. 1, for jitter: the delay is 30 % shorter or longer at most.
[[nodiscard]] Duration retry_delay(std::int64_t attempts, std::int64_t max_retry, double chance);

/// How long nothing at all is sent to a receiver after `failures` tries in a row (from 1), of whatever messages, failed. Shorter than retry_delay, so
/// that after it another message than the one that failed comes first: one that the receiver cannot digest holds up no others.
[[nodiscard]] Duration pause_after(std::int64_t failures, double chance);

}  // namespace vedette::delivery
