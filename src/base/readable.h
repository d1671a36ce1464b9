// Numbers, sizes and times as people read them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/time.h"

namespace vedette {

/// 1234567 -> "1,234,567".
[[nodiscard]] std::string with_commas(std::uint64_t number);
/// "1 alert", "2,000 alerts".
[[nodiscard]] std::string count_of(std::uint64_t number, std::string_view singular, std::string_view plural);
/// "12.3 MB".
[[nodiscard]] std::string bytes_text(double bytes);
/// "2026-03-02 08:05:00", in UTC.
[[nodiscard]] std::string time_text(Time time);
/// "3 h 20 min", "12 s", "4 days".
[[nodiscard]] std::string span_text(std::int64_t seconds);

}  // namespace vedette
