// Expressions so plain that it is known beforehand what their outcome hangs on: comparisons of texts, and texts picked from the event.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/source.h"
#include "expr/program.h"

namespace vedette::expr {

/// A path from the first variable, with the steps that may find nothing (`?.`) marked.
struct PlainRead {
  struct Step {
    std::string name;
    bool optional = false;
    friend bool operator==(const Step&, const Step&) = default;
  };
  std::vector<Step> steps;
  /// The outcome depends on whether it is nil, empty or neither, not on what it says: `evt.StrTime != ''`.
  bool only_presence = false;
  /// nil there would be a failure: IsIP(evt.Unmarshaled.x.address).
  bool needs_text = false;
};

/// One conjunct of a condition.
struct PlainClause {
  std::vector<PlainRead> reads;
  std::shared_ptr<const Program> program;
};

/// The plain conjuncts that a condition begins with. When each path read gives a text (or nil, where `needs_text` does not forbid it) none of them
/// can fail, and whether one is true depends on its reads alone.
struct PlainCondition {
  std::vector<PlainClause> clauses;
  bool whole = false;  // there are no others
};

[[nodiscard]] PlainCondition plain_condition(const SourceText& text, const Environment& environment);

/// What an expression reads that picks or makes a text: under the same terms it cannot fail and gives a text or nil, which depends on its reads
/// alone. Nothing when it is no such expression.
[[nodiscard]] std::optional<std::vector<PlainRead>> plain_text(const SourceText& text, const Environment& environment);

}  // namespace vedette::expr
