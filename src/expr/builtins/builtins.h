// The families of functions; the list itself is in builtins.cpp.
#pragma once

#include <span>

#include "expr/function.h"

namespace vedette::expr {

// The language's own (expr-lang: builtin/builtin.go), predicates apart.
[[nodiscard]] std::span<const Builtin> number_functions();
[[nodiscard]] std::span<const Builtin> bit_functions();
[[nodiscard]] std::span<const Builtin> aggregate_functions();
[[nodiscard]] std::span<const Builtin> text_functions();
[[nodiscard]] std::span<const Builtin> collection_functions();
[[nodiscard]] std::span<const Builtin> map_functions();
[[nodiscard]] std::span<const Builtin> encoding_functions();
[[nodiscard]] std::span<const Builtin> time_functions();

// CrowdSec's helpers (pkg/exprhelpers/expr_lib.go).
[[nodiscard]] std::span<const Builtin> string_helpers();
[[nodiscard]] std::span<const Builtin> split_helpers();
[[nodiscard]] std::span<const Builtin> list_helpers();
[[nodiscard]] std::span<const Builtin> number_helpers();
[[nodiscard]] std::span<const Builtin> interval_helpers();
[[nodiscard]] std::span<const Builtin> ip_helpers();
[[nodiscard]] std::span<const Builtin> uri_helpers();
[[nodiscard]] std::span<const Builtin> json_helpers();
[[nodiscard]] std::span<const Builtin> xml_helpers();
[[nodiscard]] std::span<const Builtin> data_file_helpers();
[[nodiscard]] std::span<const Builtin> stash_helpers();
[[nodiscard]] std::span<const Builtin> system_helpers();
[[nodiscard]] std::span<const Builtin> geo_helpers();
[[nodiscard]] std::span<const Builtin> http_helpers();
[[nodiscard]] std::span<const Builtin> threat_intelligence_helpers();
[[nodiscard]] std::span<const Builtin> decision_helpers();
[[nodiscard]] std::span<const Builtin> unavailable_helpers();

/// Gives time.Time, Duration, Weekday, Month and *time.Location their methods; called once, by standard_functions().
void define_time_methods();

}  // namespace vedette::expr
