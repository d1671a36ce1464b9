// A smaller expression that does the same on nearly all texts. IPV6 writes out every form of an address and HOSTNAME unrolls 63 characters a label:
// they make most of a grok's program, RE2 takes a match apart some ten times slower, and compiles so much slower too.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "grok/expand.h"

namespace vedette::grok {

/// No IPv6 address can be in it, and no run of letters, digits and hyphens is longer than a label of a host name may be.
[[nodiscard]] bool is_usual_text(std::string_view text);

struct SlimRegex {
  std::string complete;
  /// The same on usual texts; empty when there is none that is smaller.
  std::string usual;
  std::uint32_t groups = 0;               // that are left
  std::vector<std::uint32_t> renumbered;  // by group of the expansion: its number in both
};

/// Groups that fill nothing become plain ones: the fewer there are, the faster a match is taken apart. `wanted` by group, 0 included.
[[nodiscard]] SlimRegex slim_regex(const Expansion& expansion, const std::vector<bool>& wanted);

}  // namespace vedette::grok
