#include "base/ip.h"

#include <algorithm>
#include <cstdio>

namespace vedette {
namespace {

constexpr std::array<std::uint8_t, 12> kMappedPrefix = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};

// Go: netip.parseIPv4Fields.
bool parse_v4(std::string_view text, std::uint8_t* fields) {
  int value = 0;
  int position = 0;
  int digits = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c >= '0' && c <= '9') {
      if (digits == 1 && value == 0) {
        return false;
      }
      value = value * 10 + (c - '0');
      ++digits;
      if (value > 255) {
        return false;
      }
    } else if (c == '.') {
      if (i == 0 || i == text.size() - 1 || text[i - 1] == '.' || position == 3) {
        return false;
      }
      fields[position++] = static_cast<std::uint8_t>(value);
      value = 0;
      digits = 0;
    } else {
      return false;
    }
  }
  if (position < 3) {
    return false;
  }
  fields[3] = static_cast<std::uint8_t>(value);
  return true;
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') {
    return c - '0';
  }
  if (c >= 'a' && c <= 'f') {
    return c - 'a' + 10;
  }
  if (c >= 'A' && c <= 'F') {
    return c - 'A' + 10;
  }
  return -1;
}

// Go: netip.parseIPv6, the zone gone.
bool parse_v6(std::string_view text, std::array<std::uint8_t, 16>& bytes) {
  int ellipsis = -1;
  if (text.starts_with("::")) {
    ellipsis = 0;
    text.remove_prefix(2);
    if (text.empty()) {
      return true;
    }
  }
  int i = 0;
  while (i < 16) {
    std::size_t offset = 0;
    unsigned group = 0;
    for (; offset < text.size(); ++offset) {
      int digit = hex_digit(text[offset]);
      if (digit < 0) {
        break;
      }
      if (offset > 3) {
        return false;
      }
      group = group << 4 | static_cast<unsigned>(digit);
    }
    if (offset == 0) {
      return false;
    }
    if (offset < text.size() && text[offset] == '.') {
      if ((ellipsis < 0 && i != 12) || i + 4 > 16 || !parse_v4(text, bytes.data() + i)) {
        return false;
      }
      text = {};
      i += 4;
      break;
    }
    bytes[static_cast<std::size_t>(i)] = static_cast<std::uint8_t>(group >> 8);
    bytes[static_cast<std::size_t>(i) + 1] = static_cast<std::uint8_t>(group);
    i += 2;
    text.remove_prefix(offset);
    if (text.empty()) {
      break;
    }
    if (text[0] != ':' || text.size() == 1) {
      return false;
    }
    text.remove_prefix(1);
    if (text[0] == ':') {
      if (ellipsis >= 0) {
        return false;
      }
      ellipsis = i;
      text.remove_prefix(1);
      if (text.empty()) {
        break;
      }
    }
  }
  if (!text.empty()) {
    return false;
  }
  if (i == 16) {
    return ellipsis < 0;
  }
  if (ellipsis < 0) {
    return false;
  }
  std::rotate(bytes.begin() + ellipsis, bytes.begin() + i, bytes.end());
  return true;
}

void clear_bits_after(std::array<std::uint8_t, 16>& bytes, int bits) {
  for (int i = 0; i < 16; ++i) {
    int kept = bits - i * 8;
    if (kept <= 0) {
      bytes[static_cast<std::size_t>(i)] = 0;
    } else if (kept < 8) {
      bytes[static_cast<std::size_t>(i)] &= static_cast<std::uint8_t>(0xFF << (8 - kept));
    }
  }
}

bool same_bits(const std::array<std::uint8_t, 16>& a, const std::array<std::uint8_t, 16>& b, int bits) {
  int whole = bits / 8;
  if (!std::equal(a.begin(), a.begin() + whole, b.begin())) {
    return false;
  }
  int rest = bits % 8;
  return rest == 0 || (a[static_cast<std::size_t>(whole)] ^ b[static_cast<std::size_t>(whole)]) >> (8 - rest) == 0;
}

}  // namespace

std::optional<Ip> Ip::parse(std::string_view text) {
  std::size_t mark = text.find_first_of(".:%");
  if (mark == std::string_view::npos || text[mark] == '%') {
    return std::nullopt;
  }
  Ip ip;
  if (text[mark] == '.') {
    ip.v4_ = true;
    std::copy(kMappedPrefix.begin(), kMappedPrefix.end(), ip.bytes_.begin());
    return parse_v4(text, ip.bytes_.data() + 12) ? std::optional<Ip>(ip) : std::nullopt;
  }
  std::size_t percent = text.find('%');
  if (percent != std::string_view::npos) {
    ip.zone_ = text.substr(percent + 1);
    text = text.substr(0, percent);
    if (ip.zone_.empty()) {
      return std::nullopt;
    }
  }
  return parse_v6(text, ip.bytes_) ? std::optional<Ip>(ip) : std::nullopt;
}

