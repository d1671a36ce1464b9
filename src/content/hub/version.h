// Versions of items: semantic versions as the reference's library reads them, with one to three numbers.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace vedette::content {

struct Version {
  std::array<std::uint64_t, 3> numbers{};
  std::string pre_release;  // "rc.1"; build metadata counts for nothing
};

/// Nothing for what is none.
[[nodiscard]] std::optional<Version> parse_version(std::string_view text);
[[nodiscard]] std::strong_ordering operator<=>(const Version& a, const Version& b);
[[nodiscard]] inline bool operator==(const Version& a, const Version& b) {
  return (a <=> b) == 0;
}

}  // namespace vedette::content
