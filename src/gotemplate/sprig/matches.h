// All matches of a regular expression, as Go's regexp finds them.
#pragma once

#include <re2/re2.h>

#include <string_view>
#include <vector>

#include "base/utf8.h"
#include "gotemplate/runtime.h"

namespace vedette::gotemplate {

/// Of one match, the whole first; a group that took no part has no data.
using Groups = std::vector<re2::StringPiece>;

/// regexp.go: allMatches: hands the groups of each match to `take`, until it answers false or `limit` (negative: none) is reached. An empty match
/// right behind another does not count.
template <class Take>
void each_match(Runtime& runtime, const re2::RE2& regex, std::string_view text, std::int64_t limit, Take take) {
  const re2::StringPiece piece(text.data(), text.size());
  Groups groups(static_cast<std::size_t>(regex.NumberOfCapturingGroups()) + 1);
  std::int64_t last_end = -1;
  std::int64_t count = 0;
  for (std::size_t at = 0; (limit < 0 || count < limit) && at <= text.size();) {
    if (!runtime.step(1 + (text.size() - at) / 256) ||
        !regex.Match(piece, at, text.size(), re2::RE2::UNANCHORED, groups.data(), static_cast<int>(groups.size()))) {
      return;
    }
    const std::int64_t begin = groups[0].data() - text.data();
    const auto end = begin + static_cast<std::int64_t>(groups[0].size());
    const bool accept = !(groups[0].empty() && begin == last_end);
    if (end > static_cast<std::int64_t>(at)) {
      at = static_cast<std::size_t>(end);
    } else {
      at += at < text.size() ? decode_rune(text.substr(at)).width : 1;
    }
    last_end = end;
    if (accept) {
      ++count;
      if (!take(groups)) {
        return;
      }
    }
  }
}

}  // namespace vedette::gotemplate