std::optional<Ip> Ip::parse_without_zone(std::string_view text) {
  std::optional<Ip> ip = parse(text);
  return ip && ip->zone_.empty() ? ip : std::nullopt;
}

Ip Ip::from_v4(std::uint32_t address) {
  Ip ip;
  ip.v4_ = true;
  std::copy(kMappedPrefix.begin(), kMappedPrefix.end(), ip.bytes_.begin());
  for (int i = 0; i < 4; ++i) {
    ip.bytes_[static_cast<std::size_t>(12 + i)] = static_cast<std::uint8_t>(address >> (24 - 8 * i));
  }
  return ip;
}

Ip Ip::from_v6(const std::array<std::uint8_t, 16>& bytes) {
  Ip ip;
  ip.bytes_ = bytes;
  return ip;
}

bool Ip::is_v4_in_v6() const {
  return !v4_ && std::equal(kMappedPrefix.begin(), kMappedPrefix.end(), bytes_.begin());
}

Ip Ip::unmapped() const {
  Ip ip = *this;
  if (is_v4_in_v6()) {
    ip.v4_ = true;
    ip.zone_ = {};
  }
  return ip;
}

Ip Ip::without_zone() const {
  Ip ip = *this;
  ip.zone_ = {};
  return ip;
}

bool Ip::is_private() const {
  if (v4_ || is_v4_in_v6()) {
    return bytes_[12] == 10 || (bytes_[12] == 172 && (bytes_[13] & 0xF0) == 16) || (bytes_[12] == 192 && bytes_[13] == 168);
  }
  return (bytes_[0] & 0xFE) == 0xFC;
}

bool Ip::is_loopback() const {
  if (v4_ || is_v4_in_v6()) {
    return bytes_[12] == 127;
  }
  return bytes_[15] == 1 && std::all_of(bytes_.begin(), bytes_.end() - 1, [](std::uint8_t byte) { return byte == 0; });
}

bool Ip::is_multicast() const {
  return v4_ || is_v4_in_v6() ? (bytes_[12] & 0xF0) == 0xE0 : bytes_[0] == 0xFF;
}

bool Ip::is_link_local_unicast() const {
  if (v4_ || is_v4_in_v6()) {
    return bytes_[12] == 169 && bytes_[13] == 254;
  }
  return bytes_[0] == 0xFE && (bytes_[1] & 0xC0) == 0x80;
}

bool Ip::is_link_local_multicast() const {
  if (v4_ || is_v4_in_v6()) {
    return bytes_[12] == 224 && bytes_[13] == 0 && bytes_[14] == 0;
  }
  return bytes_[0] == 0xFF && (bytes_[1] & 0x0F) == 0x02;
}

bool Ip::is_interface_local_multicast() const {
  return !v4_ && !is_v4_in_v6() && bytes_[0] == 0xFF && (bytes_[1] & 0x0F) == 0x01;
}

bool Ip::is_unspecified() const {
  auto is_zero = [](std::uint8_t byte) { return byte == 0; };
  return v4_ ? std::all_of(bytes_.begin() + 12, bytes_.end(), is_zero) : zone_.empty() && std::all_of(bytes_.begin(), bytes_.end(), is_zero);
}

bool Ip::is_global_unicast() const {
  Ip plain = unmapped();
  if (plain.v4_ && std::all_of(bytes_.begin() + 12, bytes_.end(), [](std::uint8_t byte) { return byte == 255; })) {
    return false;
  }
  return !plain.is_unspecified() && !is_loopback() && !is_multicast() && !is_link_local_unicast();
}

std::string Ip::to_string() const {
  char buffer[48];
  if (v4_ || is_v4_in_v6()) {
    std::snprintf(buffer, sizeof buffer, "%s%u.%u.%u.%u", v4_ ? "" : "::ffff:", bytes_[12], bytes_[13], bytes_[14], bytes_[15]);
    std::string text = buffer;
    if (!zone_.empty()) {
      text.append("%").append(zone_);
    }
    return text;
  }
  unsigned groups[8];
  for (std::size_t i = 0; i < 8; ++i) {
    groups[i] = static_cast<unsigned>(bytes_[2 * i] << 8 | bytes_[2 * i + 1]);
  }
  // RFC 5952: the first longest run of two or more zero groups becomes "::".
  int zero_start = -1;
  int zero_end = -1;
  for (int i = 0; i < 8; ++i) {
    int j = i;
    while (j < 8 && groups[j] == 0) {
      ++j;
    }
    if (j - i >= 2 && j - i > zero_end - zero_start) {
      zero_start = i;
      zero_end = j;
    }
  }
  std::string text;
  for (int i = 0; i < 8; ++i) {
    if (i == zero_start) {
      text += "::";
      i = zero_end;
      if (i >= 8) {
        break;
      }
    } else if (i > 0) {
      text += ':';
    }
    std::snprintf(buffer, sizeof buffer, "%x", groups[i]);
    text += buffer;
  }
  if (!zone_.empty()) {
    text.append("%").append(zone_);
  }
  return text;
}

