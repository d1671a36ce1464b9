#include "cli/hub/columns.h"

#include <algorithm>

#include "base/utf8.h"

namespace vedette::cli {
namespace {

/// The wide ones of what is printed here: pictographs, and signs that are one by themselves.
bool is_wide(char32_t code) {
  return (code >= 0x1F300 && code <= 0x1FAFF) || code == 0x2705 || code == 0x274C || code == 0x2753 || (code >= 0x1100 && code <= 0x115F) ||
         (code >= 0x2E80 && code <= 0xA4CF) || (code >= 0xAC00 && code <= 0xD7A3) || (code >= 0xF900 && code <= 0xFAFF) ||
         (code >= 0xFE30 && code <= 0xFE6F) || (code >= 0xFF00 && code <= 0xFF60);
}

bool takes_no_column(char32_t code) {
  return code == 0xFE0F || code == 0x200D || (code >= 0x300 && code <= 0x36F);
}

std::string padded(const std::string& cell, std::size_t width) {
  const std::size_t columns = shown_columns(cell);
  return " " + cell + std::string(width > columns ? width - columns : 0, ' ') + " ";
}

}  // namespace

std::size_t shown_columns(std::string_view text) {
  std::size_t columns = 0;
  while (!text.empty()) {
    if (text.starts_with("\x1b[")) {
      const std::size_t end = text.find('m');
      text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
      continue;
    }
    const Rune rune = decode_rune(text);
    text.remove_prefix(rune.width);
    columns += takes_no_column(rune.code) ? 0 : is_wide(rune.code) ? 2 : 1;
  }
  return columns;
}

std::string Columns::render(const Style& style) const {
  std::vector<std::size_t> widths;
  for (const std::string& cell : head_) {
    widths.push_back(shown_columns(cell));
  }
  for (const auto& row : rows_) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      widths[i] = std::max(widths[i], shown_columns(row[i]));
    }
  }
  std::size_t total = 0;
  for (std::size_t width : widths) {
    total += width + 2;
  }
  total = std::max(total, shown_columns(title_) + (title_.empty() ? 0 : 2));
  auto line = [&](const std::vector<std::string>& cells) {
    std::string out;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      out += padded(cells[i], widths[i]);
    }
    return out + "\n";
  };
  const std::string rule = style.dim(std::string(total, '-')) + "\n";
  std::string out = rule;
  if (!title_.empty()) {
    out += padded(title_, total - 2) + "\n" + rule;
  }
  out += line(head_) + rule;
  for (const auto& row : rows_) {
    out += row.empty() ? rule : line(row);
  }
  return out + rule;
}

}  // namespace vedette::cli
