// Many literals looked for in one text at once.
#pragma once

#include <absl/container/flat_hash_map.h>

#include <cstdint>
#include <string_view>
#include <vector>

namespace vedette::expr {

/// Filled first, then read only, also by several threads.
class LiteralSet {
 public:
  static constexpr std::uint32_t kNone = 0xFFFFFFFF;

  LiteralSet() : first_pairs_(65536 / 64), nodes_(1, kNone) {}

  /// `number`: what `find` gives for this literal; of equal literals the first counts. The empty literal is in every text but the empty one.
  void add(std::string_view literal, std::uint32_t number);

  /// Of the literals that begin leftmost in `text` the one with the lowest number; kNone when the text holds none of them.
  [[nodiscard]] std::uint32_t find(std::string_view text) const;

  /// Calls `visit(number)` for each place of each literal in `text`.
  template <class Visit>
  void visit(std::string_view text, Visit visit) const {
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (may_begin(text, i)) [[unlikely]] {
        walk(text.substr(i), visit);
      }
    }
  }

 private:
  /// Calls `visit(number)` for each literal that `text` begins with.
  template <class Visit>
  void walk(std::string_view text, Visit visit) const {
    std::uint32_t node = 0;
    if (nodes_[0] != kNone) {
      visit(nodes_[0]);
    }
    for (char c : text) {
      auto at = children_.find(edge(node, c));
      if (at == children_.end()) {
        return;
      }
      node = at->second;
      if (nodes_[node] != kNone) {
        visit(nodes_[node]);
      }
    }
  }
  [[nodiscard]] bool may_begin(std::string_view text, std::size_t at) const {
    if (at + 1 == text.size()) {
      return true;
    }
    const unsigned pair = static_cast<unsigned char>(text[at]) | unsigned{static_cast<unsigned char>(text[at + 1])} << 8;
    return (first_pairs_[pair / 64] >> (pair % 64) & 1) != 0;
  }
  void note_begin(unsigned char first, unsigned char second) {
    const unsigned pair = first | unsigned{second} << 8;
    first_pairs_[pair / 64] |= std::uint64_t{1} << (pair % 64);
  }
  static std::uint64_t edge(std::uint32_t node, char c) { return std::uint64_t{node} << 8 | static_cast<unsigned char>(c); }

  std::vector<std::uint64_t> first_pairs_;  // a bit for each pair of bytes that a literal begins with: most places of a text are passed over by it
  absl::flat_hash_map<std::uint64_t, std::uint32_t> children_;  // a trie: node and byte to node
  std::vector<std::uint32_t> nodes_;                            // the number of the literal that ends there
};

}  // namespace vedette::expr
