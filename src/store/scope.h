// Scopes of sources and decisions under one name each.
#pragma once

#include <string>
#include <string_view>

namespace vedette::store {

/// "Ip", "Range", "AS" and "Country" for these in any case; others stay as they are (types.NormalizeScope).
[[nodiscard]] std::string_view normal_scope(std::string_view scope);
/// Whether values of the scope are addresses or ranges.
[[nodiscard]] bool is_address_scope(std::string_view normal_scope);

}  // namespace vedette::store
