// When a document does not hold together: which keys its stray lines show to be missing. It reads lines, not YAML, and never repairs anything.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/source.h"
#include "content/schema.h"

namespace vedette::content {

/// Lines that are indented as if a key held them, where no such key is.
struct StrayLines {
  Span span;                                 // the first of them
  std::vector<std::string_view> candidates;  // keys of the schema, absent from the document, under which they fit; may be empty
  std::string_view inside;                   // the key that these would be in, when that is stray itself; else empty
  std::uint32_t line = 0;                    // where the first of them begins, indentation included
  std::size_t indentation = 0;               // columns that the missing key stands in; these lines stand deeper
};

struct LostKeys {
  std::vector<StrayLines> stray;
  std::vector<std::string_view> required;  // absent, and not a candidate either
  bool any_known = false;                  // some key of the schema stands in the first column
  std::string name;                        // what stands after `name:`, if anything
  Span first_line;
};

/// `begin` and `end` bound the document in the file's text.
[[nodiscard]] LostKeys find_lost_keys(std::string_view file, std::uint32_t begin, std::uint32_t end, const Schema& schema);

}  // namespace vedette::content
