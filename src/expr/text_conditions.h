// Conditions that can only hold when a text has one of a few literals in it: what a dispatch index over many such conditions is made of.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/source.h"
#include "expr/builtins/line_index.h"
#include "expr/program.h"

namespace vedette::expr {

/// `subject contains 'literal'`, and what implies it: startsWith, endsWith, ==, any(File('x'), {subject contains #}), matches.
struct TextCondition {
  std::string subject_text;                // as expr-lang prints it: equal for equal subjects
  std::shared_ptr<const Program> subject;  // without effect
  std::vector<std::string> literals;       // none is empty
  std::string file;                        // when it is not empty: its lines, folded, are literals too
  LineFold fold = LineFold::kNone;
  std::string regex;  // when it is not empty: `subject matches 'regex'`, and there are no literals; RE2 takes it
};

/// The condition is false, or an error, when for each of these tests the subject gives a text that has none of the literals in it and does not match
/// the regex. Only conjuncts that stand before any effect are used. Nothing when that is not known of the condition.
[[nodiscard]] std::optional<std::vector<TextCondition>> text_conditions_of(const SourceText& condition, const Environment& environment);

}  // namespace vedette::expr
