// Values as YAML, for people to read what an assertion compared.
#pragma once

#include <string>

#include "base/arena.h"
#include "expr/value.h"

namespace vedette::hubtest {

/// As yaml.v3 writes it: maps sorted by key, structs with Go's field names, a newline at the end. Structs leave out what is empty.
/// Cut, with an ellipsis, where it would be longer than kMaxYamlBytes or nest deeper than 32.
[[nodiscard]] std::string yaml_text(const expr::Value& value, Arena& arena);
inline constexpr std::size_t kMaxYamlBytes = std::size_t{1} << 20;

/// One scalar as yaml.v3 writes it: plain where that reads back as this text, else quoted. Texts of several lines are quoted too.
[[nodiscard]] std::string yaml_scalar(std::string_view text);

}  // namespace vedette::hubtest
