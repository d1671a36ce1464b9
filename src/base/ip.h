// IP addresses and ranges, read and compared as Go's net/netip and net do; the two differ where noted.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace vedette {

/// An IPv4 or IPv6 address (netip.Addr). `::ffff:1.2.3.4` is IPv6 here and differs from `1.2.3.4`; net's functions make them one: see `unmapped`.
class Ip {
 public:
  /// netip.ParseAddr: no leading zeros in octets; a zone ("fe80::1%eth0") is allowed in IPv6 and stays a view into `text`.
  [[nodiscard]] static std::optional<Ip> parse(std::string_view text);
  /// net.ParseIP: the same without zones.
  [[nodiscard]] static std::optional<Ip> parse_without_zone(std::string_view text);
  [[nodiscard]] static Ip from_v4(std::uint32_t address);
  [[nodiscard]] static Ip from_v6(const std::array<std::uint8_t, 16>& bytes);

  [[nodiscard]] bool is_v4() const { return v4_; }
  [[nodiscard]] bool is_v6() const { return !v4_; }
  [[nodiscard]] bool is_v4_in_v6() const;
  /// `::ffff:1.2.3.4` as `1.2.3.4`, without its zone; others as they are (netip.Addr.Unmap).
  [[nodiscard]] Ip unmapped() const;
  [[nodiscard]] Ip without_zone() const;
  [[nodiscard]] std::string_view zone() const { return zone_; }
  [[nodiscard]] int bit_length() const { return v4_ ? 32 : 128; }
  /// 16 bytes, network order; an IPv4 address as `::ffff:a.b.c.d`.
  [[nodiscard]] const std::array<std::uint8_t, 16>& bytes() const { return bytes_; }

  // netip.Addr's methods of these names; a mapped IPv4 address counts as IPv4.
  [[nodiscard]] bool is_private() const;
  [[nodiscard]] bool is_loopback() const;
  [[nodiscard]] bool is_multicast() const;
  [[nodiscard]] bool is_link_local_unicast() const;
  [[nodiscard]] bool is_link_local_multicast() const;
  [[nodiscard]] bool is_interface_local_multicast() const;
  [[nodiscard]] bool is_global_unicast() const;
  [[nodiscard]] bool is_unspecified() const;

  /// "1.2.3.4", "2001:db8::1", "::ffff:1.2.3.4".
  [[nodiscard]] std::string to_string() const;

  friend bool operator==(const Ip& a, const Ip& b) { return a.v4_ == b.v4_ && a.bytes_ == b.bytes_ && a.zone_ == b.zone_; }
  /// IPv4 before IPv6, then by value, then by zone.
  friend bool operator<(const Ip& a, const Ip& b);

 private:
  std::array<std::uint8_t, 16> bytes_{};
  bool v4_ = false;
  std::string_view zone_;
};

/// A range of addresses (netip.Prefix): IPv4 addresses lie in IPv4 ranges only, mapped ones in IPv6 ranges only.
class IpPrefix {
 public:
  /// netip.ParsePrefix: "10.0.0.0/8"; the length has neither sign nor leading zeros. Bits past the length are kept.
  [[nodiscard]] static std::optional<IpPrefix> parse(std::string_view text);
  /// netip.Addr.Prefix: bits past the length cleared, the zone dropped. Empty when the length is out of range.
  [[nodiscard]] static std::optional<IpPrefix> of(const Ip& address, std::int64_t bits);

  [[nodiscard]] const Ip& address() const { return address_; }
  [[nodiscard]] int bits() const { return bits_; }
  [[nodiscard]] bool contains(const Ip& address) const;
  /// With the bits past the length cleared.
  [[nodiscard]] IpPrefix masked() const;
  [[nodiscard]] std::string to_string() const;

  friend bool operator==(const IpPrefix&, const IpPrefix&) = default;

 private:
  Ip address_;
  int bits_ = 0;
};

/// A range as net.ParseCIDR reads it and net.IPNet.Contains tests it: an address and its mapped form are one, so `::ffff:1.2.3.4` lies in
/// `1.2.3.0/24` and `1.2.3.4` in `::ffff:0:0/96`, but not in `::/0`.
class IpNetwork {
 public:
  /// The length may have leading zeros.
  [[nodiscard]] static std::optional<IpNetwork> parse(std::string_view text);
  [[nodiscard]] bool contains(const Ip& address) const;
  /// The network's address, its host bits cleared: net.IPNet's IP, IPv4 when it is a mapped one.
  [[nodiscard]] Ip address() const;
  [[nodiscard]] int bits() const { return bits_; }  // as written
  /// net.IPNet.String: "192.0.2.0/24".
  [[nodiscard]] std::string to_string() const;
  /// The first and the last address of it.
  [[nodiscard]] Ip first() const { return address(); }
  [[nodiscard]] Ip last() const;

 private:
  Ip network_;  // masked; as written: IPv4 or IPv6
  int bits_ = 0;
};

}  // namespace vedette