bool operator<(const Ip& a, const Ip& b) {
  if (a.v4_ != b.v4_) {
    return a.v4_;
  }
  return a.bytes_ != b.bytes_ ? a.bytes_ < b.bytes_ : a.zone_ < b.zone_;
}

std::optional<IpPrefix> IpPrefix::parse(std::string_view text) {
  std::size_t slash = text.rfind('/');
  if (slash == std::string_view::npos) {
    return std::nullopt;
  }
  std::optional<Ip> address = Ip::parse_without_zone(text.substr(0, slash));
  std::string_view length = text.substr(slash + 1);
  if (!address || length.empty() || length.size() > 3 || (length.size() > 1 && length[0] == '0')) {
    return std::nullopt;
  }
  int bits = 0;
  for (char c : length) {
    if (c < '0' || c > '9') {
      return std::nullopt;
    }
    bits = bits * 10 + (c - '0');
  }
  if (bits > address->bit_length()) {
    return std::nullopt;
  }
  IpPrefix prefix;
  prefix.address_ = *address;
  prefix.bits_ = bits;
  return prefix;
}

std::optional<IpPrefix> IpPrefix::of(const Ip& address, std::int64_t bits) {
  if (bits < 0 || bits > address.bit_length()) {
    return std::nullopt;
  }
  IpPrefix prefix;
  prefix.address_ = address.without_zone();
  prefix.bits_ = static_cast<int>(bits);
  return prefix.masked();
}

bool IpPrefix::contains(const Ip& address) const {
  if (!address.zone().empty() || address.is_v4() != address_.is_v4()) {
    return false;
  }
  return same_bits(address.bytes(), address_.bytes(), address_.is_v4() ? 96 + bits_ : bits_);
}

IpPrefix IpPrefix::masked() const {
  std::array<std::uint8_t, 16> bytes = address_.bytes();
  clear_bits_after(bytes, address_.is_v4() ? 96 + bits_ : bits_);
  IpPrefix prefix;
  prefix.address_ = Ip::from_v6(bytes);
  if (address_.is_v4()) {
    prefix.address_ = prefix.address_.unmapped();
  }
  prefix.bits_ = bits_;
  return prefix;
}

std::string IpPrefix::to_string() const {
  return address_.to_string() + "/" + std::to_string(bits_);
}

std::optional<IpNetwork> IpNetwork::parse(std::string_view text) {
  std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) {
    return std::nullopt;
  }
  std::optional<Ip> address = Ip::parse_without_zone(text.substr(0, slash));
  std::string_view length = text.substr(slash + 1);
  if (!address || length.empty()) {
    return std::nullopt;
  }
  // Go: net.dtoi takes leading zeros.
  int bits = 0;
  for (char c : length) {
    if (c < '0' || c > '9') {
      return std::nullopt;
    }
    bits = bits * 10 + (c - '0');
    if (bits > address->bit_length()) {
      return std::nullopt;
    }
  }
  IpNetwork network;
  network.network_ = IpPrefix::of(*address, bits)->address();
  network.bits_ = bits;
  return network;
}

bool IpNetwork::contains(const Ip& address) const {
  // Go: networkNumberAndMask takes the last 32 bits of an IPv6 mask when the network itself is a mapped IPv4 address.
  Ip own = network_.unmapped();
  Ip other = address.unmapped();
  if (own.is_v4() != other.is_v4()) {
    return false;
  }
  int bits = network_.is_v4() ? 96 + bits_ : bits_;
  if (own.is_v4() && bits < 96) {
    bits = 96;
  }
  return same_bits(own.bytes(), other.bytes(), bits);
}

Ip IpNetwork::address() const {
  return network_.unmapped();
}

Ip IpNetwork::last() const {
  std::array<std::uint8_t, 16> bytes = network_.bytes();
  for (int bit = network_.is_v4() ? 96 + bits_ : bits_; bit < 128; ++bit) {
    bytes[static_cast<std::size_t>(bit / 8)] |= static_cast<std::uint8_t>(0x80 >> bit % 8);
  }
  Ip ip = Ip::from_v6(bytes);
  return network_.is_v4() || address().is_v4() ? ip.unmapped() : ip;
}

std::string IpNetwork::to_string() const {
  // Go: the mask's own length counts, so "::ffff:1.2.3.0/120" prints as "1.2.3.0/24".
  int bits = bits_;
  if (network_.is_v4_in_v6()) {
    bits = bits_ < 96 ? 0 : bits_ - 96;
  }
  return address().to_string() + "/" + std::to_string(bits);
}

}  // namespace vedette
