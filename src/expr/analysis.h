// What can be known of an expression without running it: what it reads, what its calls do, and the tests that a dispatch index can use.
#pragma once

#include <optional>
#include <vector>

#include "expr/ast.h"
#include "expr/program.h"

namespace vedette::expr {

/// The path that a chain of members with constant names reads, `?.` included; nothing when it does not begin at a variable or names a method.
[[nodiscard]] std::optional<Path> path_of(const Node& node, const Environment& environment);

/// See Program::reads(); each path once, in order of appearance.
[[nodiscard]] std::vector<Path> reads_of(const Node& root, const Environment& environment);

/// The strongest effect of any call in the tree.
[[nodiscard]] Effect effect_of(const Node& root);

/// See KeyTest; at most one a path, in order of appearance.
[[nodiscard]] std::vector<KeyTest> key_tests_of(const Node& root, const Environment& environment);

}  // namespace vedette::expr
