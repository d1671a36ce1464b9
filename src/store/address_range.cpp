#include "store/address_range.h"

#include "base/ip.h"

namespace vedette::store {

namespace {

std::string key_of(const Ip& address) {
  const auto& bytes = address.bytes();
  const std::string_view all(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  std::string out(1, address.is_v4() ? '\x04' : '\x06');
  out += address.is_v4() ? all.substr(12) : all;
  return out;
}

}  // namespace

// types/ip.go, Addr2Ints: a mapped IPv4 address is the IPv4 one.
std::optional<AddressRange> AddressRange::parse(std::string_view text) {
  if (text.find('/') != std::string_view::npos) {
    const std::optional<IpNetwork> network = IpNetwork::parse(text);
    if (!network || network->first().is_v4() != network->last().is_v4()) {
      return std::nullopt;
    }
    return AddressRange{key_of(network->first()), key_of(network->last())};
  }
  const std::optional<Ip> address = Ip::parse_without_zone(text);
  if (!address) {
    return std::nullopt;
  }
  std::string key = key_of(address->unmapped());
  return AddressRange{key, key};
}

}  // namespace vedette::store
