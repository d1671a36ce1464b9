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

}  // namespace vedette::cli
