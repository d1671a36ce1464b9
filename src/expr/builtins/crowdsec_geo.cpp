// CrowdSec's helpers on where addresses are. pkg/exprhelpers: geoip.go; the structs are those of github.com/oschwald/geoip2-golang.
#include <algorithm>
#include <array>
#include <new>

#include "expr/builtins/arguments.h"
#include "expr/builtins/builtins.h"
#include "expr/builtins/geo.h"
#include "expr/builtins/services.h"
#include "expr/struct_fields.h"

namespace vedette::expr {
namespace {

Value names_field(const void* object, Arena& arena) {
  const GeoNames names = static_cast<const GeoPlace*>(object)->names;
  if (names.empty()) {
    return Value::typed_nil(type_id::kStringMap);
  }
  using Entry = std::pair<Value, Value>;
  auto* entries = static_cast<Entry*>(arena.allocate(names.size() * sizeof(Entry), alignof(Entry)));
  for (std::size_t i = 0; i < names.size(); ++i) {
    new (&entries[i]) Entry(Value::string(names[i].first), Value::string(names[i].second));
  }
  return Value::map(arena.make<ArenaMap>(entries, names.size()), type_id::kStringMap);
}

// The fields of GeoPlace under the names that each of Go's structs gives them.
Field names() {
  return struct_field("Names", T(type_id::kStringMap), names_field);
}
Field code(std::string name) {
  return struct_field(std::move(name), T(type_id::kString), text_field<&GeoPlace::code>);
}
Field geoname_id() {
  return struct_field("GeoNameID", T(type_id::kUint), integer_field<&GeoPlace::geoname_id, type_id::kUint>);
}
Field membership() {
  return struct_field("IsInEuropeanUnion", T(type_id::kBool), bool_field<&GeoPlace::in_european_union>);
}

/// A struct that has no name in Go: its fields are its name.
const Type* nameless(std::string spelling, std::vector<Field> fields) {
  Type* type = define_struct(std::move(spelling));
  if (type->fields.empty()) {
    type->fields = std::move(fields);
    type->full_name = "struct";
  }
  return type;
}

constexpr std::string_view kNamesText = R"(struct { Names map[string]string "maxminddb:\"names\""; )";
constexpr std::string_view kIdText = R"(GeoNameID uint "maxminddb:\"geoname_id\"")";
constexpr std::string_view kMembershipText = R"(; IsInEuropeanUnion bool "maxminddb:\"is_in_european_union\"" })";

std::string spelling(std::string_view middle, std::string_view end) {
  return std::string(kNamesText) + std::string(middle) + std::string(kIdText) + std::string(end);
}

template <auto Member>
Field inner(std::string name, const Type* type) {
  static const TypeId kId = type->id;
  return struct_field(std::move(name), type, [](const void* object, Arena&) { return Value::object(&part_of<Member>(object), kId); });
}

