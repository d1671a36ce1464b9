// An expression taken apart: each clause, each side of a comparison as a program of its own, so that what came of a run can be explained.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/source.h"
#include "expr/program.h"

namespace vedette::expr {

enum class PartKind : std::uint8_t {
  kAllOf,    // A && B && C; parts: the conjuncts
  kAnyOf,    // A || B || C; parts: the alternatives
  kNot,      // !A; parts: A
  kChoice,   // A ? B : C; parts: the three
  kLet,      // let x = A; B; parts: the two
  kTest,     // anything else that decides: a comparison, a call, a path; parts: the operands that are not constant
  kOperand,  // what a test or another operand is made of; parts: its own operands. A path has none
};

struct Part {
  PartKind kind = PartKind::kTest;
  Span span;         // in the expression's text, brackets around it left out
  std::string text;  // what stands there, comments gone and white space made single blanks
  /// Gives what the part gives inside of the whole; made by the same checker and compiler. Null where it cannot stand alone.
  std::shared_ptr<const Program> program;
  bool path = false;  // only reads: evt.Meta.event_name
  std::string name;   // kLet: of the variable
  std::vector<Part> parts;
};

/// Nothing for a text that is no expression of `environment`. Not for the hot path: every part is compiled.
[[nodiscard]] std::optional<Part> parts_of(const SourceText& text, const Environment& environment);

}  // namespace vedette::expr
