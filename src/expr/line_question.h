// Loops that ask whether any line of a data file stands in a text: any(File('x'), {Upper(text) contains Upper(#)}). For compiler and analysis.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "expr/ast.h"
#include "expr/builtins/line_index.h"

namespace vedette::expr {

/// What a predicate compares with the line: `text` reads nothing of the loop and has no effect.
struct LineQuestion {
  const Node* text = nullptr;
  LineTest test = LineTest::kContains;
  LineFold fold = LineFold::kNone;
};

struct LineLoop {
  std::string_view file;
  std::vector<LineQuestion> any_of;  // `any(.., {A or B})`; expr-lang merges loops over one list to that
};

/// Of a checked tree's `any(..)`; nothing when it is another loop.
[[nodiscard]] std::optional<LineLoop> line_loop_of(const Node& any_call);

/// What `Upper(..)` or `Lower(..)`, of CrowdSec or the language, does to its one argument; nothing for other nodes.
[[nodiscard]] std::optional<LineFold> case_fold_of(const Node& node);

}  // namespace vedette::expr
