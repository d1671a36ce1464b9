#include "base/duration_with_days.h"

#include <charconv>
#include <cstdint>
#include <limits>

namespace vedette {

namespace {

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\v' || c == '\f';
}

}  // namespace

std::optional<Duration> parse_duration_with_days(std::string_view text) {
  constexpr Duration kDay = 24 * kHour;
  constexpr std::int64_t kMostDays = 100'000;
  while (!text.empty() && is_space(text.front())) {
    text.remove_prefix(1);
  }
  while (!text.empty() && is_space(text.back())) {
    text.remove_suffix(1);
  }
  const bool negative = text.starts_with("-");
  text.remove_prefix(negative);
  Duration total = 0;
  if (text.empty()) {
    return std::nullopt;
  }
  if (std::size_t d = text.find('d'); d != std::string_view::npos) {
    std::int64_t days = 0;
    auto [end, error] = std::from_chars(text.data(), text.data() + d, days);
    if (error != std::errc() || end != text.data() + d || d == 0 || days < 0 || days > kMostDays) {
      return std::nullopt;
    }
    total = days * kDay;
    text.remove_prefix(d + 1);
  }
  if (text.find('-') != std::string_view::npos) {
    return std::nullopt;
  }
  if (!text.empty()) {
    Result<Duration> rest = parse_duration(text);
    if (!rest || *rest > std::numeric_limits<Duration>::max() - total) {
      return std::nullopt;
    }
    total += *rest;
  }
  return negative ? -total : total;
}

}  // namespace vedette