const Type* subdivision_list() {
  static const Type* const kType =
      slice_of(nameless(spelling(R"(IsoCode string "maxminddb:\"iso_code\""; )", " }"), {names(), code("IsoCode"), geoname_id()}));
  return kType;
}

Value subdivisions_field(const void* object, Arena& arena) {
  const std::span<const GeoPlace> places = static_cast<const GeoCity*>(object)->subdivisions;
  const Type* list = subdivision_list();
  if (places.empty()) {
    return Value::typed_nil(list->id);
  }
  Value* values = arena.make_array<Value>(places.size());
  for (std::size_t i = 0; i < places.size(); ++i) {
    values[i] = Value::object(&places[i], list->element->id);
  }
  return Value::slice(values, places.size(), list->id);
}

const Type* make_city() {
  const Type* country =
      nameless(spelling(R"(IsoCode string "maxminddb:\"iso_code\""; )", kMembershipText), {names(), code("IsoCode"), geoname_id(), membership()});
  const Type* represented =
      nameless(spelling(R"(IsoCode string "maxminddb:\"iso_code\""; Type string "maxminddb:\"type\""; )", kMembershipText),
               {names(), code("IsoCode"), struct_field("Type", T(type_id::kString), text_field<&GeoPlace::type>), geoname_id(), membership()});
  const Type* postal =
      nameless(R"(struct { Code string "maxminddb:\"code\"" })", {struct_field("Code", T(type_id::kString), [](const void* object, Arena&) {
                 return Value::string(*static_cast<const std::string_view*>(object));
               })});
  const Type* location =
      nameless(R"(struct { TimeZone string "maxminddb:\"time_zone\""; Latitude float64 "maxminddb:\"latitude\""; )"
               R"(Longitude float64 "maxminddb:\"longitude\""; MetroCode uint "maxminddb:\"metro_code\""; )"
               R"(AccuracyRadius uint16 "maxminddb:\"accuracy_radius\"" })",
               {struct_field("TimeZone", T(type_id::kString), text_field<&GeoCity::Location::time_zone>),
                struct_field("Latitude", T(type_id::kFloat64), float_field<&GeoCity::Location::latitude>),
                struct_field("Longitude", T(type_id::kFloat64), float_field<&GeoCity::Location::longitude>),
                struct_field("MetroCode", T(type_id::kUint), integer_field<&GeoCity::Location::metro_code, type_id::kUint>),
                struct_field("AccuracyRadius", T(type_id::kUint16), integer_field<&GeoCity::Location::accuracy_radius, type_id::kUint16>)});
  const Type* traits = nameless(R"(struct { IsAnonymousProxy bool "maxminddb:\"is_anonymous_proxy\""; IsAnycast bool "maxminddb:\"is_anycast\""; )"
                                R"(IsSatelliteProvider bool "maxminddb:\"is_satellite_provider\"" })",
                                {struct_field("IsAnonymousProxy", T(type_id::kBool), bool_field<&GeoCity::Traits::is_anonymous_proxy>),
                                 struct_field("IsAnycast", T(type_id::kBool), bool_field<&GeoCity::Traits::is_anycast>),
                                 struct_field("IsSatelliteProvider", T(type_id::kBool), bool_field<&GeoCity::Traits::is_satellite_provider>)});
  const Type* city = nameless(spelling("", " }"), {names(), geoname_id()});
  const Type* continent = nameless(spelling(R"(Code string "maxminddb:\"code\""; )", " }"), {names(), code("Code"), geoname_id()});

  Type* type = define_struct("geoip2.City");
  type->full_name = "github.com/oschwald/geoip2-golang.City";
  type->fields = {
      inner<&GeoCity::city>("City", city),
      inner<&GeoCity::postal_code>("Postal", postal),
      inner<&GeoCity::continent>("Continent", continent),
      struct_field("Subdivisions", subdivision_list(), subdivisions_field),
      inner<&GeoCity::represented_country>("RepresentedCountry", represented),
      inner<&GeoCity::country>("Country", country),
      inner<&GeoCity::registered_country>("RegisteredCountry", country),
      inner<&GeoCity::location>("Location", location),
      inner<&GeoCity::traits>("Traits", traits),
  };
  return pointer_to(type);
}

const Type* make_asn() {
  Type* type = define_struct("geoip2.ASN");
  type->full_name = "github.com/oschwald/geoip2-golang.ASN";
  type->fields = {
      struct_field("AutonomousSystemOrganization", T(type_id::kString), text_field<&GeoAsn::organization>),
      struct_field("AutonomousSystemNumber", T(type_id::kUint), integer_field<&GeoAsn::number, type_id::kUint>),
  };
  return pointer_to(type);
}

/// The network that a method is called on. Null, and the call failed, for nil, which a look-up without a result gives.
const IpPrefix* network_of(CallContext& context, std::span<const Value> values, std::string_view method) {
  const auto* network = static_cast<const IpPrefix*>(values[0].as_object());
  if (values[0].is_nil() || network == nullptr) {
    (void)context.fail("cannot fetch " + std::string(method) + " from <nil>");
    return nullptr;
  }
  return network;
}

