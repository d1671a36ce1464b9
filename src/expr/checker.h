// Gives every node of a tree its static type, and finds what cannot work before anything runs.
#pragma once

#include "base/diagnostic.h"
#include "base/source.h"
#include "expr/ast.h"
#include "expr/program.h"

namespace vedette::expr {

/// False when `diagnostics` got at least one error. `expected`: the kind of result wanted (bool, a number, ..), or null for any; a result of unknown
/// type passes. Functions and methods are resolved (Node::function), also in parts whose types the language leaves unchecked: the arguments of a call
/// of something unknown and the bounds of a slice of something unknown; a name that is unknown there is nil when it runs.
[[nodiscard]] bool check(Node& root, const Environment& environment, const SourceText& source, Diagnostics& diagnostics,
                         const Type* expected = nullptr);

}  // namespace vedette::expr
