// Text to nodes: text/template/parse/parse.go.
#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "gotemplate/error.h"
#include "gotemplate/node.h"

namespace vedette::gotemplate {

/// Templates are written by people; a longer one is refused.
inline constexpr std::size_t kMaxTemplateBytes = std::size_t{4} << 20;
/// Parentheses in parentheses, and blocks in blocks. Go allows 10,000 of the former, any number of the latter.
inline constexpr int kMaxNesting = 500;

/// The trees of `text`: the whole under the empty name, as the reference has it, and what it defines. Nodes point into `text`, which must outlive
/// them. `name` is the error's `file`; `known_function` says which functions exist.
[[nodiscard]] tl::expected<TreeSet, TemplateError> parse_trees(std::string_view name, std::string_view text,
                                                               bool (*known_function)(std::string_view name));

}  // namespace vedette::gotemplate
