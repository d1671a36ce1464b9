// What expr-lang's optimizer does to a checked tree where it can be seen from outside: constants are computed, and calls are merged so that they
// stop earlier, fail less or give other results.
#pragma once

#include "base/diagnostic.h"
#include "base/source.h"
#include "expr/ast.h"

namespace vedette::expr {

/// Rewrites the tree in place, in the reference's order. False when `diagnostics` got an error: `5 % 0`, a bad regex that was put together from
/// constants, an integer too large for its parameter. Afterwards a node's type may promise more than its value keeps: `true && x` is x, as a bool.
[[nodiscard]] bool fold(NodePtr& root, const SourceText& source, Diagnostics& diagnostics);

}  // namespace vedette::expr
