// JSON to values and back, as Go's encoding/json does it for interface{}.
#pragma once

#include <string>
#include <string_view>

#include "base/json.h"
#include "expr/value.h"

namespace vedette::expr {

/// What json.Unmarshal into interface{} gives: nil, bool, float64, string, []any, map[string]any. Objects are views, read when asked; arrays are
/// built here, their objects are views. Strings and views live as long as the document, the rest lives in `arena`.
[[nodiscard]] Value value_of(JsonView view, Arena& arena);

/// Appends json.Marshal(value): keys sorted bytewise, HTML characters escaped, structs by their fields' JSON names. False, with the reason in
/// `error` and `out` to be thrown away, for what Go refuses: NaN, infinities, map[any]any, functions.
/// Without `escape_html` as an Encoder with SetEscapeHTML(false) writes.
[[nodiscard]] bool append_go_json(std::string& out, const Value& value, Arena& arena, std::string& error, bool escape_html = true);

/// json.Indent with no prefix, on the output of append_go_json: what json.MarshalIndent makes.
void append_indented_json(std::string& out, std::string_view compact, std::string_view indent);

}  // namespace vedette::expr
