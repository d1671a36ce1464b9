#include "cli/terminal.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>

namespace vedette::cli {

bool is_terminal(std::FILE* stream) {
  return isatty(fileno(stream)) == 1;
}

std::size_t terminal_width(std::FILE* stream, std::size_t otherwise) {
  if (const char* columns = std::getenv("COLUMNS")) {
    long wanted = std::strtol(columns, nullptr, 10);
    if (wanted >= 20 && wanted <= 10'000) {
      return static_cast<std::size_t>(wanted);
    }
  }
  winsize size{};
  if (ioctl(fileno(stream), TIOCGWINSZ, &size) == 0 && size.ws_col >= 20) {
    return size.ws_col;
  }
  return otherwise;
}

Style::Style(std::FILE* stream) {
  const char* no_color = std::getenv("NO_COLOR");
  const char* term = std::getenv("TERM");
  colour_ = is_terminal(stream) && (no_color == nullptr || *no_color == '\0') && (term == nullptr || std::string_view(term) != "dumb");
}

std::string Style::wrap(std::string_view code, std::string_view text) const {
  if (!colour_ || text.empty()) {
    return std::string(text);
  }
  return fmt::format("\x1b[{}m{}\x1b[0m", code, text);
}

std::size_t columns_of(std::string_view text) {
  std::size_t columns = 0;
  for (char c : text) {
    columns += (static_cast<unsigned char>(c) & 0xC0) != 0x80 ? 1 : 0;
  }
  return columns;
}

namespace {

/// The byte at which column `column` begins.
std::size_t byte_of(std::string_view text, std::size_t column) {
  std::size_t at = 0;
  for (std::size_t seen = 0; at < text.size(); ++at) {
    if ((static_cast<unsigned char>(text[at]) & 0xC0) != 0x80 && seen++ == column) {
      break;
    }
  }
  return at;
}

}  // namespace

std::string shorten(std::string_view text, std::size_t columns) {
  if (columns_of(text) <= columns) {
    return std::string(text);
  }
  return columns == 0 ? std::string() : std::string(text.substr(0, byte_of(text, columns - 1))) + "\u2026";
}

std::string shorten_middle(std::string_view text, std::size_t columns) {
  std::size_t width = columns_of(text);
  if (width <= columns) {
    return std::string(text);
  }
  if (columns < 8) {
    return shorten(text, columns);
  }
  std::size_t tail = columns * 2 / 3;
  std::size_t head = columns - tail - 1;
  return std::string(text.substr(0, byte_of(text, head))) + "\u2026" + std::string(text.substr(byte_of(text, width - tail)));
}

std::string with_commas(std::uint64_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t at = digits.size(); at > 3;) {
    at -= 3;
    digits.insert(at, ",");
  }
  return digits;
}

std::string count_of(std::uint64_t number, std::string_view singular, std::string_view plural) {
  return with_commas(number) + " " + std::string(number == 1 ? singular : plural);
}

std::string bytes_text(double bytes) {
  static constexpr std::string_view kUnits[] = {"B", "kB", "MB", "GB", "TB", "PB"};
  std::size_t unit = 0;
  while (bytes >= 1000 && unit + 1 < std::size(kUnits)) {
    bytes /= 1000;
    ++unit;
  }
  return unit == 0 ? fmt::format("{:.0f} {}", bytes, kUnits[unit]) : fmt::format("{:.1f} {}", bytes, kUnits[unit]);
}

std::string time_text(Time time) {
  time.zone = nullptr;
  time.nanoseconds = 0;
  std::string text = format_rfc3339(time);  // 2026-03-02T08:05:00Z
  if (std::size_t t = text.find('T'); t != std::string::npos) {
    text[t] = ' ';
  }
  if (text.ends_with('Z')) {
    text.pop_back();
  }
  return text;
}

std::string span_text(std::int64_t seconds) {
  seconds = std::max<std::int64_t>(seconds, 0);
  if (seconds < 60) {
    return fmt::format("{} s", seconds);
  }
  if (seconds < 3600) {
    return seconds % 60 == 0 ? fmt::format("{} min", seconds / 60) : fmt::format("{} min {} s", seconds / 60, seconds % 60);
  }
  if (seconds < 48 * 3600) {
    return seconds % 3600 < 60 ? fmt::format("{} h", seconds / 3600) : fmt::format("{} h {} min", seconds / 3600, seconds % 3600 / 60);
  }
  return fmt::format("{} days", seconds / 86400);
}

}  // namespace vedette::cli
