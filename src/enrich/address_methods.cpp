// crowdsec: pkg/parser/enrich_geoip.go, enrich_dns.go. A value that is no address, or that nobody knows, writes nothing and is no failure.
#include "enrich/address_methods.h"

#include <charconv>

#include "base/ip.h"
#include "expr/builtins/geo.h"
#include "expr/builtins/network.h"
#include "expr/builtins/services.h"

namespace vedette::enrich {
namespace {

using expr::Absence;

/// The databases, when the one that is asked is there; counts the absence otherwise.
const expr::GeoDatabases* databases(const EnrichContext& context, Absence which) {
  const expr::GeoDatabases* geo = context.services != nullptr ? context.services->geo : nullptr;
  if (geo != nullptr && (which == Absence::kCityDatabase ? geo->has_city() : geo->has_asn())) {
    return geo;
  }
  if (context.services != nullptr) {
    context.services->count(which);
  }
  return nullptr;
}

/// net.ParseIP: an address without a zone, mapped ones as IPv4.
std::optional<Ip> address(std::string_view value) {
  std::optional<Ip> ip = Ip::parse_without_zone(value);
  return ip ? std::optional<Ip>(ip->unmapped()) : std::nullopt;
}

void write(model::Event& event, model::FieldId field, std::string_view text) {
  event.enriched.set(field, text, *event.arena);
}

/// Go: fmt.Sprintf("%f", ..)
std::string_view fixed(double number, Arena& arena) {
  char buffer[400];
  const std::to_chars_result end = std::to_chars(buffer, buffer + sizeof buffer, number, std::chars_format::fixed, 6);
  return arena.copy({buffer, static_cast<std::size_t>(end.ptr - buffer)});
}

/// The first of the three that says a country.
const expr::GeoPlace& country_of(const expr::GeoCity& city) {
  for (const expr::GeoPlace* place : {&city.country, &city.registered_country}) {
    if (!place->code.empty()) {
      return *place;
    }
  }
  return city.represented_country;
}

}  // namespace

EnrichResult geo_ip_city(std::string_view value, model::Event& event, const EnrichContext& context) {
  static const model::FieldId kIsoCode = model::intern_field("IsoCode");
  static const model::FieldId kIsInEu = model::intern_field("IsInEU");
  static const model::FieldId kLatitude = model::intern_field("Latitude");
  static const model::FieldId kLongitude = model::intern_field("Longitude");
  const expr::GeoDatabases* geo = databases(context, Absence::kCityDatabase);
  const std::optional<Ip> ip = address(value);
  expr::GeoCity city;
  if (geo == nullptr || !ip || !geo->city_brief(*ip, city)) {
    return EnrichResult::kNothing;
  }
  const expr::GeoPlace& country = country_of(city);
  write(event, kIsoCode, event.arena->copy(country.code));
  write(event, kIsInEu, country.in_european_union ? "true" : "false");
  write(event, kLatitude, fixed(city.location.latitude, *event.arena));
  write(event, kLongitude, fixed(city.location.longitude, *event.arena));
  return EnrichResult::kWritten;
}

EnrichResult geo_ip_asn(std::string_view value, model::Event& event, const EnrichContext& context) {
  static const model::FieldId kNumber = model::intern_field("ASNNumber");
  static const model::FieldId kOldNumber = model::intern_field("ASNumber");
  static const model::FieldId kOrganization = model::intern_field("ASNOrg");
  const expr::GeoDatabases* geo = databases(context, Absence::kAsnDatabase);
  const std::optional<Ip> ip = address(value);
  expr::GeoAsn asn;
  if (geo == nullptr || !ip || !geo->asn(*ip, asn)) {
    return EnrichResult::kNothing;
  }
  char buffer[16];
  const auto written = std::to_chars(buffer, buffer + sizeof buffer, asn.number);
  const std::string_view number = event.arena->copy({buffer, static_cast<std::size_t>(written.ptr - buffer)});
  write(event, kNumber, number);
  write(event, kOldNumber, number);
  write(event, kOrganization, event.arena->copy(asn.organization));
  return EnrichResult::kWritten;
}

EnrichResult ip_to_range(std::string_view value, model::Event& event, const EnrichContext& context) {
  static const model::FieldId kRange = model::intern_field("SourceRange");
  const expr::GeoDatabases* geo = databases(context, Absence::kAsnDatabase);
  const std::optional<Ip> ip = address(value);
  if (geo == nullptr || !ip) {
    return EnrichResult::kNothing;
  }
  const Result<std::optional<IpPrefix>> network = geo->network(*ip);
  if (!network || !*network) {
    return EnrichResult::kNothing;
  }
  write(event, kRange, event.arena->copy((*network)->to_string()));
  return EnrichResult::kWritten;
}

EnrichResult reverse_dns(std::string_view value, model::Event& event, const EnrichContext& context) {
  static const model::FieldId kName = model::intern_field("reverse_dns");
  const std::optional<Ip> ip = Ip::parse(value);
  if (!ip || context.services == nullptr) {
    return EnrichResult::kNothing;
  }
  if (context.services->network == nullptr) {
    context.services->count(Absence::kReverseDns);
    return EnrichResult::kNothing;
  }
  const std::span<const std::string_view> names = context.services->network->names_of(*ip, *event.arena);
  if (names.empty()) {
    return EnrichResult::kNothing;
  }
  write(event, kName, names.front());
  return EnrichResult::kWritten;
}

}  // namespace vedette::enrich
