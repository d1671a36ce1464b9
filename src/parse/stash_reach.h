// Which events can come to a stash at all: the others may be parsed in any order.
#pragma once

#include <string_view>

namespace vedette::parse {

struct Plan;

/// Whether an event whose line has the label `type` can meet a node that fills or reads a stash. Followed are the two texts that stages tell logs
/// apart by, the label and `evt.Parsed.program`; where they may be anything, so may the node.
[[nodiscard]] bool may_touch_stash(const Plan& plan, std::string_view type);

}  // namespace vedette::parse
