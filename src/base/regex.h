// Regular expressions in Go's syntax, on RE2: the same language but for a few spellings, and linear time.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/error.h"

namespace re2 {
class RE2;
}

namespace vedette {

/// The same expression in RE2's spelling: `(?<name>` and Unicode's long category names are written out, the rest stays as it is.
[[nodiscard]] Result<std::string> translate_go_regex(std::string_view pattern);

/// Compiles what Go's regexp.Compile takes; the error is worded as Go's ("error parsing regexp: ..") where the two engines agree on what is wrong.
[[nodiscard]] Result<std::shared_ptr<const re2::RE2>> compile_regex(std::string_view pattern);

/// Whether `text` holds a match. As in Go, a byte that is no UTF-8 counts as U+FFFD.
[[nodiscard]] bool regex_matches(const re2::RE2& regex, std::string_view text);

}  // namespace vedette
