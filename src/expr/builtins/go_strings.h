// Go's package strings over values: bytes and runes as there. Results share the bytes of their arguments where they can.
#pragma once

#include <cstdint>
#include <string_view>

#include "expr/function.h"

namespace vedette::expr {

/// Whether a separator stays at the end of each part (SplitAfter) or is left out (Split).
enum class Separator : std::uint8_t { kDrop, kKeep };

/// strings.SplitN and SplitAfterN as a []string: `limit` < 0 means all, 0 gives a nil slice; an empty separator cuts after each rune.
[[nodiscard]] Value split_text(CallContext& context, std::string_view text, std::string_view separator, Separator keep, std::int64_t limit);
/// strings.Fields.
[[nodiscard]] Value split_fields(CallContext& context, std::string_view text);
/// strings.Replace: `limit` < 0 means all.
[[nodiscard]] Value replace_text(CallContext& context, std::string_view text, std::string_view old_text, std::string_view new_text,
                                 std::int64_t limit);
/// strings.ToUpper and ToLower.
[[nodiscard]] Value upper_text(CallContext& context, std::string_view text);
[[nodiscard]] Value lower_text(CallContext& context, std::string_view text);
/// strings.Join of values that are all strings.
[[nodiscard]] Value join_texts(CallContext& context, const Value& list, std::string_view glue);

/// strings.TrimLeft and TrimRight: `cutset` is a set of runes.
[[nodiscard]] std::string_view trim_left(std::string_view text, std::string_view cutset);
[[nodiscard]] std::string_view trim_right(std::string_view text, std::string_view cutset);
[[nodiscard]] std::string_view trim_prefix(std::string_view text, std::string_view prefix);
[[nodiscard]] std::string_view trim_suffix(std::string_view text, std::string_view suffix);

/// Byte offsets, -1 when there is none.
[[nodiscard]] std::int64_t index_of(std::string_view text, std::string_view part);
[[nodiscard]] std::int64_t last_index_of(std::string_view text, std::string_view part);
[[nodiscard]] std::int64_t index_of_any(std::string_view text, std::string_view runes);

}  // namespace vedette::expr
