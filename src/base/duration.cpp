// Durations as text: Go's time.ParseDuration and Duration.String.
#include <string>
#include <string_view>

#include "base/go_layout.h"
#include "base/time.h"

namespace vedette {
namespace {

constexpr std::uint64_t kOverflow = std::uint64_t{1} << 63;

tl::unexpected<Error> refuse(std::string_view what, std::string_view text) {
  return fail(ErrorKind::kInvalid, "time: " + std::string(what) + " " + quote_for_time(text));
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// False on overflow.
bool take_integer(std::string_view& text, std::uint64_t& value) {
  value = 0;
  std::size_t i = 0;
  for (; i < text.size() && is_digit(text[i]); ++i) {
    if (value > kOverflow / 10) {
      return false;
    }
    value = value * 10 + static_cast<std::uint64_t>(text[i] - '0');
    if (value > kOverflow) {
      return false;
    }
  }
  text.remove_prefix(i);
  return true;
}

/// Digits beyond what an int64 holds only lose precision.
void take_fraction(std::string_view& text, std::uint64_t& value, double& scale) {
  value = 0;
  scale = 1;
  bool overflow = false;
  std::size_t i = 0;
  for (; i < text.size() && is_digit(text[i]); ++i) {
    if (overflow) {
      continue;
    }
    if (value > (kOverflow - 1) / 10) {
      overflow = true;
      continue;
    }
    std::uint64_t next = value * 10 + static_cast<std::uint64_t>(text[i] - '0');
    if (next > kOverflow) {
      overflow = true;
      continue;
    }
    value = next;
    scale *= 10;
  }
  text.remove_prefix(i);
}

std::uint64_t unit_of(std::string_view name) {
  if (name == "s")
    return kSecond;
  if (name == "m")
    return kMinute;
  if (name == "h")
    return kHour;
  if (name == "ms")
    return kMillisecond;
  if (name == "us" || name == "\u00b5s" || name == "\u03bcs")
    return kMicrosecond;
  if (name == "ns")
    return kNanosecond;
  return 0;
}

}  // namespace

Result<Duration> parse_duration(std::string_view text) {
  std::string_view whole = text;
  bool negative = false;
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) {
    negative = text[0] == '-';
    text.remove_prefix(1);
  }
  if (text == "0") {
    return Duration{0};
  }
  if (text.empty()) {
    return refuse("invalid duration", whole);
  }
  std::uint64_t sum = 0;
  while (!text.empty()) {
    if (text[0] != '.' && !is_digit(text[0])) {
      return refuse("invalid duration", whole);
    }
    std::uint64_t value;
    std::uint64_t fraction = 0;
    double scale = 1;
    std::size_t before = text.size();
    if (!take_integer(text, value)) {
      return refuse("invalid duration", whole);
    }
    bool digits = text.size() != before;
    if (!text.empty() && text[0] == '.') {
      text.remove_prefix(1);
      before = text.size();
      take_fraction(text, fraction, scale);
      digits |= text.size() != before;
    }
    if (!digits) {
      return refuse("invalid duration", whole);
    }
    std::size_t end = 0;
    while (end < text.size() && text[end] != '.' && !is_digit(text[end])) {
      ++end;
    }
    if (end == 0) {
      return refuse("missing unit in duration", whole);
    }
    std::string_view name = text.substr(0, end);
    text.remove_prefix(end);
    std::uint64_t unit = unit_of(name);
    if (unit == 0) {
      return refuse("unknown unit " + quote_for_time(name) + " in duration", whole);
    }
    if (value > kOverflow / unit) {
      return refuse("invalid duration", whole);
    }
    value *= unit;
    if (fraction > 0) {
      value += static_cast<std::uint64_t>(static_cast<double>(fraction) * (static_cast<double>(unit) / scale));
      if (value > kOverflow) {
        return refuse("invalid duration", whole);
      }
    }
    sum += value;
    if (sum > kOverflow) {
      return refuse("invalid duration", whole);
    }
  }
  if (negative) {
    return static_cast<Duration>(0 - sum);
  }
  if (sum > kOverflow - 1) {
    return refuse("invalid duration", whole);
  }
  return static_cast<Duration>(sum);
}

std::string format_duration(Duration duration) {
  if (duration == 0) {
    return "0s";
  }
  bool negative = duration < 0;
  std::uint64_t rest = negative ? 0 - static_cast<std::uint64_t>(duration) : static_cast<std::uint64_t>(duration);
  std::string out = negative ? "-" : "";
  // value / 10^digits without trailing zeros
  auto append_fraction = [&out](std::uint64_t whole, std::uint64_t fraction, int digits) {
    out += std::to_string(whole);
    if (fraction != 0) {
      std::string text = std::to_string(fraction);
      text.insert(0, static_cast<std::size_t>(digits) - text.size(), '0');
      text.erase(text.find_last_not_of('0') + 1);
      out += "." + text;
    }
  };
  if (rest < static_cast<std::uint64_t>(kMicrosecond)) {
    out += std::to_string(rest) + "ns";
  } else if (rest < static_cast<std::uint64_t>(kMillisecond)) {
    append_fraction(rest / kMicrosecond, rest % kMicrosecond, 3);
    out += "\u00b5s";
  } else if (rest < static_cast<std::uint64_t>(kSecond)) {
    append_fraction(rest / kMillisecond, rest % kMillisecond, 6);
    out += "ms";
  } else {
    std::uint64_t seconds = rest / kSecond;
    if (seconds >= 3600) {
      out += std::to_string(seconds / 3600) + "h";
    }
    if (seconds >= 60) {
      out += std::to_string(seconds / 60 % 60) + "m";
    }
    append_fraction(seconds % 60, rest % kSecond, 9);
    out += "s";
  }
  return out;
}

Duration truncate(Duration duration, Duration unit) {
  return unit <= 0 ? duration : duration - duration % unit;
}

Duration round(Duration duration, Duration unit) {
  if (unit <= 0) {
    return duration;
  }
  Duration rest = duration % unit;
  bool negative = duration < 0;
  rest = negative ? -rest : rest;
  bool towards_zero = static_cast<std::uint64_t>(rest) * 2 < static_cast<std::uint64_t>(unit);
  Duration out;
  if (negative) {
    if (towards_zero) {
      return duration + rest;
    }
    return __builtin_sub_overflow(duration, unit - rest, &out) ? INT64_MIN : out;
  }
  if (towards_zero) {
    return duration - rest;
  }
  return __builtin_add_overflow(duration, unit - rest, &out) ? INT64_MAX : out;
}

}  // namespace vedette
