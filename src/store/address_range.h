// Addresses and ranges as bytes that databases compare: the family, then the address in network order. So "lies within" is two comparisons, and an
// IPv4 range never holds an IPv6 one.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace vedette::store {

/// The first and the last address.
struct AddressRange {
  std::string first;
  std::string last;

  /// An address or a range ("192.0.2.0/24", "2001:db8::/32"), as types.Addr2Ints takes it; nothing for anything else.
  [[nodiscard]] static std::optional<AddressRange> parse(std::string_view text);
};

}  // namespace vedette::store
