// Where addresses are: what GeoIPEnrich and its sisters give, and the databases they ask.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <utility>

#include "base/arena.h"
#include "base/error.h"
#include "base/ip.h"
#include "expr/type.h"

namespace vedette::expr {

/// A name in several languages: ("en", "Paris"), ...
using GeoNames = std::span<const std::pair<std::string_view, std::string_view>>;

/// A city, country, continent or subdivision; each kind has some of these.
struct GeoPlace {
  GeoNames names;
  std::string_view code;  // ISO code, or the continent's
  std::string_view type;  // of a represented country: "military"
  std::uint32_t geoname_id = 0;
  bool in_european_union = false;
};

/// geoip2.City. Zero where the database knows nothing. Texts lie in the database or in the arena of the call.
struct GeoCity {
  GeoPlace city;
  std::string_view postal_code;
  GeoPlace continent;
  std::span<const GeoPlace> subdivisions;
  GeoPlace represented_country;
  GeoPlace country;
  GeoPlace registered_country;
  struct Location {
    std::string_view time_zone;
    double latitude = 0;
    double longitude = 0;
    std::uint32_t metro_code = 0;
    std::uint16_t accuracy_radius = 0;
  } location;
  struct Traits {
    bool is_anonymous_proxy = false;
    bool is_anycast = false;
    bool is_satellite_provider = false;
  } traits;
};

/// geoip2.ASN
struct GeoAsn {
  std::string_view organization;
  std::uint32_t number = 0;
};

/// The databases at hand. Immutable and shared by threads; what it gives lives as long as it does, or as the arena.
class GeoDatabases {
 public:
  [[nodiscard]] virtual bool has_city() const = 0;
  [[nodiscard]] virtual bool has_asn() const = 0;
  /// An address that is not there gives zeros. An error: the database is of another kind, holds no IPv6, or is corrupt.
  [[nodiscard]] virtual Result<void> city(const Ip& address, Arena& arena, GeoCity& out) const = 0;
  /// Only what the method GeoIpCity writes: codes, membership and position.
  [[nodiscard]] virtual Result<void> city_brief(const Ip& address, GeoCity& out) const = 0;
  [[nodiscard]] virtual Result<void> asn(const Ip& address, GeoAsn& out) const = 0;
  /// The network that the ASN database keeps an address under; nothing when it does not know it.
  [[nodiscard]] virtual Result<std::optional<IpPrefix>> network(const Ip& address) const = 0;

 protected:
  ~GeoDatabases() = default;
};

/// *geoip2.City, *geoip2.ASN, *net.IPNet
[[nodiscard]] const Type* geo_city_type();
[[nodiscard]] const Type* geo_asn_type();
[[nodiscard]] const Type* ip_network_type();

}  // namespace vedette::expr
