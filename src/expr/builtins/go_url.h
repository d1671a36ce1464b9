// URLs as Go's net/url reads and writes them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace vedette::expr {

/// Where in a URL a text stands: decides which characters need no escape. One bit each.
enum class UrlPart : std::uint8_t {
  kPath = 1,
  kPathSegment = 2,
  kHost = 4,
  kZone = 8,
  kUserPassword = 16,
  kQueryComponent = 32,
  kFragment = 64,
};

/// Appends the text with its escapes undone; false when one is malformed (or the part does not allow a character).
[[nodiscard]] bool append_url_unescaped(std::string& out, std::string_view text, UrlPart part);
/// Appends the text with escapes where the part needs them; a space in a query is "+".
void append_url_escaped(std::string& out, std::string_view text, UrlPart part);

/// url.Parse as far as errors and the query go: false where Go reports an error.
[[nodiscard]] bool parse_url(std::string_view text, std::string_view& raw_query);

using QueryPairs = std::vector<std::pair<std::string, std::string>>;
/// url.ParseQuery: appends the pairs in order; false on a malformed escape, a semicolon or more than 10,000 parameters.
[[nodiscard]] bool parse_query(std::string_view query, QueryPairs& out);
/// The reference's ParseQuery: never fails; malformed escapes and semicolons stay as they are.
void parse_query_leniently(std::string_view query, QueryPairs& out);

}  // namespace vedette::expr
