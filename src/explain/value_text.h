// Values of expressions as they are shown: short, whatever they hold.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/arena.h"
#include "expr/value.h"

namespace vedette::explain {

inline constexpr std::size_t kShownBytes = 300;

/// At most about `bytes` long, cut between characters, an ellipsis at the end then.
[[nodiscard]] std::string shortened(std::string_view text, std::size_t bytes = kShownBytes);

/// 'text', 12, true, nil, [1, 2, .. 40 in all], {a: 1}. Texts in single quotes, as rules are written.
[[nodiscard]] std::string value_text(const expr::Value& value, Arena& arena);

/// Every field below `value` that is not empty, by its path from `name` on. Of large values the first 2,000 only.
using Fields = std::map<std::string, std::string>;
void add_fields(const std::string& name, const expr::Value& value, Arena& arena, Fields& out);

}  // namespace vedette::explain
