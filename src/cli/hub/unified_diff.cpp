#include "cli/hub/unified_diff.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace vedette::cli {
namespace {

constexpr int kMostEdits = 2'000;  // the search costs the square of it
constexpr std::size_t kContext = 3;

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> out;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::size_t size = end == std::string_view::npos ? text.size() : end + 1;
    out.push_back(text.substr(0, size));
    text.remove_prefix(size);
  }
  return out;
}

struct Edit {
  char sign;  // ' ', '-', '+'
  std::string_view line;
};

/// Myers: the furthest that each diagonal gets with d edits, kept for each d to find the way back.
std::vector<Edit> edits_between(const std::vector<std::string_view>& a, const std::vector<std::string_view>& b) {
  const int n = static_cast<int>(a.size());
  const int m = static_cast<int>(b.size());
  const int most = std::min(n + m, kMostEdits);
  std::vector<std::vector<int>> reached;
  std::vector<int> at(static_cast<std::size_t>(2 * most + 3), 0);
  const int middle = most + 1;
  int edits = -1;
  for (int d = 0; d <= most && edits < 0; ++d) {
    reached.push_back(at);
    for (int k = -d; k <= d; k += 2) {
      const bool down = k == -d || (k != d && at[middle + k - 1] < at[middle + k + 1]);
      int x = down ? at[middle + k + 1] : at[middle + k - 1] + 1;
      while (x < n && x - k < m && a[x] == b[x - k]) {
        ++x;
      }
      at[middle + k] = x;
      if (x >= n && x - k >= m) {
        edits = d;
        break;
      }
    }
  }
  std::vector<Edit> out;
  if (edits < 0) {
    for (std::string_view line : a) {
      out.push_back({'-', line});
    }
    for (std::string_view line : b) {
      out.push_back({'+', line});
    }
    return out;
  }
  int x = n;
  int y = m;
  for (int d = edits; d >= 0; --d) {
    const std::vector<int>& before = reached[static_cast<std::size_t>(d)];
    const int k = x - y;
    const bool down = k == -d || (k != d && before[middle + k - 1] < before[middle + k + 1]);
    const int from_k = down ? k + 1 : k - 1;
    const int from_x = d == 0 ? 0 : before[middle + from_k];
    const int from_y = d == 0 ? 0 : from_x - from_k;
    while (x > from_x && y > from_y && x > 0 && y > 0) {
      out.push_back({' ', a[--x]});
      --y;
    }
    if (d > 0) {
      out.push_back(down ? Edit{'+', b[--y]} : Edit{'-', a[--x]});
    }
  }
  std::reverse(out.begin(), out.end());
  return out;
}

std::string range(std::size_t first, std::size_t count) {
  return count == 1 ? std::to_string(first) : fmt::format("{},{}", count == 0 ? first - 1 : first, count);
}

}  // namespace

std::string unified_diff(std::string_view old_name, std::string_view new_name, std::string_view old_text, std::string_view new_text) {
  if (old_text == new_text) {
    return {};
  }
  const std::vector<Edit> edits = edits_between(lines_of(old_text), lines_of(new_text));
  std::string out = fmt::format("--- {}\n+++ {}\n", old_name, new_name);
  std::size_t old_line = 1;
  std::size_t new_line = 1;
  std::size_t i = 0;
  auto pass = [&](std::size_t to) {
    for (; i < to; ++i) {
      old_line += edits[i].sign != '+' ? 1 : 0;
      new_line += edits[i].sign != '-' ? 1 : 0;
    }
  };
  for (;;) {
    std::size_t changed = i;
    while (changed < edits.size() && edits[changed].sign == ' ') {
      ++changed;
    }
    if (changed == edits.size()) {
      return out;
    }
    pass(std::max(i, changed - std::min(changed, kContext)));
    // The hunk ends where more unchanged lines follow than two hunks would show.
    std::size_t end = changed;
    for (std::size_t j = changed; j < edits.size() && j <= end + 2 * kContext; ++j) {
      end = edits[j].sign != ' ' ? j : end;
    }
    end = std::min(edits.size(), end + 1 + kContext);
    std::size_t old_count = 0;
    std::size_t new_count = 0;
    std::string body;
    for (std::size_t j = i; j < end; ++j) {
      old_count += edits[j].sign != '+' ? 1 : 0;
      new_count += edits[j].sign != '-' ? 1 : 0;
      body += edits[j].sign;
      body += edits[j].line;
      body += edits[j].line.ends_with("\n") ? "" : "\n\\ No newline at end of file\n";
    }
    out += fmt::format("@@ -{} +{} @@\n{}", range(old_line, old_count), range(new_line, new_count), body);
    pass(end);
  }
}

}  // namespace vedette::cli
