// Writes small databases in MaxMind's format, for tests: https://maxmind.github.io/MaxMind-DB/
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/ip.h"

namespace vedette::enrich::mmdb {

/// A value, encoded.
using Bytes = std::string;

inline Bytes control(unsigned type, std::size_t size) {
  Bytes out;
  const unsigned shown = type > 7 ? 0 : type << 5;
  if (size < 29) {
    out += static_cast<char>(shown | size);
  } else if (size < 285) {
    out += static_cast<char>(shown | 29);
  } else {
    out += static_cast<char>(shown | 30);
  }
  if (type > 7) {
    out += static_cast<char>(type - 7);
  }
  if (size >= 285) {
    out += static_cast<char>((size - 285) >> 8);
    out += static_cast<char>(size - 285);
  } else if (size >= 29) {
    out += static_cast<char>(size - 29);
  }
  return out;
}

inline Bytes big_endian(std::uint64_t value, int bytes) {
  Bytes out;
  for (int i = bytes - 1; i >= 0; --i) {
    out += static_cast<char>(value >> (8 * i));
  }
  return out;
}

inline Bytes text(std::string_view value) {
  return control(2, value.size()) + std::string(value);
}
inline Bytes real(double value) {
  std::uint64_t bits = 0;
  std::memcpy(&bits, &value, sizeof bits);
  return control(3, 8) + big_endian(bits, 8);
}
inline Bytes whole16(std::uint16_t value) {
  return control(5, 2) + big_endian(value, 2);
}
inline Bytes whole(std::uint32_t value) {
  return control(6, 4) + big_endian(value, 4);
}
inline Bytes whole64(std::uint64_t value) {
  return control(9, 8) + big_endian(value, 8);
}
inline Bytes truth(bool value) {
  return control(14, value ? 1 : 0);
}
inline Bytes map(std::initializer_list<std::pair<std::string_view, Bytes>> entries) {
  Bytes out = control(7, entries.size());
  for (const auto& [key, value] : entries) {
    out += text(key) + value;
  }
  return out;
}
inline Bytes list(std::initializer_list<Bytes> elements) {
  Bytes out = control(11, elements.size());
  for (const Bytes& element : elements) {
    out += element;
  }
  return out;
}

class Writer {
 public:
  /// `ip_version` 4 or 6; IPv4 networks lie under ::/96 in the latter.
  Writer(std::string type, int ip_version) : type_(std::move(type)), ip_version_(ip_version) {}

  /// Networks do not overlap.
  void add(std::string_view network, const Bytes& value) {
    const IpPrefix prefix = *IpPrefix::parse(network);
    const std::size_t at = data_.size();
    data_ += value;
    const bool v4 = prefix.address().is_v4();
    std::array<std::uint8_t, 16> bits = prefix.address().bytes();
    int first = v4 ? 96 : 0;
    int length = prefix.bits() + first;
    if (v4 && ip_version_ == 6) {
      bits[10] = bits[11] = 0;
      first = 0;
    }
    std::uint32_t node = 0;
    for (int i = first; i < length; ++i) {
      const int side = bits[static_cast<std::size_t>(i) / 8] >> (7 - i % 8) & 1;
      if (i + 1 == length) {
        nodes_[node][side] = kData | static_cast<std::uint32_t>(at);
        return;
      }
      if (nodes_[node][side] == 0) {
        nodes_[node][side] = static_cast<std::uint32_t>(nodes_.size());
        nodes_.push_back({0, 0});
      }
      node = nodes_[node][side];
    }
  }

  [[nodiscard]] Bytes bytes() const {
    const auto count = static_cast<std::uint32_t>(nodes_.size());
    Bytes out;
    for (const auto& node : nodes_) {
      for (std::uint32_t record : node) {
        out += big_endian(record == 0 ? count : (record & kData) != 0 ? count + 16 + (record & ~kData) : record, 3);
      }
    }
    out += Bytes(16, '\0') + data_ + "\xab\xcd\xefMaxMind.com";
    out += map({{"binary_format_major_version", whole16(2)},
                {"binary_format_minor_version", whole16(0)},
                {"build_epoch", whole64(1'700'000'000)},
                {"database_type", text(type_)},
                {"description", map({{"en", text("a test")}})},
                {"ip_version", whole16(static_cast<std::uint16_t>(ip_version_))},
                {"languages", list({text("en")})},
                {"node_count", whole(count)},
                {"record_size", whole16(24)}});
    return out;
  }

  void write(const std::string& path) const { std::ofstream(path, std::ios::binary) << bytes(); }

 private:
  static constexpr std::uint32_t kData = 0x80000000;  // the rest: an offset in the data

  std::string type_;
  int ip_version_;
  std::vector<std::array<std::uint32_t, 2>> nodes_ = {{0, 0}};
  Bytes data_;
};

}  // namespace vedette::enrich::mmdb
