#include "expr/builtins/literal_set.h"

#include <algorithm>

namespace vedette::expr {

void LiteralSet::add(std::string_view literal, std::uint32_t number) {
  std::uint32_t node = 0;
  for (char c : literal) {
    auto [at, fresh] = children_.emplace(edge(node, c), static_cast<std::uint32_t>(nodes_.size()));
    if (fresh) {
      nodes_.push_back(kNone);
    }
    node = at->second;
  }
  nodes_[node] = std::min(nodes_[node], number);
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(literal[i]); };
  for (unsigned second = 0; second < 256 && literal.size() < 2; ++second) {
    for (unsigned first = 0; first < 256; ++first) {
      if (literal.empty() || first == byte(0)) {
        note_begin(static_cast<unsigned char>(first), static_cast<unsigned char>(second));
      }
    }
  }
  if (literal.size() >= 2) {
    note_begin(byte(0), byte(1));
  }
}

std::uint32_t LiteralSet::find(std::string_view text) const {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (may_begin(text, i)) [[unlikely]] {
      std::uint32_t best = kNone;
      walk(text.substr(i), [&best](std::uint32_t number) { best = std::min(best, number); });
      if (best != kNone) {
        return best;
      }
    }
  }
  return kNone;
}

}  // namespace vedette::expr
