// Key=value texts: the reading behind ParseKV and ParseKVLax. The rows that write the event stand beside the event.
#pragma once

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "base/arena.h"

namespace vedette::expr {

enum class KvRules : std::uint8_t {
  kStrict,  // ParseKV: a value is quoted, or runs up to white space or "="; backslashes stay
  kLax,     // ParseKVLax: keys are ASCII names, a value runs up to the next key; \" and \\ in quotes are undone
};

using KeyValue = std::pair<std::string_view, std::string_view>;

/// Appends the pairs in their order; of equal keys the later one counts. Views into `text` or `arena`. False when there is not one: "could not find
/// any key/value pair".
[[nodiscard]] bool parse_key_values(std::string_view text, KvRules rules, Arena& arena, std::vector<KeyValue>& out);

}  // namespace vedette::expr
