#include "buckets/limiter.h"

#include <limits>

namespace vedette::buckets {

namespace {

/// Go's Duration.Seconds: whole seconds and the fraction added in this order, which decides the last bit.
double seconds_of(Duration duration) {
  std::int64_t whole = duration / kSecond;
  std::int64_t rest = duration % kSecond;
  return static_cast<double>(whole) + static_cast<double>(rest) / 1e9;
}

constexpr double kInfinite = std::numeric_limits<double>::max();

}  // namespace

double rate_of_interval(Duration interval) {
  if (interval <= 0) {
    return kInfinite;
  }
  return 1 / seconds_of(interval);
}

// rate: Limiter.advance
double Limiter::tokens_at(Time time, double rate, std::int64_t burst) const {
  Time last{last_seconds_, last_nanoseconds_, nullptr};
  if (time < last) {
    last = time;
  }
  double delta = rate <= 0 ? 0 : seconds_of(subtract(time, last)) * rate;
  double tokens = tokens_ + delta;
  auto most = static_cast<double>(burst);
  return tokens > most ? most : tokens;
}

// rate: Limiter.reserveN with n = 1 and no wait allowed
bool Limiter::allow(Time time, double rate, std::int64_t burst) {
  if (rate == kInfinite) {
    return true;
  }
  double tokens = tokens_at(time, rate, burst) - 1;
  if (tokens < 0) {
    // durationFromTokens cuts to whole nanoseconds: a debt of less than one is no wait at all.
    double wait = rate <= 0 ? kInfinite : (-tokens / rate) * 1e9;
    if (wait >= 1) {
      return false;
    }
  }
  if (burst < 1) {
    return false;
  }
  last_seconds_ = time.seconds;
  last_nanoseconds_ = time.nanoseconds;
  tokens_ = tokens;
  return true;
}

}  // namespace vedette::buckets
