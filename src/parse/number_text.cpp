#include "parse/number_text.h"

#include <charconv>
#include <cmath>
#include <cstdio>

namespace vedette::parse {

std::string_view print_float(Arena& arena, double number) {
  if (std::isnan(number)) {
    return "NaN";
  }
  if (std::isinf(number)) {
    return number > 0 ? "+Inf" : "-Inf";
  }
  char buffer[512];  // the longest is a float64 of 309 digits
  int size = std::snprintf(buffer, sizeof buffer, "%f", number);
  return arena.copy({buffer, static_cast<std::size_t>(size)});
}

std::string_view print_int(Arena& arena, std::int64_t number) {
  char buffer[24];
  char* end = std::to_chars(buffer, buffer + sizeof buffer, number).ptr;
  return arena.copy({buffer, static_cast<std::size_t>(end - buffer)});
}

}  // namespace vedette::parse