Value network_text(CallContext& context, std::span<const Value> values) {
  const IpPrefix* network = network_of(context, values, "String");
  return network != nullptr ? text_result(context, network->to_string()) : Value();
}

Value network_name(CallContext& context, std::span<const Value> values) {
  return network_of(context, values, "Network") != nullptr ? Value::string("ip+net") : Value();
}

std::string network_to_text(const void* object) {
  return object != nullptr ? static_cast<const IpPrefix*>(object)->to_string() : "<nil>";
}

std::string address_to_text(const void* object) {
  return object != nullptr ? static_cast<const IpPrefix*>(object)->address().to_string() : "<nil>";
}

/// net.IPMask.String: hexadecimal digits.
std::string mask_to_text(const void* object) {
  std::string out;
  if (object == nullptr) {
    return "<nil>";
  }
  const auto* network = static_cast<const IpPrefix*>(object);
  constexpr std::string_view kDigits = "0123456789abcdef";
  for (int bit = 0; bit < network->address().bit_length(); bit += 4) {
    const int set = std::clamp(network->bits() - bit, 0, 4);
    out += kDigits[static_cast<std::size_t>(0xF0 >> set & 0xF)];
  }
  return out;
}

template <std::string (*Text)(const void*)>
Value as_text(CallContext& context, std::span<const Value> values) {
  return text_result(context, Text(values[0].as_object()));
}

/// net.IP or net.IPMask of a network: bytes in Go, of which an expression can use the text alone. Their object is the network.
template <std::string (*Text)(const void*)>
const Type* part_of_network(std::string name) {
  Type* type = define_struct(std::move(name));
  type->to_text = Text;
  static const Builtin kString = {
      .name = "String", .signatures = {{{}, false, T(type_id::kString)}}, .call = as_text<Text>, .description = "Its text."};
  type->methods.push_back(&kString);
  return type;
}

template <std::string (*Text)(const void*)>
Field network_field(std::string name, std::string type_name_in_go) {
  static const TypeId kId = part_of_network<Text>(std::move(type_name_in_go))->id;
  return struct_field(std::move(name), type_of(kId), [](const void* object, Arena&) { return Value::object(object, kId); });
}

const Type* make_network() {
  Type* type = define_struct("net.IPNet");
  type->to_text = network_to_text;
  type->fields = {network_field<address_to_text>("IP", "net.IP"), network_field<mask_to_text>("Mask", "net.IPMask")};
  static const std::vector<Builtin> kMethods = {
      struct_method("String", {}, T(type_id::kString), network_text, "The network as text: \"192.0.2.0/24\"."),
      struct_method("Network", {}, T(type_id::kString), network_name, "Always \"ip+net\"."),
  };
  for (const Builtin& row : kMethods) {
    type->methods.push_back(&row);
  }
  return pointer_to(type);
}

const GeoDatabases* databases_of(CallContext& context, Absence absence) {
  auto* services = static_cast<Services*>(context.services);
  const GeoDatabases* geo = services != nullptr ? services->geo : nullptr;
  bool there = geo != nullptr && (absence == Absence::kCityDatabase ? geo->has_city() : geo->has_asn());
  if (!there && services != nullptr) {
    services->count(absence);
  }
  return there ? geo : nullptr;
}

/// net.ParseIP, and what a look-up of its nil says.
std::optional<Ip> address_of(CallContext& context, std::string_view text) {
  std::optional<Ip> ip = Ip::parse_without_zone(text);
  if (!ip) {
    (void)context.fail("IP passed to Lookup cannot be nil");
    return std::nullopt;
  }
  return ip->unmapped();
}

/// The steps of one look-up.
constexpr std::uint64_t kLookUpSteps = 16;

