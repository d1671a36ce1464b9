// The names that diagnostics carry, with what they mean: for `vedette check --rules`, SARIF and the manual.
#pragma once

#include <span>
#include <string_view>

#include "base/diagnostic.h"

namespace vedette::cli {

struct CheckRule {
  std::string_view name;
  Severity severity;         // its worst; some are said more gently where less is certain
  std::string_view meaning;  // one sentence
  std::string_view remedy;   // what to do
};

/// All of them, by name.
[[nodiscard]] std::span<const CheckRule> check_rules();
/// What has no name of its own is `other`.
[[nodiscard]] const CheckRule& check_rule(std::string_view name);

}  // namespace vedette::cli
