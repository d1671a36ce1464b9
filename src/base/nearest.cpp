#include "base/nearest.h"

#include <algorithm>
#include <cstddef>

namespace vedette {

namespace {

constexpr std::size_t kEdit = 4;        // cost of one edit
constexpr std::size_t kCaseChange = 1;  // cost of writing a letter in the other case
constexpr std::size_t kLongest = 64;    // longer names are not compared: the table is quadratic

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

std::size_t replace_cost(char a, char b) {
  return a == b ? 0 : lower(a) == lower(b) ? kCaseChange : kEdit;
}

// Optimal string alignment: Levenshtein plus swaps of neighbours.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::vector<std::size_t>> cost(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) {
    cost[i][0] = i * kEdit;
  }
  for (std::size_t j = 0; j <= b.size(); ++j) {
    cost[0][j] = j * kEdit;
  }
  for (std::size_t i = 1; i <= a.size(); ++i) {
    for (std::size_t j = 1; j <= b.size(); ++j) {
      std::size_t best = std::min(cost[i - 1][j], cost[i][j - 1]) + kEdit;
      best = std::min(best, cost[i - 1][j - 1] + replace_cost(a[i - 1], b[j - 1]));
      if (i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) && lower(a[i - 2]) == lower(b[j - 1])) {
        best = std::min(best, cost[i - 2][j - 2] + kEdit);
      }
      cost[i][j] = best;
    }
  }
  return cost[a.size()][b.size()];
}

// One edit a three letters, and always room for a change of case throughout.
std::size_t limit_for(std::string_view name) {
  return std::max(kEdit * std::max<std::size_t>(1, name.size() / 3), name.size() * kCaseChange) + 1;
}

// At least `limit` when the two are no closer than that, or not to be compared.
std::size_t bounded_distance(std::string_view name, std::string_view candidate, std::size_t limit) {
  if (candidate.empty() || candidate.size() > kLongest || candidate == name) {
    return limit;
  }
  std::size_t difference = candidate.size() > name.size() ? candidate.size() - name.size() : name.size() - candidate.size();
  return difference * kEdit >= limit ? limit : distance(name, candidate);
}

}  // namespace

std::string_view nearest_name(std::string_view name, const std::vector<std::string_view>& candidates) {
  std::string_view best;
  if (name.empty() || name.size() > kLongest) {
    return best;
  }
  std::size_t limit = limit_for(name);
  for (std::string_view candidate : candidates) {
    if (std::size_t d = bounded_distance(name, candidate, limit); d < limit) {
      limit = d;
      best = candidate;
    }
  }
  return best;
}

std::vector<std::string_view> near_names(std::string_view name, const std::vector<std::string_view>& candidates) {
  std::vector<std::string_view> out;
  if (name.empty() || name.size() > kLongest) {
    return out;
  }
  std::size_t limit = limit_for(name);
  for (std::string_view candidate : candidates) {
    if (bounded_distance(name, candidate, limit) < limit) {
      out.push_back(candidate);
    }
  }
  return out;
}

}  // namespace vedette
