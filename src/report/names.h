// Names that come again and again (principals, addresses, accounts), each kept once.
#pragma once

#include <absl/container/flat_hash_map.h>

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/arena.h"

namespace vedette::report {

/// Bounded: past `kMaxBytes` of names all further ones are the one called kTooMany.
class Names {
 public:
  static constexpr std::size_t kMaxBytes = 16 * 1024 * 1024;
  /// Of one name; the rest is cut.
  static constexpr std::size_t kMaxName = 512;
  static constexpr std::string_view kTooMany = "(too many names)";

  [[nodiscard]] std::uint32_t id_of(std::string_view name);
  [[nodiscard]] std::string_view at(std::uint32_t id) const { return names_[id]; }
  [[nodiscard]] std::size_t size() const { return names_.size(); }

 private:
  Arena arena_;
  std::size_t bytes_ = 0;
  std::vector<std::string_view> names_;
  absl::flat_hash_map<std::string_view, std::uint32_t> ids_;
};

}  // namespace vedette::report