/// What the three that fail on a text without an address look up, and in what. Nothing: the call failed, or there is no database.
struct LookUp {
  const GeoDatabases* geo;
  Ip ip;
};
std::optional<LookUp> look_up_of(CallContext& context, std::span<const Value> values, Absence absence) {
  Arguments arguments(context, values);
  std::string_view text = arguments.text(0);
  if (arguments.failed() || !context.charge(kLookUpSteps)) {
    return std::nullopt;
  }
  const GeoDatabases* geo = databases_of(context, absence);
  std::optional<Ip> ip = geo != nullptr ? address_of(context, text) : std::nullopt;
  return ip ? std::optional<LookUp>({geo, *ip}) : std::nullopt;
}

Value geo_ip_enrich(CallContext& context, std::span<const Value> values) {
  const std::optional<LookUp> wanted = look_up_of(context, values, Absence::kCityDatabase);
  if (!wanted) {
    return {};
  }
  auto* city = context.arena.make<GeoCity>();
  if (Result<void> found = wanted->geo->city(wanted->ip, context.arena, *city); !found) {
    return context.fail(found.error().message);
  }
  return Value::object(city, geo_city_type()->id);
}

Value geo_ip_asn_enrich(CallContext& context, std::span<const Value> values) {
  const std::optional<LookUp> wanted = look_up_of(context, values, Absence::kAsnDatabase);
  if (!wanted) {
    return {};
  }
  auto* asn = context.arena.make<GeoAsn>();
  if (Result<void> found = wanted->geo->asn(wanted->ip, *asn); !found) {
    return context.fail(found.error().message);
  }
  return Value::object(asn, geo_asn_type()->id);
}

Value geo_ip_range_enrich(CallContext& context, std::span<const Value> values) {
  const std::optional<LookUp> wanted = look_up_of(context, values, Absence::kAsnDatabase);
  if (!wanted) {
    return {};
  }
  Result<std::optional<IpPrefix>> network = wanted->geo->network(wanted->ip);
  if (!network) {
    return context.fail(network.error().message);
  }
  return *network ? Value::object(context.arena.make<IpPrefix>(**network), ip_network_type()->id) : Value();
}

// Empty whatever goes wrong.
Value ip_to_country(CallContext& context, std::span<const Value> values) {
  Arguments arguments(context, values);
  std::string_view text = arguments.text(0);
  if (arguments.failed() || !context.charge(kLookUpSteps)) {
    return {};
  }
  const GeoDatabases* geo = databases_of(context, Absence::kCityDatabase);
  std::optional<Ip> ip = Ip::parse_without_zone(text);
  GeoCity city;
  if (geo == nullptr || !ip || !geo->city_brief(ip->unmapped(), city)) {
    return Value::string("");
  }
  return text_result(context, city.country.code);
}

}  // namespace

const Type* geo_city_type() {
  static const Type* const kType = make_city();
  return kType;
}

const Type* geo_asn_type() {
  static const Type* const kType = make_asn();
  return kType;
}

const Type* ip_network_type() {
  static const Type* const kType = make_network();
  return kType;
}

std::span<const Builtin> geo_helpers() {
  static const Type* const s = T(type_id::kString);
  static const std::array kRows = {
      Builtin{.name = "GeoIPEnrich",
              .signatures = {{{s}, false, geo_city_type()}},
              .call = geo_ip_enrich,
              .description = "Where an IP address is: city, country, position; nil without a GeoLite2-City database."},
      Builtin{.name = "GeoIPASNEnrich",
              .signatures = {{{s}, false, geo_asn_type()}},
              .call = geo_ip_asn_enrich,
              .description = "The autonomous system of an IP address; nil without a GeoLite2-ASN database."},
      Builtin{.name = "GeoIPRangeEnrich",
              .signatures = {{{s}, false, ip_network_type()}},
              .call = geo_ip_range_enrich,
              .description = "The network that the GeoLite2-ASN database keeps an IP address under; nil without one."},
      Builtin{.name = "IPToCountry",
              .signatures = {{{s}, false, s}},
              .call = ip_to_country,
              .description = "The ISO code of an IP address's country, or the empty text."},
  };
  return kRows;
}

}  // namespace vedette::expr
