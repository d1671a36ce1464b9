// From an expression's text to its tree.
#pragma once

#include "base/diagnostic.h"
#include "base/source.h"
#include "expr/ast.h"
#include "expr/program.h"

namespace vedette::expr {

/// Null when the text is no expression: `diagnostics` then got one error, at the first token that does not fit. Length, nesting and size of the tree
/// are bounded. A variable of `environment` with the name of a builtin hides it, also from the parser; null: there are none.
[[nodiscard]] NodePtr parse(const SourceText& text, const Limits& limits, Diagnostics& diagnostics, const Environment* environment = nullptr);

}  // namespace vedette::expr
