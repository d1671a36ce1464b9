// Versions: github.com/Masterminds/semver/v3. Private to the semver functions and to who looks methods up.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/error.h"
#include "gotemplate/function.h"

namespace vedette::gotemplate {

/// Texts live in the heap of the rendering.
struct Version {
  std::uint64_t major = 0;
  std::uint64_t minor = 0;
  std::uint64_t patch = 0;
  std::string_view pre;
  std::string_view metadata;
  std::string_view original;
};

/// NewVersion, which takes "v1", "1.2" and "01.2.3", too.
[[nodiscard]] Result<Version> parse_version(Runtime& runtime, std::string_view text);
[[nodiscard]] std::string to_string(const Version& version);
/// -1, 0 or 1; metadata does not count.
[[nodiscard]] int compare(const Version& a, const Version& b);
[[nodiscard]] int compare_prereleases(std::string_view a, std::string_view b);

/// Whether `version` satisfies a constraint: ">=1.2, <2 || ~3.1".
[[nodiscard]] Result<bool> satisfies(Runtime& runtime, std::string_view constraint, std::string_view version);

/// Methods of Version; and those of *Version only.
[[nodiscard]] std::span<const Row> version_methods();
[[nodiscard]] std::span<const Row> version_pointer_methods();

}  // namespace vedette::gotemplate
