// The elements of a Go time layout: what reading and writing share.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace vedette {

inline constexpr std::array<std::string_view, 12> kMonthNames = {"January", "February", "March",     "April",   "May",      "June",
                                                                 "July",    "August",   "September", "October", "November", "December"};
inline constexpr std::array<std::string_view, 7> kWeekdayNames = {"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"};

/// Go: format.go, the std constants.
enum class LayoutElement : std::uint8_t {
  kNone,
  kLongMonth,
  kMonth,
  kNumericMonth,
  kZeroMonth,
  kLongWeekday,
  kWeekday,
  kDay,
  kSpaceDay,
  kZeroDay,
  kSpaceYearDay,
  kZeroYearDay,
  kHour24,
  kHour12,
  kZeroHour12,
  kPlainMinute,
  kZeroMinute,
  kPlainSecond,
  kZeroSecond,
  kLongYear,
  kYear,
  kUpperHalf,  // PM
  kLowerHalf,  // pm
  kAbbreviation,
  kZ,
  kZSeconds,
  kZHours,
  kZColon,
  kZColonSeconds,
  kOffset,
  kOffsetSeconds,
  kOffsetHours,
  kOffsetColon,
  kOffsetColonSeconds,
  kFraction0,
  kFraction9,
};

/// The next element of a layout with what stands before and after it.
struct LayoutChunk {
  std::string_view prefix;
  LayoutElement element = LayoutElement::kNone;
  std::string_view text;  // the element as written
  std::string_view suffix;
  int digits = 0;  // of a fraction
  char separator = '.';
};

inline bool is_digit(std::string_view text, std::size_t at) {
  return at < text.size() && text[at] >= '0' && text[at] <= '9';
}

/// Whether UTC is written and read as "Z".
inline bool is_z_form(LayoutElement element) {
  return element >= LayoutElement::kZ && element <= LayoutElement::kZColonSeconds;
}

/// Cuts the layout at its next element; without one, all of it is the prefix (Go: format.go, nextStdChunk).
[[nodiscard]] LayoutChunk next_layout_chunk(std::string_view layout);

}  // namespace vedette
