// A table without borders, as cscli draws its lists: a rule above and below the head, one below the rows.
#pragma once

#include <string>
#include <vector>

#include "cli/terminal.h"

namespace vedette::cli {

/// Columns that text takes on a terminal: wide signs two, what only changes the sign before it none, escape codes none.
[[nodiscard]] std::size_t shown_columns(std::string_view text);

class Columns {
 public:
  explicit Columns(std::vector<std::string> head) : head_(std::move(head)) {}
  void title(std::string text) { title_ = std::move(text); }
  /// As many cells as the head has; they may hold escape codes.
  void add(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
  /// Between the row before and the next one.
  void rule() { rows_.emplace_back(); }
  [[nodiscard]] std::string render(const Style& style) const;

 private:
  std::vector<std::string> head_;
  std::vector<std::vector<std::string>> rows_;  // an empty one is a rule
  std::string title_;
};

}  // namespace vedette::cli
